import { execFile } from "node:child_process";
import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/root.mjs";
import { run as build } from "./build.ts";

const maxBytes = 500_000;
const maxFiles = 40;
/** Of the command line, as npm packs it; its server for language models is a package of its own. */
export const maxPackedBytes = 200_000;
/** Of what every editor window loads. */
export const maxMainBytes = 150_000;

const commandLine = join(root, "dist-cli");
export const vsix = join(root, "deepvue-usage.vsix");

export async function run(): Promise<undefined> {
  rmSync(vsix, { force: true });
  await build(["--production"]);
  const packages = join(commandLine, "node_modules");
  const [files, packed, server, team] = await Promise.all([
    packExtension(),
    packCommandLine(),
    pack(join(packages, "deepvue-usage-mcp")),
    pack(join(packages, "deepvue-usage-team")),
  ]);
  const { size } = statSync(vsix);
  const main = mainBundleBytes();
  console.log(
    `deepvue-usage.vsix: ${kilobytes(size)} (at most ${maxBytes / 1000}), ${files} files (at most ${maxFiles})`,
  );
  console.log(`extension.js and start.js: ${kilobytes(main)} (at most ${maxMainBytes / 1000})`);
  console.log(`deepvue-usage for npm: ${kilobytes(packed)} packed (at most ${maxPackedBytes / 1000})`);
  console.log(`deepvue-usage-mcp for npm, which it loads for language models: ${kilobytes(server)} packed`);
  console.log(`deepvue-usage-team for npm, which it loads for a team's database: ${kilobytes(team)} packed`);
  if (packed > maxPackedBytes || main > maxMainBytes || size > maxBytes || !(files <= maxFiles))
    throw new Error("The package is larger than it may be.");
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} KB`;
}

/** Writes the .vsix, and returns how many files are in it. */
async function packExtension(): Promise<number> {
  const { stdout, stderr } = await saidBy((done) =>
    execFile("vsce", ["package", "--no-dependencies", "-o", vsix], optionsIn(root), done),
  );
  if (/warning/i.test(stdout + stderr)) throw new Error(`vsce is not content:\n${stdout}${stderr}`);
  return Number(/\((\d+) files/.exec(stdout + stderr)?.[1]);
}

/** Packs the command line as `npm publish dist-cli` would, beside its folder, and returns the bytes. */
export function packCommandLine(): Promise<number> {
  return pack(commandLine);
}

async function pack(folder: string): Promise<number> {
  const { stdout } = await saidBy((done) =>
    execFile("npm", ["pack", "--json", "--pack-destination", root], optionsIn(folder), done),
  );
  const [packed] = JSON.parse(stdout) as readonly { readonly size: number }[];
  return packed?.size ?? Number.NaN;
}

function optionsIn(cwd: string) {
  return { cwd, encoding: "utf8", shell: process.platform === "win32" } as const;
}

interface Said {
  readonly stdout: string;
  readonly stderr: string;
}

/** What a program says; throws with it when the program fails. */
function saidBy(
  start: (done: (error: Error | null, stdout: string, stderr: string) => void) => unknown,
): Promise<Said> {
  return new Promise((resolve, reject) => {
    start((error, stdout, stderr) => {
      if (error === null) resolve({ stdout, stderr });
      else reject(new Error(`${error.message}\n${stdout}`, { cause: error }));
    });
  });
}

/** What every editor window loads: what shows the first text, and all that follows a turn later. */
export function mainBundleBytes(): number {
  return ["extension.js", "start.js"].reduce((sum, file) => sum + statSync(join(root, "dist", file)).size, 0);
}
