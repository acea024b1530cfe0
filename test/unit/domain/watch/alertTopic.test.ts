import assert from "node:assert/strict";
import { test } from "node:test";
import { type AlertTopic, pathOf, topicAt } from "../../../../src/domain/watch/alertTopic.ts";

test("topics and the paths they are stored under", () => {
  const cases: readonly (readonly [AlertTopic, string])[] = [
    [{ kind: "runway" }, "runway"],
    [{ kind: "wallet" }, "wallet"],
    [{ kind: "budget", span: "month" }, "budget/month"],
    [{ kind: "budget", span: "day", product: "PAN/Plus %" }, "budget/day/PAN%2FPlus%20%25"],
    [{ kind: "anomaly" }, "anomaly"],
    [{ kind: "anomaly", finding: "spendSpike" }, "anomaly/spendSpike/total"],
    [{ kind: "anomaly", finding: "silence", product: "UPI" }, "anomaly/silence/product/UPI"],
  ];
  for (const [topic, path] of cases) {
    assert.equal(pathOf(topic), path);
    assert.deepEqual(topicAt(path), topic);
  }
  assert.deepEqual(topicAt("anomaly/silence"), { kind: "anomaly", finding: "silence" });
});

test("what this version does not know is no topic", () => {
  for (const path of [
    "",
    "quota",
    "runway/low",
    "budget",
    "budget/year",
    "budget/month/%",
    "budget/month/UPI/more",
    "anomaly/toString",
    "anomaly/silence/product",
    "anomaly/silence/total/more",
  ])
    assert.equal(topicAt(path), undefined, path);
});
