import { runInServer } from "../../test/host/runInServer.ts";
import { runOnDesktop } from "../../test/host/runOnDesktop.ts";
import { measurePatience } from "../calibration.ts";
import { type Counts, sumOf } from "../counts.ts";
import { run as build } from "./build.ts";

export async function run(): Promise<Counts> {
  await measurePatience();
  await build([]);
  console.log("host tests, VS Code server");
  return sumOf([await runInServer(), await runOnDesktop()]);
}
