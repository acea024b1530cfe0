// Parts of the Parquet writer that the command line's package leaves out: what is written without them is the same to the byte.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { LEFT_OUT_OF_PROGRAM, leftOut } from "../../../../scripts/leftOut.mjs";
import type * as Exporter from "../../../../src/app/export/exporter.ts";
import {
  exportRequest,
  hostileTransactions,
  inPages,
  NEVER,
  temporaryFolder,
  totalsOf,
  transactions,
} from "../../../support/exports.ts";

const PARQUET = Object.entries(LEFT_OUT_OF_PROGRAM).filter(([path]) => path.startsWith("hyparquet"));

async function built(folder: string, name: string, parts: typeof PARQUET): Promise<typeof Exporter> {
  const outfile = join(folder, name, "exporter.mjs");
  const entry = join(import.meta.dirname, "../../../../src/app/export/exporter.ts");
  const plugins = [leftOut(Object.fromEntries(parts))];
  await build({ entryPoints: [entry], outfile, bundle: true, format: "esm", platform: "node", plugins });
  return import(pathToFileURL(outfile).href) as Promise<typeof Exporter>;
}

test("a Parquet file written by the package is the one that its source writes", async () => {
  const folder = temporaryFolder();
  const [whole, cut] = [await built(folder, "whole", []), await built(folder, "cut", PARQUET)];
  const many = transactions(20_000).map((row, index) => ({
    ...row,
    // Charges of every size and sign, texts that repeat and texts that do not.
    charge: (index % 7) * 29_500 - (index % 11 === 0 ? 2 ** 40 : 0),
    message: index % 3 === 0 ? `${row.message} ${index}` : row.message,
  }));
  for (const [name, rows] of [
    ["hostile", hostileTransactions()],
    ["many", many],
    ["none", []],
  ] as const) {
    const [a, b] = await Promise.all(
      [whole, cut].map(async ({ exportTransactions }, index) => {
        const target = join(folder, `${name}-${index}.parquet`);
        const request = { ...exportRequest({ format: "parquet", target }), expected: totalsOf(rows) };
        await exportTransactions(request, inPages(rows, 1_000), () => undefined, NEVER);
        return readFileSync(target);
      }),
    );
    assert.ok(a !== undefined && b !== undefined && a.equals(b), name);
    assert.ok(a.length > 300, `${name}: ${a.length} bytes`);
  }
});
