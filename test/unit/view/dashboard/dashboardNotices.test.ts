import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { AppState } from "../../../../src/domain/appState.ts";
import type { DashboardSnapshot } from "../../../../src/protocol.ts";
import { createPanelHost, NOW } from "../../../support/panelHost.ts";

const HOUR = 3_600_000;

function snapshotOf(change: (state: AppState) => Partial<AppState>): DashboardSnapshot {
  const host = createPanelHost({ transactions: [] });
  const state = host.state();
  host.change(change(state));
  const message = host.snapshot();
  assert.ok(message.type === "snapshot");
  return message.snapshot;
}

function usageOf(state: AppState, coverage: NonNullable<AppState["usage"]>["coverage"]): Partial<AppState> {
  assert.ok(state.usage);
  const { dates, fetched } = coverage;
  const extent = fetched === 0 ? "nothing" : fetched < dates ? "partly" : "wholly";
  return { usage: { ...state.usage, coverage, known: { ...state.usage.known, extent } } };
}

/** Tone and first words of every notice. */
function said({ notices }: DashboardSnapshot): readonly string[] {
  return notices.map(({ tone, text }) => `${tone}: ${text}`);
}

describe("the honest states of the dashboard", () => {
  test("signed out: no numbers, no age, a way in", () => {
    const snapshot = snapshotOf(() => ({ account: undefined, usage: undefined }) as unknown as Partial<AppState>);
    assert.deepEqual(said(snapshot), ["info: You are not signed in to Deepvue."]);
    assert.deepEqual(
      snapshot.notices[0]?.actions.map(({ command }) => command),
      ["deepvue.signIn", "deepvue.openSampleAccount"],
    );
    assert.equal(snapshot.hasNumbers, false);
    assert.equal(snapshot.asOf, "");
  });

  test("measured zero: numbers and an age", () => {
    const snapshot = snapshotOf(() => ({}));
    assert.deepEqual(said(snapshot), ["info: No calls in 1–23 Nov 2026 so far."]);
    assert.equal(snapshot.hasNumbers, true);
    assert.equal(snapshot.asOf, "as of 14:28");
    assert.equal(snapshot.stale, false);
  });

  test("nothing fetched: no numbers, although the sums are zero", () => {
    const snapshot = snapshotOf((state) => usageOf(state, { dates: 24, fetched: 0 }));
    assert.deepEqual(said(snapshot), ["info: Nothing has been fetched for 1–23 Nov 2026 yet."]);
    assert.equal(snapshot.hasNumbers, false);
  });

  test("stale: the numbers stay, with their age", () => {
    const snapshot = snapshotOf((state) =>
      usageOf(state, { dates: 24, fetched: 24, oldestOpenReadAt: NOW - 3.5 * HOUR }),
    );
    assert.deepEqual(said(snapshot), ["warning: These numbers are 3 h old."]);
    assert.equal(snapshot.asOf, "3 h old");
    assert.equal(snapshot.stale, true);
    assert.equal(snapshot.hasNumbers, true);
  });

  test("failed: cause, remedy and the last good numbers", () => {
    const snapshot = snapshotOf(() => ({ problem: { kind: "offline", detail: "ENOTFOUND" } }));
    assert.deepEqual(said(snapshot), ["error: Deepvue can not be reached."]);
    assert.match(snapshot.notices[0]?.detail ?? "", /last good numbers stay below/);
    assert.deepEqual(
      snapshot.notices[0]?.actions.map(({ command }) => command),
      ["deepvue.refresh", "deepvue.showLog"],
    );
    assert.equal(snapshot.hasNumbers, true);
  });

  test("loading: how far it is", () => {
    const snapshot = snapshotOf(
      () =>
        ({
          usage: undefined,
          sync: { phase: "syncing", work: "refresh", done: 2, total: 5, rows: 1234 },
        }) as unknown as Partial<AppState>,
    );
    assert.deepEqual(said(snapshot), ["progress: The first numbers are on their way."]);
    assert.equal(snapshot.busy, "Fetching 2 of 5 report windows, 1,234 rows…");
    assert.equal(snapshot.hasNumbers, false);
  });

  test("a period that is fetched in part, unreadable rows and a ledger in memory are said beside the numbers", () => {
    const snapshot = snapshotOf((state) => {
      assert.ok(state.usage);
      return {
        usage: {
          ...state.usage,
          setAside: 3,
          known: { extent: "partly" },
          coverage: { dates: 24, fetched: 7, oldestOpenReadAt: NOW },
        },
        ledger: {
          mode: "memory",
          sqliteVersion: "",
          journalMode: "",
          problem: { kind: "storage", reason: "missingModule", detail: "" },
        },
      };
    });
    assert.deepEqual(said(snapshot), [
      "warning: This period is known in part: 7 of 24 dates fetched.",
      "warning: Rows of the reports that could not be read: 3.",
      "warning: This editor has no SQLite.",
    ]);
  });

  test("waiting for the plan's limit is no failure", () => {
    const snapshot = snapshotOf(() => ({ sync: { phase: "waiting", until: NOW + 60_000 } }));
    assert.equal(snapshot.busy, "Waiting for the service until 14:33");
    assert.equal(snapshot.stale, false);
  });
});
