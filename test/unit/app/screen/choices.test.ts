import assert from "node:assert/strict";
import { test } from "node:test";
import { changeChoices, readChoices } from "../../../../src/app/screen/choices.ts";
import { threadLedger } from "../../../support/ledgers.ts";

test("choices made in the same moment are all kept", async (t) => {
  const ledger = threadLedger(t);
  const period = { since: "2026-11-19", until: "2026-11-19" };
  await Promise.all([
    changeChoices(ledger, { period }),
    changeChoices(ledger, { filter: { products: ["PAN-Plus"] } }),
    changeChoices(ledger, { granularity: "week" }),
    changeChoices(ledger, { accountId: "sample" }),
  ]);
  assert.deepEqual(await readChoices(ledger), {
    accountId: "sample",
    period,
    filter: { products: ["PAN-Plus"] },
    granularity: "week",
  });
});

test("of two choices of the same thing the later one stays", async (t) => {
  const ledger = threadLedger(t);
  await Promise.all([
    changeChoices(ledger, { period: { preset: "today" } }),
    changeChoices(ledger, { period: { preset: "lastMonth" } }),
  ]);
  assert.deepEqual((await readChoices(ledger)).period, { preset: "lastMonth" });
});

test("a stored period that no prompt would take is not believed", async (t) => {
  const ledger = threadLedger(t);
  await changeChoices(ledger, { granularity: "week", period: { since: "0206-11-01", until: "2026-11-23" } });
  const { period, granularity } = await readChoices(ledger);
  assert.deepEqual([period, granularity], [{ preset: "thisMonth" }, "week"]);
});
