import type { Counts } from "../counts.ts";
import { runSpecs } from "./e2e.ts";

/** Takes the README's pictures anew, from the sample account in the packaged extension. */
export function run(): Promise<Counts> {
  return runSpecs("pictures");
}
