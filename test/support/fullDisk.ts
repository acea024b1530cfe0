import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { patient } from "../../scripts/patience.ts";

/** Mounts a disk of `bytes` on a folder, for one command only: nobody else sees it, and it is gone when the command ends. */
export function onDisk(folder: string, bytes: number, command: readonly string[]): readonly string[] {
  const script = 'mount -t tmpfs -o size="$1" deepvue "$2" && shift 2 && exec "$@"';
  return ["unshare", "-rm", "sh", "-c", script, "sh", String(bytes), folder, ...command];
}

function onSmallDisk(folder: string, bytes: number, command: readonly string[]) {
  const [program = "", ...args] = onDisk(folder, bytes, command);
  return spawnSync(program, args, { encoding: "utf8", timeout: patient(120_000) });
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

/** What is done, one after the other, while a small disk is there. Paths are absolute. */
export type DiskStep =
  | { readonly copy: string; readonly to: string }
  /** Fills the disk that `fill` lies on; with `leaving` bytes of it free. */
  | { readonly fill: string; readonly leaving: number }
  | { readonly run: readonly string[]; readonly env: Readonly<Record<string, string>>; readonly input?: string }
  /** The names of all files below a folder, and their texts as Latin-1. */
  | { readonly read: string };

export interface DiskResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Does the steps with a disk of `bytes` on a folder; a result for each. Our own servers can be reached meanwhile. */
export async function doOnSmallDisk(
  folder: string,
  bytes: number,
  steps: readonly DiskStep[],
): Promise<readonly DiskResult[]> {
  const program = [
    process.execPath,
    "--disable-warning=ExperimentalWarning",
    join(import.meta.dirname, "diskSteps.ts"),
  ];
  const [command, ...args] = onDisk(folder, bytes, program);
  const child = spawn(command ?? "", args, { stdio: ["pipe", "pipe", "inherit"], timeout: patient(120_000) });
  child.stdin.end(JSON.stringify(steps));
  return JSON.parse(await text(child.stdout)) as readonly DiskResult[];
}
