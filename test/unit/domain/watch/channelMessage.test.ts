import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Alert } from "../../../../src/domain/watch/alert.ts";
import {
  afterTry,
  alertName,
  type ChannelMessage,
  dueAt,
  MOST_WAITING,
  type WaitingMessage,
  withMessages,
} from "../../../../src/domain/watch/channelMessage.ts";
import { budgetUse, finding, NOON, runwayOfDays, walletChange } from "../../../support/watches.ts";

function message(id: string): ChannelMessage {
  return { id, kind: "alert", title: id, lines: [], account: "a…z", at: NOON, facts: {} };
}

function waiting(tries: number, triedAt?: number): WaitingMessage {
  return { message: message("m"), tries, ...(triedAt === undefined ? {} : { triedAt }) };
}

describe("messages that wait for a channel", () => {
  const pauses: readonly (readonly [tries: number, seconds: number])[] = [
    [1, 5],
    [2, 30],
    [3, 120],
    [4, 600],
    [5, 1_800],
    [6, 7_200],
    [7, 21_600],
  ];
  for (const [tries, seconds] of pauses) {
    test(`after try ${tries} the next is ${seconds} s later`, () => {
      assert.equal(dueAt(waiting(tries, NOON), NOON), NOON + seconds * 1000);
    });
  }

  test("a new one is due at once, and so is one that was tried by a clock that was ahead", () => {
    assert.equal(dueAt(waiting(0), NOON), NOON);
    // As the channel asks, but not sooner than is usual and not later than in an hour.
    for (const [asked, seconds] of [
      [1_000, 5],
      [120_000, 120],
      [86_400_000, 3_600],
    ] as const) {
      assert.equal(dueAt({ ...waiting(1, NOON), waitMs: asked }, NOON), NOON + seconds * 1000);
    }
    assert.equal(dueAt(waiting(7, NOON + 90 * 86_400_000), NOON), NOON);
  });

  test("tried eight times it waits no more; delivered neither; others stay as they are", () => {
    const other = { message: message("other"), tries: 2, triedAt: 1 };
    const list = [waiting(6, 1), other];
    assert.deepEqual(afterTry(list, "m", "failed", NOON), [{ ...waiting(7, NOON) }, other]);
    assert.deepEqual(afterTry([waiting(7, 1), other], "m", "failed", NOON), [other]);
    assert.deepEqual(afterTry(list, "m", "delivered", NOON), [other]);
  });

  test("what waits already is not added again, and the oldest make room", () => {
    const full = Array.from({ length: MOST_WAITING }, (_, index) => ({ message: message(`${index}`), tries: 1 }));
    const { waiting: next, dropped } = withMessages(full, [message("3"), message("new")]);
    assert.deepEqual(
      dropped.map(({ id }) => id),
      ["0"],
    );
    assert.equal(next.length, MOST_WAITING);
    assert.deepEqual(next.at(-1), { message: message("new"), tries: 0 });
    assert.equal(next.filter(({ message: { id } }) => id === "3").length, 1);
  });

  test("an alert has a name of its own for each crossing", () => {
    const alerts: readonly (readonly [string, Alert])[] = [
      [
        "budget/month/2026-11-01/100000000/80",
        { kind: "budget", topic: "budget/month", threshold: 80, use: budgetUse(8_000) },
      ],
      ["runway/2026-11-23", { kind: "runway", topic: "runway", runway: runwayOfDays(3, 4, 5) }],
      [
        "anomaly/silence/product/UPI/2026-11-22",
        { kind: "finding", topic: "anomaly/silence/product/UPI", finding: finding({ since: { day: "2026-11-22" } }) },
      ],
      [
        "wallet/unexplainedFall/7",
        { kind: "wallet", topic: "wallet", change: walletChange({ key: "unexplainedFall/7" }) },
      ],
    ];
    for (const [name, alert] of alerts) assert.equal(alertName(alert, "2026-11-23"), name);
  });
});
