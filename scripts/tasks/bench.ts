// Runs every test/bench/*.bench.ts in a process of its own, one after the other, so that none sees another's memory or heat.
import { fork } from "node:child_process";
import { globSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Figure } from "../../test/bench/figure.ts";
import type { Counts } from "../counts.ts";
import { root } from "../setup/root.mjs";
import { run as build } from "./build.ts";

export async function run(args: string[]): Promise<Counts> {
  await build(["--production"]);
  const files = args.length > 0 ? args : globSync("test/bench/**/*.bench.ts", { cwd: root }).toSorted();
  const counts = { passed: 0, failed: 0 };
  const figures: Figure[] = [];
  for (const file of files) {
    console.log(file);
    const code = await measure(file, (figure) => figures.push(figure));
    if (code !== 0) counts.failed += 1;
  }
  writeFileSync(join(root, "bench-results.json"), `${JSON.stringify(figures, null, 2)}\n`);
  console.table(figures.map(asRow));
  const met = figures.filter((figure) => figure.met).length;
  return { passed: met, failed: counts.failed + figures.length - met };
}

/** Resolves with the exit code of the file's process; its figures arrive while it runs. */
function measure(file: string, add: (figure: Figure) => void): Promise<number> {
  return new Promise((resolve) => {
    const child = fork(join(root, file), {
      cwd: root,
      execArgv: ["--expose-gc", "--disable-warning=ExperimentalWarning"],
    });
    child.on("message", (figure) => add(figure as Figure));
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

function asRow({ name, value, unit, reference, ratio, goal, met }: Figure): Record<string, string> {
  return {
    what: name,
    measured: `${round(value)} ${unit}`,
    reference: reference === undefined ? "" : `${round(reference)} ${unit}`,
    ratio: ratio === undefined ? "" : round(ratio),
    goal,
    met: met ? "yes" : "NO",
  };
}

function round(value: number): string {
  return value.toLocaleString("en-US", { maximumSignificantDigits: 4 });
}
