import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import type { Tool } from "../../../src/answers/tool.ts";
import { serveLines } from "../../../src/mcp/lineServer.ts";
import type { Served } from "../../../src/mcp/served.ts";

const TOOL: Tool = {
  name: "get_deepvue_spend",
  title: "Spend",
  description: "What was spent.",
  inputSchema: { type: "object", additionalProperties: false },
  outputSchema: { type: "object" },
  tells: () => "sums",
  async answer(_, sent) {
    if (sent === undefined) throw new Error("a defect");
    return { text: "one\ntwo", data: { sent } };
  },
};

const SERVED: Served = {
  desk: { ledger: {}, settings: () => ({}), clock: () => 0 } as unknown as Served["desk"],
  tools: [TOOL],
  version: "1.2.3",
};

/** What is answered to lines, by id; `null` for those that had none. */
async function answersTo(
  ...lines: readonly (object | string)[]
): Promise<ReadonlyMap<unknown, Record<string, unknown>>> {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const written = text(output);
  for (const line of lines) input.write(`${typeof line === "string" ? line : JSON.stringify(line)}\n`);
  input.end();
  await serveLines(input, output, SERVED);
  output.end();
  const answered = (await written).split("\n").filter((line) => line !== "");
  return new Map(
    answered.map((line) => {
      const message = JSON.parse(line) as Record<string, unknown>;
      assert.equal(message["jsonrpc"], "2.0");
      return [message["id"], message];
    }),
  );
}

function request(id: number | string, method: string, params?: unknown): object {
  return { jsonrpc: "2.0", id, method, ...(params === undefined ? {} : { params }) };
}

function errorOf(message: Record<string, unknown> | undefined): unknown {
  return (message?.["error"] as { readonly code?: unknown } | undefined)?.code;
}

test("a revision that it knows is agreed to, and another one answered with the newest", async () => {
  const asked = ["2024-11-05", "2025-06-18", "1999-01-01", undefined];
  const answers = await answersTo(
    ...asked.map((protocolVersion, id) => request(id, "initialize", { protocolVersion, capabilities: {} })),
  );
  const agreed = asked.map(
    (_, id) => (answers.get(id)?.["result"] as { protocolVersion?: string } | undefined)?.protocolVersion,
  );
  assert.deepEqual(agreed, ["2024-11-05", "2025-06-18", "2025-11-25", "2025-11-25"]);
});

test("a call's arguments reach the tool, and its answer comes in one line", async () => {
  const params = { name: "get_deepvue_spend", arguments: { by: "day" } };
  const answers = await answersTo(request("a", "tools/call", params));
  assert.deepEqual(answers.get("a")?.["result"], {
    content: [{ type: "text", text: "one\ntwo" }],
    structuredContent: { sent: { by: "day" } },
  });
});

test("notifications and answers to nothing are not answered, and blank lines pass", async () => {
  const answers = await answersTo(
    { jsonrpc: "2.0", method: "notifications/initialized" },
    { jsonrpc: "2.0", method: "tools/call", params: {} },
    { jsonrpc: "2.0", id: 5, result: {} },
    "",
    "   ",
    request(1, "ping"),
  );
  assert.deepEqual([...answers.keys()], [1]);
  assert.deepEqual(answers.get(1)?.["result"], {});
});

test("what is no request is told so, and what comes after it is answered all the same", async () => {
  for (const [line, id, code] of [
    ["{", null, -32_700],
    ["[]", null, -32_600],
    ["null", null, -32_600],
    ['{"jsonrpc":"2.0","id":1}', null, -32_600],
    [request(2, "resources/list"), 2, -32_601],
    [request(3, "constructor"), 3, -32_601],
    [request(4, "tools/call", { name: "toString" }), 4, -32_602],
    [request(5, "tools/call", []), 5, -32_602],
    [request(6, "tools/call", { name: "get_deepvue_spend" }), 6, -32_603],
  ] as const) {
    const answers = await answersTo(line, request(99, "ping"));
    assert.equal(errorOf(answers.get(id)), code, JSON.stringify(line));
    assert.deepEqual(answers.get(99)?.["result"], {}, JSON.stringify(line));
  }
});

test("a defect's words stay here", async () => {
  const answers = await answersTo(request(1, "tools/call", { name: "get_deepvue_spend" }));
  assert.doesNotMatch(JSON.stringify(answers.get(1)), /a defect/);
});
