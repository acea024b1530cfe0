import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { BillAnswers } from "../../../../src/app/bill/billAnswers.ts";
import { reconcileTotal } from "../../../../src/app/bill/reconciling.ts";
import type { BillAnswer } from "../../../../src/domain/bill.ts";
import { FIRST_GST_RULE } from "../../../../src/domain/gst.ts";
import { listLog } from "../../../support/editorWindow.ts";
import { chargeOf, madeUpRows } from "../../../support/madeUpRows.ts";
import { openScene } from "../../../support/syncScene.ts";

/** Of dates that are not final yet on 20 November, and so are asked for again. */
const PERIOD = { since: "2026-11-18", until: "2026-11-19" };
const ROWS = madeUpRows("2026-11-15", "2026-11-19", 12);

async function answered(t: TestContext) {
  const scene = await openScene(t, ROWS, { zone: "UTC" });
  await scene.fetch(PERIOD);
  const { model, ledger, account } = scene.application;
  await model.read();
  const answers = new BillAnswers({ model, ledger, log: listLog([]) });
  const question = { accountId: account.id, period: PERIOD, zone: "UTC", now: scene.clock() };
  const result = await reconcileTotal(ledger, question, { amount: 0, states: "withTax" }, FIRST_GST_RULE);
  const answer: BillAnswer = { accountId: account.id, at: question.now, against: "total", result };
  let told = 0;
  answers.onDidChange(() => told++);
  answers.keep(answer);
  return { ...scene, scene, answers, answer, model, account, told: () => told };
}

const IN_PERIOD = ROWS.filter(({ at }) => at >= Date.parse("2026-11-18") * 1000);

test("an answer holds while other days come in, and no longer once the period's own rows have changed", async (t) => {
  const { scene, answers, answer, model, account, told } = await answered(t);
  assert.deepEqual(answers.of(account.id), { answer });
  assert.equal(answers.of("another account"), undefined);
  await scene.fetch({ since: "2026-11-15", until: "2026-11-16" });
  await model.read();
  await answers.idle();
  assert.deepEqual([answers.of(account.id), told()], [{ answer }, 1]);

  scene.rows = [...ROWS, { ...ROWS.at(-1)!, id: "ffffffff-0000-4000-8000-000000000001", charge: 30_000 }];
  await scene.fetch(PERIOD);
  await model.read();
  await answers.idle();
  const ledgerNow = { calls: IN_PERIOD.length + 1, charge: chargeOf(IN_PERIOD) + 30_000 };
  assert.deepEqual([answers.of(account.id), told()], [{ answer, ledgerNow }, 2]);
  await model.read();
  await answers.idle();
  assert.equal(told(), 2, "what is outdated is told once");

  answers.keep(answer);
  assert.deepEqual([answers.of(account.id), told()], [{ answer }, 3]);
  answers.dismiss(account.id);
  answers.dismiss(account.id);
  assert.deepEqual([answers.of(account.id), told()], [undefined, 4]);
});

test("signing out takes the answer away", async (t) => {
  const { scene, answers, account } = await answered(t);
  await scene.application.ledger.forgetAccount(account.id);
  await scene.application.model.read();
  assert.equal(answers.of(account.id), undefined);
});
