// Programs that tests start hundreds of times, built: the ledger's thread, and processes of tests. To load dozens of sources is most of
// what such a start costs.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Plugin } from "esbuild";
import { root } from "./setup/root.mjs";

/** The environment variable with the built files, as JSON by the paths of their sources; without it tests start the sources. */
export const BUILT_PROGRAMS = "DEEPVUE_USAGE_BUILT_PROGRAMS";

const PROGRAMS = [
  "src/worker.ts",
  "test/support/editorProgram.ts",
  "test/support/interleaving.ts",
  "test/support/ledgerProgram.ts",
  "test/support/openingProgram.ts",
  "test/support/serveProgram.ts",
  "test/unit/ledger/contract/connections.ts",
];

/** Builds the programs as they are now, and has all tests that are started from here on use them. */
export async function buildPrograms(): Promise<void> {
  const built = await Promise.all(PROGRAMS.map(async (source) => [source, await builtFrom(source)] as const));
  process.env[BUILT_PROGRAMS] = JSON.stringify(Object.fromEntries(built));
}

async function builtFrom(source: string): Promise<string> {
  const { build } = await import("esbuild");
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [source],
    bundle: true,
    // What a program imports only where it needs it, it need not load before.
    splitting: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node22",
    outdir: "node_modules/.cache/programs",
    // What was compiled of it before is found again by its path.
    entryNames: "[name]-[hash]",
    outExtension: { ".js": ".mjs" },
    // A program knows by it that it was started, and was not imported by another one.
    banner: { js: `process.argv[1] = ${JSON.stringify(join(root, source))};` },
    plugins: [OWN_PLACES],
    metafile: true,
  });
  const [file] = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === source) ?? [""];
  return join(root, file);
}

/** What a source finds beside itself it finds there, not beside the file that it has become a part of. */
const OWN_PLACES: Plugin = {
  name: "own places",
  setup(building) {
    building.onLoad({ filter: /\.(ts|mjs)$/ }, ({ path }) => {
      const places = {
        url: pathToFileURL(path).href,
        filename: path,
        dirname: dirname(path),
      };
      const contents = readFileSync(path, "utf8").replaceAll(/\bimport\.meta\.(url|filename|dirname)\b/g, (_, name) =>
        JSON.stringify(places[name as keyof typeof places]),
      );
      return { contents, loader: path.endsWith(".ts") ? "ts" : "js" };
    });
  },
};
