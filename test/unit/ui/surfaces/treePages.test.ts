import assert from "node:assert/strict";
import { test } from "node:test";
import type { AppState } from "../../../../src/domain/appState.ts";
import { problemOf } from "../../../../src/domain/problem.ts";
import type { Transaction } from "../../../../src/domain/transaction.ts";
import { type Page, TransactionLists } from "../../../../src/ui/surfaces/treePages.ts";
import { madeUpRows } from "../../../support/madeUpRows.ts";
import { NOVEMBER, openScene, type Scene } from "../../../support/syncScene.ts";

/** 240 rows a day until now, oldest first; the service counts days in UTC, as this account does. */
const NOW = Date.parse("2026-11-20T10:00Z") * 1000;
const ROWS = madeUpRows("2026-11-01", "2026-11-20", 240).filter(({ at }) => at < NOW);
const NEWEST_FIRST = ROWS.toReversed();
const ALL = { key: "", filter: {}, hasSelection: false };

test("a list is unrolled page by page, to its last row and not beyond", async (t) => {
  const { lists, state } = await openLists(t, ROWS.slice(-250));
  const shown: string[] = [];
  for (let page = await lists.read(state(), ALL); ; page = await lists.read(state(), ALL)) {
    shown.push(`${page.transactions.length}${page.more ? " and more" : ""}`);
    if (!page.more) break;
    lists.loadMore(state(), ALL);
  }
  assert.deepEqual(shown, ["100 and more", "200 and more", "250"]);
  assert.deepEqual(idsOf(await lists.read(state(), ALL)), idsOf({ transactions: NEWEST_FIRST.slice(0, 250) }));
});

test("what has not changed is read once", async (t) => {
  const { lists, state, calls } = await openLists(t, ROWS);
  const [first, second] = await Promise.all([lists.read(state(), ALL), lists.read(state(), ALL)]);
  assert.equal(first, second);
  assert.deepEqual(calls, ["latest"]);
});

for (const { name, place, expected } of [
  { name: "on the first page", place: 7, expected: { first: 0, rows: 100, newer: 0 } },
  { name: "on a later page, for which the list is unrolled", place: 640, expected: { first: 0, rows: 800, newer: 0 } },
  {
    name: "thousands of rows down, where the list then begins",
    place: 4_000,
    expected: { first: 4_000, rows: 100, newer: 4_000 },
  },
  {
    name: "at the very end",
    place: ROWS.length - 1,
    expected: { first: ROWS.length - 1, rows: 1, newer: ROWS.length - 1 },
  },
]) {
  test(`a transaction is shown ${name}`, async (t) => {
    const { lists, state } = await openLists(t, ROWS);
    const wanted = NEWEST_FIRST[place] as Transaction;
    assert.equal(await lists.show(state(), ALL, wanted, new AbortController().signal), true);
    const page = await lists.read(state(), ALL);
    const last = expected.first + expected.rows;
    assert.deepEqual(idsOf(page), idsOf({ transactions: NEWEST_FIRST.slice(expected.first, last) }));
    assert.equal(page.newer, expected.newer);
  });
}

test("after a search in vain, also a long one, every other transaction is still found, and the list is as it was", async (t) => {
  const { lists, state } = await openLists(t, ROWS);
  const nobodys = { ...(NEWEST_FIRST[300] as Transaction), id: "ffffffff-ffff-4fff-8fff-ffffffffffff" };
  const filtered = { key: "UPI", filter: { products: ["UPI"] }, hasSelection: false };
  const { signal } = new AbortController();
  for (let search = 0; search < 60; search++) assert.equal(await lists.show(state(), ALL, nobodys, signal), false);
  const pan = NEWEST_FIRST.find(({ product }) => product === "PAN-Plus") as Transaction;
  assert.equal(await lists.show(state(), filtered, pan, signal), false, "not under this filter");
  assert.deepEqual(idsOf(await lists.read(state(), ALL)), idsOf({ transactions: NEWEST_FIRST.slice(0, 100) }));
  assert.equal(await lists.show(state(), ALL, NEWEST_FIRST[150] as Transaction, signal), true);
});

test("a search asks for two things, whatever the place", async (t) => {
  const { lists, state, calls } = await openLists(t, ROWS);
  await lists.read(state(), ALL);
  const before = calls.length;
  await lists.show(state(), ALL, NEWEST_FIRST[4_500] as Transaction, new AbortController().signal);
  // The search, and then the page that is shown.
  assert.deepEqual(calls.slice(before).toSorted(), ["countNewer", "countNewer", "latest", "latest"]);
});

test("a search that is cancelled says so and leaves the list as it was", async (t) => {
  const { lists, state } = await openLists(t, ROWS);
  const before = await lists.read(state(), ALL);
  const cancel = new AbortController();
  const search = lists.show(state(), ALL, NEWEST_FIRST[4_000] as Transaction, cancel.signal);
  cancel.abort();
  assert.equal(await search.catch((error: unknown) => problemOf(error).kind), "cancelled");
  assert.equal(await lists.read(state(), ALL), before);
});

test("new rows wait above a list that is read further down, and come in when they are asked for", async (t) => {
  const { lists, state, scene } = await openLists(t, ROWS.slice(0, -10));
  await lists.read(state(), ALL);
  lists.loadMore(state(), ALL);
  const before = await lists.read(state(), ALL);
  await arrive(scene, ROWS);
  const held = await lists.read(state(), ALL);
  assert.deepEqual(idsOf(held), idsOf(before), "nothing has moved");
  assert.equal(held.newer, 10);
  lists.showNewest(state(), ALL);
  const after = await lists.read(state(), ALL);
  assert.deepEqual([idsOf(after), after.newer], [idsOf({ transactions: NEWEST_FIRST.slice(0, 100) }), 0]);
});

test("new rows wait while a row is selected, and no longer than that", async (t) => {
  const { lists, state, scene } = await openLists(t, ROWS.slice(0, -10));
  const before = await lists.read(state(), { ...ALL, hasSelection: true });
  await arrive(scene, ROWS.slice(0, -4));
  const held = await lists.read(state(), { ...ALL, hasSelection: true });
  assert.deepEqual([idsOf(held), held.newer], [idsOf(before), 6]);
  await arrive(scene, ROWS);
  const after = await lists.read(state(), ALL);
  assert.deepEqual([idsOf(after), after.newer], [idsOf({ transactions: NEWEST_FIRST.slice(0, 100) }), 0]);
});

test("a list that nobody reads further down shows new rows at once", async (t) => {
  const { lists, state, scene } = await openLists(t, ROWS.slice(0, -10));
  await lists.read(state(), ALL);
  await arrive(scene, ROWS);
  assert.deepEqual(idsOf(await lists.read(state(), ALL)), idsOf({ transactions: NEWEST_FIRST.slice(0, 100) }));
});

test("another filter or period begins its lists anew", async (t) => {
  const { lists, state, scene } = await openLists(t, ROWS);
  await lists.show(state(), ALL, NEWEST_FIRST[4_000] as Transaction, new AbortController().signal);
  await scene.application.model.choose({ period: { since: "2026-11-03", until: "2026-11-04" } });
  const page = await lists.read(state(), ALL);
  assert.deepEqual([page.transactions.length, page.more, page.newer], [100, true, 0]);
  assert.equal(page.transactions[0]?.id, ROWS[4 * 240 - 1]?.id);
});

interface Opened {
  readonly scene: Scene;
  readonly lists: TransactionLists;
  readonly state: () => AppState;
  /** Names of the ledger's methods that the lists have called. */
  readonly calls: readonly string[];
}

async function openLists(t: Parameters<typeof openScene>[0], rows: readonly Transaction[]): Promise<Opened> {
  const scene = await openScene(t, rows);
  const { ledger, model } = scene.application;
  await arrive(scene, rows);
  const calls: string[] = [];
  const watched = new Proxy(ledger, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        calls.push(String(name));
        return value.apply(target, args) as unknown;
      };
    },
  });
  return { scene, lists: new TransactionLists(watched), state: () => model.state, calls };
}

async function arrive(scene: Scene, rows: readonly Transaction[]): Promise<void> {
  scene.rows = rows;
  await scene.fetch(NOVEMBER);
  await scene.application.model.read();
}

function idsOf({ transactions }: Pick<Page, "transactions">): readonly string[] {
  return transactions.map(({ id }) => id);
}
