import { spawnSync } from "node:child_process";
import { patient } from "../../scripts/patience.ts";

/** Mounts a disk of `bytes` on a folder, for one command only: nobody else sees it, and it is gone when the command ends. */
function onSmallDisk(folder: string, bytes: number, command: readonly string[]) {
  const script = 'mount -t tmpfs -o size="$1" deepvue "$2" && shift 2 && exec "$@"';
  return spawnSync("unshare", ["-rm", "sh", "-c", script, "sh", String(bytes), folder, ...command], {
    encoding: "utf8",
    timeout: patient(120_000),
  });
}

/** Why there can be no small disk here, or undefined. Linux lets everybody mount one, in a namespace of their own, unless forbidden. */
export function noSmallDisk(folder: string): string | undefined {
  const { status, error, stderr } = onSmallDisk(folder, 65_536, ["true"]);
  return status === 0 ? undefined : `no small disk can be mounted here: ${error?.message ?? stderr.trim()}`;
}

/** Runs a TypeScript module text in a Node of its own with a disk of `bytes` on `folder`; what it wrote to its output. */
export function runOnSmallDisk(folder: string, bytes: number, program: string): string {
  const { status, error, stdout, stderr } = onSmallDisk(folder, bytes, [
    process.execPath,
    "--disable-warning=ExperimentalWarning",
    "--input-type=module-typescript",
    "--eval",
    program,
  ]);
  if (status !== 0) throw new Error(`the program on the small disk failed: ${error?.message ?? stderr}`);
  return stdout;
}
