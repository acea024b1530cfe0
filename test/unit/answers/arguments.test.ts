import assert from "node:assert/strict";
import { test } from "node:test";
import * as v from "valibot";
import type { Desk } from "../../../src/answers/desk.ts";
import { jsonSchemaOf } from "../../../src/answers/jsonSchema.ts";
import { confirmationText, TOOLS } from "../../../src/answers/tools.ts";
import { HOSTILE_TEXTS } from "../../support/hostileTexts.ts";

/** Nobody may be asked before the arguments have been checked. */
const NOBODY = {
  ledger: new Proxy({}, { get: () => assert.fail("the ledger was asked") }),
  settings: () => assert.fail("the settings were asked"),
  clock: () => 0,
} as unknown as Desk;

async function refusalOf(name: string, sent: unknown): Promise<string> {
  const tool = TOOLS.find((one) => one.name === name);
  assert.ok(tool);
  const { isRefused, text } = await tool.answer(NOBODY, sent);
  assert.equal(isRefused, true, JSON.stringify(sent));
  assert.equal(confirmationText(tool, sent), undefined, "nobody is asked whether nothing may go out");
  return text;
}

test("what is not described is refused, before anything is read, and without repeating it", async () => {
  const everything: readonly unknown[] = [5, "PAN-Plus", [], { constructor: 1 }, JSON.parse('{"__proto__":1}')];
  for (const { name } of TOOLS) {
    for (const sent of everything) await refusalOf(name, sent);
    for (const hostile of Object.values(HOSTILE_TEXTS).filter((text) => text.trim().length > 5)) {
      const text = await refusalOf(name, { [hostile]: hostile, period: hostile, limit: hostile, product: [hostile] });
      assert.ok(text.length < 1_500, `${text.length} characters`);
      assert.ok(!text.includes(hostile.slice(0, 200)), hostile.slice(0, 60));
    }
  }
});

test("each bound that is described is checked", async () => {
  for (const [name, sent, said] of [
    ["get_deepvue_spend", { limit: 0 }, /limit/],
    ["get_deepvue_spend", { limit: 101 }, /limit/],
    ["get_deepvue_spend", { limit: 2.5 }, /limit/],
    ["get_deepvue_spend", { limit: "5" }, /limit/],
    ["get_deepvue_spend", { period: "forever" }, /period/],
    ["get_deepvue_spend", { by: "id" }, /by/],
    ["get_deepvue_spend", { since: "2026-02-30", until: "2026-03-01" }, /since: is no day of the calendar/],
    ["get_deepvue_spend", { since: "1 Nov", until: "2026-11-05" }, /since: must be a date as YYYY-MM-DD/],
    ["get_deepvue_spend", { product: "x".repeat(201) }, /product/],
    ["get_deepvue_spend", { account: "another" }, /the arguments period, since.*no other/],
    ["get_deepvue_price", {}, /product/],
    ["list_deepvue_failures", { includeIds: "yes" }, /includeIds/],
    ["get_deepvue_balance", { secret: true }, /no arguments/],
  ] as const) {
    assert.match(await refusalOf(name, sent), said, JSON.stringify(sent));
  }
});

test("who is asked hears of messages and ids when they would go out, and only then", () => {
  const [failures] = TOOLS.filter(({ name }) => name === "list_deepvue_failures");
  assert.ok(failures);
  const plain = confirmationText(failures, {}) ?? "";
  assert.match(plain, /^This goes to the language model of the conversation: sums of failed calls/);
  assert.doesNotMatch(plain, /transaction ids|messages/);
  assert.match(
    confirmationText(failures, { includeIds: true, includeMessages: true }) ?? "",
    /messages.*transaction ids/,
  );
  const [spend] = TOOLS.filter(({ name }) => name === "get_deepvue_spend");
  assert.ok(spend);
  assert.doesNotMatch(confirmationText(spend, {}) ?? "", /messages/);
  assert.match(confirmationText(spend, { by: "message" }) ?? "", /messages/);
});

test("a schema is described as it is checked, and what can not be described is not taken", () => {
  const schema = v.strictObject({
    name: v.pipe(v.string(), v.maxLength(9), v.regex(/^a/), v.description("a name")),
    count: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3), v.description("how many")), 2),
    kind: v.optional(v.picklist(["a", "b"])),
  });
  assert.deepEqual(jsonSchemaOf(schema), {
    type: "object",
    properties: {
      name: { type: "string", maxLength: 9, pattern: "^a", description: "a name" },
      count: { type: "integer", minimum: 1, maximum: 3, description: "how many", default: 2 },
      kind: { type: "string", enum: ["a", "b"] },
    },
    required: ["name"],
    additionalProperties: false,
  });
  assert.throws(() => jsonSchemaOf(v.object({ name: v.string() })), /can not be described/);
  assert.throws(() => jsonSchemaOf(v.pipe(v.string(), v.email())), /can not be described/);
});
