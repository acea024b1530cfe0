import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { installExtension, startWorkbench } from "../workbench.ts";
import { run as makePackage, vsix } from "./package.ts";

export async function run(args: string[]): Promise<undefined> {
  const { port } = parseArgs({ args, options: { port: { type: "string", default: "0" } } }).values;
  await makePackage();
  const profile = mkdtempSync(join(tmpdir(), "deepvue-usage-start-"));
  process.once("exit", () => rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  await installExtension(vsix, { profile });
  const { origin } = await startWorkbench({ profile, port: Number(port), env: { DEEPVUE_USAGE_OPEN_SAMPLE: "1" } });
  console.log(`\nVS Code with Deepvue Usage and its sample account:\n\n  ${origin}/\n\nCtrl+C ends it.`);
  // The server's output pipes keep this process alive until a signal ends it.
  return undefined;
}
