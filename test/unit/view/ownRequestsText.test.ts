import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FIRST_GST_RULE } from "../../../src/domain/gst.ts";
import type { OwnRequests } from "../../../src/domain/ownRequests.ts";
import { requestChargesText, requestCountsText } from "../../../src/view/ownRequestsText.ts";
import { statusHoverOf } from "../../../src/view/statusHover.ts";
import { ist } from "../../support/usageCells.ts";
import { NOON, spend, stateOf } from "../../support/watches.ts";

function own(fields: Partial<OwnRequests> = {}): OwnRequests {
  const counts = { today: 12, month: 1_340, countedSince: ist("2026-10-31T23:45") };
  return {
    counts,
    listed: [],
    extent: "wholly",
    zone: "Asia/Kolkata",
    month: { since: "2026-11-01", until: "2026-11-23" },
    cycleStart: 1,
    ...fields,
  };
}

function hover(requests: OwnRequests): string {
  return statusHoverOf(stateOf({ ownRequests: requests }), FIRST_GST_RULE, NOON);
}

describe("what watching costs, in words", () => {
  test("requests of today and this month, and since when they are counted", () => {
    const cases: readonly (readonly [counts: OwnRequests["counts"], text: string])[] = [
      [own().counts, "12 requests today, 1,340 this month"],
      [
        { today: 1, month: 1, countedSince: ist("2026-11-23T00:00") },
        "1 request today, 1 this month (counted since 23 Nov)",
      ],
      [
        { today: 0, month: 7, countedSince: ist("2026-11-01T00:00") },
        "0 requests today, 7 this month (counted since 1 Nov)",
      ],
      [{ today: 0, month: 0 }, "0 requests today, 0 this month (counted since 23 Nov)"],
    ];
    for (const [counts, text] of cases) assert.equal(requestCountsText(own({ counts })), text);
    const cycle = { month: { since: "2026-11-05", until: "2026-11-23" }, cycleStart: 5 };
    assert.match(requestCountsText(own(cycle)), /^12 requests today, 1,340 this cycle$/);
  });

  test("whether the report has charges for them, as far as it is known", () => {
    const listed = [{ product: "Usage-Report", ...spend(12, 24) }];
    const cases: readonly (readonly [OwnRequests, string])[] = [
      [own(), "no charges for them in the report"],
      [own({ extent: "partly" }), "no charges for them in the report, as far as it was fetched"],
      [own({ extent: "nothing" }), "whether they are charged is not known yet"],
      [own({ listed }), "the report lists Usage-Report: 24 calls, ₹12.00 this month"],
      [
        own({ listed: [...listed, { product: "Wallet-Balance", ...spend(0, 1) }], extent: "partly" }),
        "the report lists at least Usage-Report: 24 calls, ₹12.00; Wallet-Balance: 1 call, ₹0.00 this month",
      ],
    ];
    for (const [requests, text] of cases) assert.equal(requestChargesText(requests), text);
  });

  test("stands in the status item's hover, with foreign ids as text; not for the sample account", () => {
    const listed = [{ product: "[x](command:y)-usage-report", ...spend(1, 2) }];
    assert.match(
      hover(own()),
      /^This extension, in all windows: 12 requests today, 1,340 this month; no charges for them in the report$/m,
    );
    assert.doesNotMatch(hover(own({ listed })), /\]\(command:y/);
    assert.doesNotMatch(statusHoverOf(stateOf(), FIRST_GST_RULE, NOON), /This extension/);
  });
});
