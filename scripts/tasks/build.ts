import { root } from "../setup/root.mjs";
import { runOrThrow } from "../setup/run.mjs";

export async function run(args: string[]): Promise<undefined> {
  await runOrThrow(process.execPath, ["esbuild.js", ...args], { cwd: root });
}
