import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { patient } from "../../../scripts/patience.ts";
import { LANGUAGE_TOOLS } from "../../../src/contract.ts";
import type { Transaction } from "../../../src/domain/transaction.ts";
import { ACCOUNT, type AnswerDesk, fetchRows, NOW, openAnswerDesk, TODAY } from "../../support/answerDesk.ts";
import { transaction } from "../../support/ledgers.ts";
import {
  builtCommandLine,
  connectMcp,
  editorStart,
  type McpConnection,
  type McpStart,
} from "../../support/mcpServers.ts";

/** Of an account that nobody asked about. */
const OTHERS = transaction({ product: "Others-Product", message: "Others' message", at: NOW * 1000 - 1 });

let year: AnswerDesk;
let folder: string;
let october: readonly Transaction[];
const built = builtCommandLine();

before(async () => {
  year = await openAnswerDesk();
  folder = mkdtempSync(join(tmpdir(), "deepvue-usage-code-"));
  const settings = { "deepvue.endpoints": { "/v1/verification/pan-plus": "PAN-Plus" } };
  mkdirSync(join(folder, ".vscode"));
  writeFileSync(join(folder, ".vscode", "settings.json"), JSON.stringify(settings));
  writeFileSync(join(folder, "kyc.ts"), 'fetch("https://production.deepvue.tech/v1/verification/pan-plus");\n');
  const from = Date.parse("2026-09-30T18:30:00Z") * 1000;
  october = [...year.year.transactions({ from, to: Date.parse("2026-10-31T18:30:00Z") * 1000 }, NOW)];
  const other = { ...ACCOUNT, id: "zother", label: "live_other" };
  await fetchRows(year.ledger, other, [OTHERS], { since: TODAY, until: TODAY });
});
after(async () => {
  await year.close();
  built.remove();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const STARTS: readonly (readonly [name: string, start: (ledger: string, folder: string) => McpStart])[] = [
  ["as an editor starts it", editorStart],
  ["of the command line, with the SDK", (ledger, code) => built.start(ledger, code, { sdk: "installed" })],
  ["of the command line, installed without the SDK", (ledger, code) => built.start(ledger, code, { sdk: "left out" })],
];

for (const [name, start] of STARTS) {
  suite(`the MCP server ${name}`, () => {
    let connection: McpConnection;
    before(async () => {
      connection = await connectMcp(start(year.path, folder));
    });
    after(() => connection.client.close());

    test("has every tool, each read-only, and says what it is", async () => {
      const { client } = connection;
      const { tools } = await client.listTools();
      assert.deepEqual(
        tools.map((tool) => tool.name),
        LANGUAGE_TOOLS,
      );
      for (const { annotations, inputSchema, outputSchema } of tools) {
        assert.equal(outputSchema?.type, "object");
        assert.deepEqual([annotations?.readOnlyHint, annotations?.destructiveHint], [true, false]);
        assert.equal(inputSchema["additionalProperties"], false);
      }
      assert.equal(client.getServerVersion()?.name, "deepvue-usage");
      assert.match(client.getInstructions() ?? "", /“not fetched” is not zero/);
    });

    test("answers in words and as data, with the sums that the generator knows", async () => {
      const asked = { since: "2026-10-01", until: "2026-10-31", by: "product", limit: 100 };
      const { content, structuredContent, isError } = await call("get_deepvue_spend", asked);
      assert.notEqual(isError, true);
      const { totals, rows, zone } = structuredContent as {
        readonly totals: { readonly calls: number; readonly charge: string };
        readonly rows: readonly { readonly product: string; readonly charge: string }[];
        readonly zone: string;
      };
      assert.deepEqual([totals.calls, totals.charge, zone], [october.length, rupees(october), "Asia/Kolkata"]);
      const pan = october.filter(({ product }) => product === "PAN-Plus");
      assert.equal(rows.find(({ product }) => product === "PAN-Plus")?.charge, rupees(pan));
      assert.match(content, /^1–31 Oct 2026: all 32 UTC dates fetched, final\.$/m);
    });

    test("tells what code of its folder costs, and of no other", async () => {
      const asked = { path: "kyc.ts", since: "2026-10-01", until: "2026-10-31" };
      const { structuredContent, ...refused } = await call("get_deepvue_code_cost", asked);
      if (name.endsWith("without the SDK")) {
        assert.match(refused.content, /There is no code to look at/);
        return;
      }
      const { endpoints } = structuredContent as { readonly endpoints: readonly object[] };
      const pan = october.filter(({ product }) => product === "PAN-Plus");
      const spent = { calls: pan.length, charge: rupees(pan) };
      const head = { endpoint: "/v1/verification/pan-plus", title: "PAN Plus", billedAs: "confirmed" };
      assert.deepEqual(endpoints, [{ ...head, places: 1, files: 1, product: "PAN-Plus", spent }]);
      const { isError, content } = await call("get_deepvue_code_cost", { path: ".." });
      assert.equal(isError, true);
      assert.match(content, /does not lie in the workspace/);
    });

    test("knows the settings that it was started with", async () => {
      const { structuredContent, content } = await call("check_deepvue_budget", {});
      assert.doesNotMatch(content, /No budget is set/);
      assert.ok("budgets" in (structuredContent ?? {}));
    });

    test("refuses what it does not give: other arguments, other tools, other accounts, rows, secrets", async () => {
      for (const asked of [
        { account: "zother" },
        { accountId: "zother" },
        { include: "clientSecret" },
        { rows: true },
        { since: 5 },
        { by: "transaction" },
        { product: "Others-Product" },
      ]) {
        const { isError, content, structuredContent } = await call("get_deepvue_spend", asked);
        assert.equal(isError, true, JSON.stringify(asked));
        assert.equal(structuredContent, undefined);
        assert.doesNotMatch(content, /₹|Others|live_other|secret:/i);
      }
      for (const unknown of ["get_deepvue_secret", "list_deepvue_transactions", "__proto__", ""]) {
        await assert.rejects(connection.client.callTool({ name: unknown, arguments: {} }), /no such tool/i);
      }
      for (const tool of LANGUAGE_TOOLS) {
        const asked =
          tool === "get_deepvue_price"
            ? { product: "PAN-Plus" }
            : tool === "get_deepvue_code_cost"
              ? { path: "kyc.ts" }
              : {};
        assert.doesNotMatch(JSON.stringify(await call(tool, asked)), /Others|live_other|zother/, tool);
      }
    });

    test("answers several questions at a time", async () => {
      const asked = { since: "2026-10-01", until: "2026-10-31" };
      const answers = await Promise.all(Array.from({ length: 8 }, () => call("list_deepvue_failures", asked)));
      assert.equal(new Set(answers.map(({ content }) => content)).size, 1);
    });

    test("ends when whoever asked is gone, and complained about nothing", async () => {
      const one = await connectMcp(start(year.path, folder));
      await one.client.listTools();
      await one.client.close();
      await untilGone(one.pid);
      assert.equal(one.complaints(), "");
    });

    async function call(tool: string, asked: object) {
      const result = await connection.client.callTool({ name: tool, arguments: { ...asked } });
      const parts = result.content as readonly { readonly text?: string }[];
      return {
        isError: result.isError,
        content: parts.map(({ text }) => text ?? "").join("\n"),
        structuredContent: result.structuredContent as Readonly<Record<string, unknown>> | undefined,
      };
    }
  });
}

async function untilGone(pid: number): Promise<void> {
  const end = Date.now() + patient(5_000);
  while (isThere(pid)) {
    assert.ok(Date.now() < end, "the server's process is still there");
    await delay(20);
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function rupees(of: readonly Transaction[]): string {
  const sum = of.reduce((total, { charge }) => total + BigInt(charge), 0n);
  const digits = String(sum).padStart(5, "0");
  return `${digits.slice(0, -4)}.${digits.slice(-4)}`.replace(/0{1,2}$/, "");
}
