import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";
import { patient } from "../../scripts/patience.ts";
import { COMMANDS, LANGUAGE_TOOLS } from "../../src/contract.ts";
import { moneyToDecimal } from "../../src/domain/money.ts";
import { intervalOf, resolvePeriod, todayIn } from "../../src/domain/period.ts";
import { generateAccount } from "../../src/sandbox/generator.ts";

const ZONE = "Asia/Kolkata";
/** A whole year comes in, on whatever machine. */
const LOADING_MS = 60_000;
const MCP_MS = 30_000;

/** What these tests look at in an answer's data. */
interface Data {
  readonly account: { readonly label: string; readonly sample: boolean } | null;
  readonly coverage: { readonly extent: string };
  readonly totals: { readonly calls: number | string; readonly charge: string };
  readonly zone: string;
}

suite("tools for language models in a real VS Code", () => {
  suiteSetup(async function () {
    this.timeout(patient(LOADING_MS));
    const extension = vscode.extensions.getExtension("deepvue-usage.deepvue-usage");
    await extension?.activate();
    await vscode.commands.executeCommand(COMMANDS.openSampleAccount);
    await until(LOADING_MS, async () => {
      const { data } = await ask("get_deepvue_spend", { period: "lastMonth" });
      return data.account !== null && data.coverage.extent === "wholly";
    });
  });

  test("are all there, with what they are checked against", () => {
    for (const name of LANGUAGE_TOOLS) {
      const tool = vscode.lm.tools.find((one) => one.name === name);
      assert.ok(tool, name);
      assert.ok(tool.description.length > 100, name);
      assert.equal(Reflect.get(tool.inputSchema ?? {}, "type"), "object", name);
    }
  });

  test("answer with the figures that the sample account's generator knows, and what they are figures of", async () => {
    const { text, data } = await ask("get_deepvue_spend", { period: "lastMonth" });
    const expected = expectedOfLastMonth();
    assert.deepEqual([data.totals.calls, data.totals.charge], [expected.calls, moneyToDecimal(expected.charge)]);
    assert.deepEqual([data.account?.sample, data.zone], [true, ZONE]);
    assert.match(text, /^SAMPLE: made-up numbers\. Account «Sample account», billing days of Asia\/Kolkata/);
  });

  test("refuse what they do not give, whatever VS Code lets through", async () => {
    for (const input of [{ since: 5 }, { account: "other" }, { include: "secret" }, { period: "ever" }]) {
      await assert.rejects(ask("get_deepvue_spend", input), /arguments were not understood/, JSON.stringify(input));
    }
    await assert.rejects(ask("get_deepvue_price", {}), /product/);
  });

  test("say what code of the workspace costs, and read nothing outside of it", async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder, "the tests run in a folder");
    const file = vscode.Uri.joinPath(folder.uri, "costs", "kyc.ts");
    const text = 'export const check = () => fetch("https://production.deepvue.tech/v1/verification/pan-plus");\n';
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    await vscode.workspace.openTextDocument(file);
    const { data } = await ask("get_deepvue_code_cost", { path: "costs/kyc.ts", period: "lastMonth" });
    const expected = expectedOfLastMonth().products.find(({ product }) => product === "PAN-Plus");
    assert.deepEqual(Reflect.get(data, "endpoints"), [
      {
        endpoint: "/v1/verification/pan-plus",
        title: "PAN Plus",
        billedAs: "probably",
        places: 1,
        files: 1,
        product: "PAN-Plus",
        spent: { calls: expected?.calls, charge: moneyToDecimal(expected?.charge ?? 0) },
      },
    ]);
    await assert.rejects(ask("get_deepvue_code_cost", { path: "../.." }), /does not lie in the workspace/);
  });

  test("answer the same over MCP, from a process that VS Code starts", async function () {
    this.timeout(patient(2 * MCP_MS));
    await until(MCP_MS, async () => {
      // Before VS Code has collected the servers, it starts none.
      void vscode.commands.executeCommand("workbench.mcp.startServer", "*", { autoTrustChanges: true });
      await delay(1_000);
      return servedName() !== undefined;
    });
    const { data } = await ask("get_deepvue_spend", { period: "lastMonth" });
    // Where there is structured content, that is what VS Code hands on.
    const [overMcp = ""] = await textsOf(servedName() ?? "", { period: "lastMonth" });
    assert.deepEqual(withoutInstants(JSON.parse(overMcp)), withoutInstants(data));
  });
});

/** VS Code puts the server's name before the tool's. */
function servedName(): string | undefined {
  return vscode.lm.tools.map(({ name }) => name).find((name) => /^mcp_.*get_deepvue_spend$/.test(name));
}

function expectedOfLastMonth() {
  const now = Date.now();
  const account = generateAccount({ anchor: new Date(now).toISOString().slice(0, 10) });
  const period = resolvePeriod({ preset: "lastMonth" }, todayIn(ZONE, now * 1000), 1);
  const { totals, products } = account.expectedTotals(intervalOf(period, ZONE), now);
  return { ...totals, products };
}

/** Asked a moment later, and perhaps after one more refresh. */
function withoutInstants(data: object): object {
  return { ...data, askedAt: "", refreshedAt: "", age: null };
}

async function textsOf(name: string, input: object): Promise<readonly string[]> {
  const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
  return content.map((part) => (part as vscode.LanguageModelTextPart).value);
}

async function ask(name: string, input: object): Promise<{ readonly text: string; readonly data: Data }> {
  const [text = "", json = ""] = await textsOf(name, input);
  return { text, data: JSON.parse(json) as Data };
}

async function until(ms: number, isTrue: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + patient(ms);
  while (!(await isTrue())) {
    assert.ok(Date.now() < end, `not within ${ms} ms; there are ${vscode.lm.tools.map(({ name }) => name).join(" ")}`);
    await delay(250);
  }
}
