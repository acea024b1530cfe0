import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type TestContext, test } from "node:test";
import { patient } from "../../../scripts/patience.ts";
import { PROMETHEUS_IS_ABSENT, prometheusProgram } from "../../../scripts/setup/prometheus.mjs";
import { readTyped } from "../../../src/cli/commandLine.ts";
import { COMMANDS, flagsOf } from "../../../src/cli/commandTable.ts";
import { atEnd } from "../../support/endings.ts";
import { eventually } from "../../support/eventually.ts";
import { freePort } from "../../support/freePort.ts";
import { complaintsOf } from "../../support/promtool.ts";
import { serveScene } from "../../support/serveProgram.ts";

const EXAMPLES = resolve(import.meta.dirname, "../../../docs/examples");

function example(path: string): string {
  return readFileSync(join(EXAMPLES, path), "utf8");
}

/** Every time an example has the program do something: its words. */
function typedIn(text: string): readonly (readonly string[])[] {
  const inShell = [...text.matchAll(/(?:^ExecStart=\S*\/|npx --yes |^- `)deepvue-usage ([^`\n]+)$/gm)].map(
    ([, words = ""]) => words.split(" "),
  );
  const inDocker = [...text.matchAll(/^CMD (\[.*\])$/gm)].map(([, words = ""]) => JSON.parse(words) as string[]);
  return [...inShell, ...inDocker];
}

test("what examples type is there: each command and each flag", () => {
  const files = globSync("**/*.{service,yml,md}", { cwd: EXAMPLES });
  const typed = [...files, "docker/Dockerfile"].flatMap((file) => typedIn(example(file)));
  assert.equal(typed.length, 6, "they are found");
  for (const [name, ...rest] of typed) {
    const command = COMMANDS.find((known) => known.name === name);
    assert.ok(command, name);
    assert.doesNotThrow(() => readTyped(rest, flagsOf(command), 1), rest.join(" "));
  }
  assert.throws(
    () => readTyped(["--metric-listen", "1"], flagsOf(COMMANDS[0]!), 1),
    "a flag that there is not is found",
  );
});

test("promtool accepts the rules and the configuration", (t) => {
  const rules = join(EXAMPLES, "prometheus/rules.yml");
  const complaints = complaintsOf(t, ["check", "rules", "--lint-fatal", rules]);
  if (complaints === undefined) return;
  assert.equal(complaints, "");
  assert.equal(complaintsOf(t, ["check", "config", join(EXAMPLES, "prometheus/prometheus.yml")]), "");
});

/** A real Prometheus that scrapes a target every second under the example's rules, which fire at once. */
async function startPrometheus(t: TestContext, program: string, target: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "deepvue-prometheus-"));
  const rules = example("prometheus/rules.yml").replaceAll(/^( +for:) .*$/gm, "$1 0s");
  writeFileSync(join(folder, "rules.yml"), rules);
  const config = example("prometheus/prometheus.yml").replace("127.0.0.1:9464", target).replace("1m", "1s");
  writeFileSync(join(folder, "prometheus.yml"), `global: {evaluation_interval: 1s}\n${config}`);
  const port = await freePort();
  const child: ChildProcess = spawn(
    program,
    [
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--log.level=error",
    ],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  atEnd(t, async () => {
    if (child.exitCode === null && child.kill("SIGKILL")) await once(child, "exit");
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return `http://127.0.0.1:${port}`;
}

interface Answer {
  readonly status: string;
  readonly data: {
    readonly alerts?: readonly {
      readonly state: string;
      readonly labels: Record<string, string>;
      readonly annotations: Record<string, string>;
    }[];
    readonly result?: readonly { readonly value: readonly [number, string] }[];
  };
}

test("a real Prometheus scrapes a server, an alert fires, and the dashboard's questions have answers", {
  timeout: patient(120_000),
}, async (t) => {
  const program = prometheusProgram("prometheus");
  if (program === undefined) return t.skip(PROMETHEUS_IS_ABSENT);
  const at = (Date.now() - 1_000) * 1000;
  const row = { at, product: "PAN-Plus", status: 400, message: "Invalid Pan Number.", charge: 59_000 };
  const scene = await serveScene(t, [{ ...row, id: "00000000-0000-4000-8000-000000000001" }]);
  scene.settings({ "deepvue.budget": { daily: 2, products: { "PAN-Plus": { monthly: 4 } } } });
  const server = scene.start(["serve", "--metrics-listen", "0"]);
  const [, target = ""] = await server.until(/metrics at http:\/\/(\S+)\/metrics/);
  const prometheus = await startPrometheus(t, program, target);
  const ask = async (path: string): Promise<Answer> =>
    (await fetch(`${prometheus}/api/v1/${path}`)).json() as Promise<Answer>;
  const firing = await eventually(
    async () => (await ask("alerts")).data.alerts?.filter(({ state }) => state === "firing") ?? [],
    // And no other one: rules that were judged before the first scrape are judged again within a second.
    (alerts) =>
      assert.deepEqual(
        alerts.map(({ labels }) => labels["alertname"] ?? "").toSorted((a, b) => a.localeCompare(b)),
        ["DeepvueChargedFailures", "DeepvueOverBudget", "DeepvueOverBudget"],
      ),
    60_000,
  );
  const told = firing.map(({ annotations }) => annotations["description"]).filter((text) => text !== undefined);
  assert.deepEqual(
    told.toSorted((a, b) => a.localeCompare(b)),
    ["All products: 295% of the budget is spent.", "PAN-Plus: 147.5% of the budget is spent."],
  );
  const dashboard = JSON.parse(example("grafana/dashboard.json")) as {
    panels: { title: string; targets: { expr: string }[] }[];
  };
  assert.ok(dashboard.panels.length > 8);
  for (const { title, targets } of dashboard.panels) {
    for (const { expr } of targets) {
      const query = encodeURIComponent(expr.replaceAll("$account", ".+"));
      const { status, data } = await ask(`query?query=${query}`);
      assert.equal(status, "success", `${title}: ${expr}`);
      // There is no budget of the month in total, and so there is none on screen.
      const expected = title === "Budget of the month" ? 0 : 1;
      assert.ok((data.result?.length ?? 0) >= expected, `${title}: ${expr} has an answer`);
    }
  }
  assert.equal(await server.end("SIGTERM"), 0);
});
