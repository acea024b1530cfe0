import { run as build } from "./build.ts";

export function run(): Promise<undefined> {
  return build(["--watch"]);
}
