// Does steps on the disk that only this process and its children see; see `doOnSmallDisk`.
import { spawnSync } from "node:child_process";
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statfsSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import type { DiskResult, DiskStep } from "./fullDisk.ts";

const steps = JSON.parse(await text(process.stdin)) as readonly DiskStep[];
process.stdout.write(JSON.stringify(steps.map(done)));

function done(step: DiskStep): DiskResult {
  const nothing = { code: 0, stdout: "", stderr: "", files: {} };
  if ("copy" in step) {
    mkdirSync(dirname(step.to), { recursive: true });
    copyFileSync(step.copy, step.to);
    return nothing;
  }
  if ("fill" in step) {
    fill(step.fill, step.leaving);
    return nothing;
  }
  if ("read" in step) {
    const entries = readdirSync(step.read, { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    return { ...nothing, files: Object.fromEntries(paths.map((path) => [path, readFileSync(path, "latin1")])) };
  }
  const [program = "", ...args] = step.run;
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: "utf8",
    input: step.input ?? "",
    env: { ...step.env },
    maxBuffer: 64 * 1024 * 1024,
  });
  return { code: status, stdout, stderr, files: {} };
}

/** Pages are of 4 KB: a disk of memory gives no less. */
function fill(path: string, leaving: number): void {
  mkdirSync(dirname(path), { recursive: true });
  const { bavail, bsize } = statfsSync(dirname(path));
  const file = openSync(path, "w");
  const page = Buffer.alloc(bsize);
  for (let left = bavail - Math.ceil(leaving / bsize); left > 0; left--) writeSync(file, page);
  closeSync(file);
}
