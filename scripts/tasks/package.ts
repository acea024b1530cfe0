import { spawnSync } from "node:child_process";
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
  const { status, stdout, stderr, error } = spawnSync("vsce", ["package", "--no-dependencies", "-o", vsix], {
    cwd: root,
    encoding: "utf8",
  });
  if (error !== undefined) throw error;
  const output = `${stdout}${stderr}`;
  if (status !== 0 || /warning/i.test(output)) throw new Error(`vsce is not content:\n${output}`);
  const files = Number(/\((\d+) files/.exec(output)?.[1]);
  const { size } = statSync(vsix);
  console.log(
    `deepvue-usage.vsix: ${(size / 1000).toFixed(1)} KB (at most ${maxBytes / 1000}), ${files} files (at most ${maxFiles})`,
  );
  const main = mainBundleBytes();
  console.log(`extension.js and start.js: ${(main / 1000).toFixed(1)} KB (at most ${maxMainBytes / 1000})`);
  const packed = packCommandLine();
  console.log(`deepvue-usage for npm: ${(packed / 1000).toFixed(1)} KB packed (at most ${maxPackedBytes / 1000})`);
  const server = pack(join(commandLine, "node_modules", "deepvue-usage-mcp"));
  console.log(`deepvue-usage-mcp for npm, which it loads for language models: ${(server / 1000).toFixed(1)} KB packed`);
  const team = pack(join(commandLine, "node_modules", "deepvue-usage-team"));
  console.log(
    `deepvue-usage-team for npm, which it loads for a team's database: ${(team / 1000).toFixed(1)} KB packed`,
  );
  if (packed > maxPackedBytes || main > maxMainBytes || size > maxBytes || !(files <= maxFiles))
    throw new Error("The package is larger than it may be.");
}

/** Packs the command line as `npm publish dist-cli` would, beside its folder, and returns the bytes. */
export function packCommandLine(): number {
  return pack(commandLine);
}

function pack(folder: string): number {
  const { status, stdout, stderr, error } = spawnSync("npm", ["pack", "--json", "--pack-destination", root], {
    cwd: folder,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`npm is not content:\n${stdout}${stderr}`);
  const [packed] = JSON.parse(stdout) as readonly { readonly size: number }[];
  return packed?.size ?? Number.NaN;
}

/** What every editor window loads: what shows the first text, and all that follows a turn later. */
export function mainBundleBytes(): number {
  return ["extension.js", "start.js"].reduce((sum, file) => sum + statSync(join(root, "dist", file)).size, 0);
}
