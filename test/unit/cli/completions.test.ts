import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { patient } from "../../../scripts/patience.ts";
import { shellProgram } from "../../../scripts/setup/shells.mjs";
import { completionScript, type Shell } from "../../../src/cli/completionScript.ts";

/** What is typed before the tab key is pressed, and what stands there then. */
const CASES: readonly (readonly [typed: string, completed: string])[] = [
  ["monthl", "monthly"],
  ["daily --bre", "daily --breakdown"],
  ["daily --outcome fai", "daily --outcome failure"],
  ["transactions --period this-financial-y", "transactions --period this-financial-year"],
  ["budget ch", "budget check"],
  ["completion fi", "completion fish"],
  ["help expo", "help export"],
  ["--breakd", "--breakdown"],
  ["--sample week", "--sample weekly"],
  ["export my-nov", "export my-november.csv"],
  ["reconcile my-nov", "reconcile my-november.csv"],
  ["export x.csv --forma", "export x.csv --format"],
  ["daily --config my-nov", "daily --config my-november.csv"],
  ["serve --log-format js", "serve --log-format json"],
];

/** Completions as a person gets them: each shell reads its script, and completes. */
describe("completions", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "deepvue-usage-completions-"));
    mkdirSync(join(folder, "work"));
    writeFileSync(join(folder, "work", "my-november.csv"), "");
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs a shell in a folder with one file; what it printed. */
  function printed(program: string, args: readonly string[], more: Record<string, string>, input = ""): string {
    const env = { PATH: process.env["PATH"] ?? "", HOME: folder, TERM: "dumb", LANG: "C.UTF-8", ...more };
    const cwd = join(folder, "work");
    const { stdout, stderr, error } = spawnSync(program, args, {
      cwd,
      env,
      input,
      encoding: "utf8",
      timeout: patient(60_000),
    });
    assert.equal(error, undefined, stderr);
    return stripVTControlCharacters(stdout);
  }

  function script(shell: Shell): string {
    const file = join(folder, `completion.${shell}`);
    writeFileSync(file, completionScript(shell));
    return file;
  }

  test("bash", () => {
    const lines = CASES.map(([typed]) => {
      const words = ["deepvue-usage", ...typed.split(" ")];
      return `COMP_WORDS=(${words.join(" ")}); COMP_CWORD=${words.length - 1}; COMPREPLY=(); _deepvue_usage; echo "\${COMPREPLY[*]}"`;
    });
    const output = printed("bash", ["-c", [`source '${script("bash")}'`, ...lines].join("\n")], {});
    assert.deepEqual(output.split("\n").slice(0, -1), CASES.map(lastWord));
  });

  test("zsh", () => {
    const { program, env } = started("zsh");
    const settings = [
      `[[ -n $ZSH_MODULES ]] && module_path=($ZSH_MODULES)`,
      // Where the script itself says that it is kept.
      `fpath=('${join(folder, "functions")}' $fpath)`,
      "autoload -Uz compinit && compinit -u -D",
      `deepvue-usage() { print -r -- "completed:$*" }`,
      "PS1=''",
    ];
    mkdirSync(join(folder, "functions"));
    writeFileSync(join(folder, "functions", "_deepvue-usage"), completionScript("zsh"));
    writeFileSync(join(folder, ".zshrc"), settings.join("\n"));
    // On a terminal, for only there keys are pressed: the tab key, and Enter.
    const keys = [
      ...CASES.map(([typed]) => `deepvue-usage ${typed}\t\r`),
      // Read by hand it does the same.
      `source '${script("zsh")}'\r`,
      "deepvue-usage prod\t\r",
      "exit\r",
    ].join("");
    const line = `stty cols 200 && exec '${program}' -i`;
    const output = printed("script", ["-qec", line, "/dev/null"], { ...env, ZDOTDIR: folder }, keys);
    const completed = [...output.matchAll(/^completed:(.*?) *\r?$/gm)].map(([, text]) => text);
    assert.deepEqual(completed, [...CASES.map(([, text]) => text), "products"], output);
  });

  test("fish", () => {
    const { program, env } = started("fish");
    const lines = CASES.map(([typed]) => `complete -C 'deepvue-usage ${typed}'; echo ==`);
    const output = printed(program, ["-c", [`source '${script("fish")}'`, ...lines].join("\n")], env);
    const offered = output.split("==\n").slice(0, -1);
    assert.equal(offered.length, CASES.length, output);
    for (const [at, each] of CASES.entries()) {
      const words = (offered[at] ?? "").split("\n").map((line) => line.split("\t")[0]);
      assert.ok(words.includes(lastWord(each)), `${each[0]}: ${offered[at]}`);
    }
  });
});

function lastWord([, completed]: readonly [string, string]): string {
  return completed.split(" ").at(-1) ?? "";
}

/** How to start a shell; without it nobody has tried its script, and that is a failure. */
function started(name: "zsh" | "fish") {
  const shell = shellProgram(name);
  assert.ok(shell !== undefined, `${name} is not there; npm run setup unpacks it where this is Debian`);
  return shell;
}
