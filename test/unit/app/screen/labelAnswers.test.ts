import assert from "node:assert/strict";
import { test } from "node:test";
import { LabelAnswers } from "../../../../src/app/screen/labelAnswers.ts";
import type { LabelTotals } from "../../../../src/domain/labelCount.ts";
import { ProblemError } from "../../../../src/domain/problem.ts";
import { listLog } from "../../../support/editorWindow.ts";
import { chargeOf, madeUpRows } from "../../../support/madeUpRows.ts";
import { openScene } from "../../../support/syncScene.ts";

const PERIOD = { since: "2026-11-18", until: "2026-11-19" };
const ROWS = madeUpRows("2026-11-15", "2026-11-19", 12);
const [{ product: PRODUCT } = { product: "" }] = ROWS;
const LABELS = [
  { label: "One", idPrefix: ROWS.at(-1)?.id },
  { label: "Two", product: PRODUCT },
];

function sum(totals: readonly LabelTotals[] = []): number {
  return totals.reduce((all, { charge }) => all + charge, 0);
}

test("sums by label follow the numbers on screen, add up to them, and nothing is asked where no rule is set", async (t) => {
  const scene = await openScene(t, ROWS, { zone: "UTC" });
  await scene.fetch(PERIOD);
  const { model, ledger, account } = scene.application;
  await model.choose({ period: PERIOD });
  let [told, asked] = [0, 0];
  const lines: string[] = [];
  const counting = {
    byLabel: async (...args: Parameters<typeof ledger.byLabel>): Promise<readonly LabelTotals[]> => {
      asked++;
      return ledger.byLabel(...args);
    },
  };
  const answers = new LabelAnswers({ ledger: counting, log: listLog(lines), onRead: () => told++ });
  for (const none of [undefined, null, []]) assert.equal(answers.of(model.state, none), undefined);
  assert.deepEqual(answers.of(model.state, "x"), { totals: [], isPending: true, ignored: ["not a list of rules"] });
  await answers.idle();
  answers.of(model.state, "x");
  assert.equal(lines.filter((line) => line.includes("deepvue.labels, ignored: not a list of rules")).length, 1);

  assert.equal(answers.of(model.state, LABELS)?.isPending, true);
  answers.of(model.state, LABELS);
  await answers.idle();
  assert.deepEqual([asked, told], [2, 2], "asked once for each setting");
  const shown = answers.of(model.state, LABELS);
  assert.deepEqual([shown?.isPending, shown?.ignored], [false, []]);
  const inPeriod = ROWS.filter(({ at }) => at >= Date.parse(PERIOD.since) * 1000);
  assert.equal(sum(shown?.totals), chargeOf(inPeriod));
  assert.equal(shown?.totals.at(-1)?.label, undefined);
  const calls = shown?.totals.map(({ label, calls: each }) => [label, each]);
  assert.deepEqual(
    calls?.find(([label]) => label === "One"),
    ["One", 1],
  );
  assert.ok(calls?.some(([label]) => label === "Two"));

  // The numbers change: what was read stays, marked, until it has been read anew.
  await model.choose({ filter: { products: [PRODUCT] } });
  const before = answers.of(model.state, LABELS);
  assert.deepEqual([before?.isPending, before?.totals], [true, shown?.totals]);
  await answers.idle();
  const after = answers.of(model.state, LABELS);
  assert.deepEqual(
    [after?.isPending, sum(after?.totals)],
    [false, chargeOf(inPeriod.filter(({ product }) => product === PRODUCT))],
  );
  assert.equal(model.state.account?.id, account.id);
});

test("what can not be read is told in place of numbers, and read again with the next numbers", async (t) => {
  const scene = await openScene(t, ROWS, { zone: "UTC" });
  await scene.fetch(PERIOD);
  const { model, ledger } = scene.application;
  await model.choose({ period: PERIOD });
  let isBroken = true;
  const broken = {
    byLabel: async (...args: Parameters<typeof ledger.byLabel>): Promise<readonly LabelTotals[]> => {
      if (isBroken) throw new ProblemError({ kind: "storage", reason: "other", detail: "broken" });
      return ledger.byLabel(...args);
    },
  };
  const answers = new LabelAnswers({ ledger: broken, log: listLog([]), onRead: () => undefined });
  answers.of(model.state, LABELS);
  await answers.idle();
  const shown = answers.of(model.state, LABELS);
  assert.deepEqual([shown?.totals, shown?.problem?.kind], [[], "storage"]);
  isBroken = false;
  await model.read();
  answers.of(model.state, LABELS);
  await answers.idle();
  assert.equal(answers.of(model.state, LABELS)?.problem, undefined);
});
