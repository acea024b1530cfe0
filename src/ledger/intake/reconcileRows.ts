import { utcDayOf } from "../../domain/day.ts";
import { MOST_OF_AN_ACCOUNT, type Money } from "../../domain/money.ts";
import {
  DIFFERENCE_KINDS,
  type DifferenceKind,
  differenceKindOf,
  differenceOf,
  type IdFacts,
  isSameTime,
  lies,
  type ReconciledBounds,
  type Reconciliation,
  type RowFacts,
} from "../../domain/reconciliation.ts";
import type { ReportWindow } from "../../domain/report.ts";
import { MICROS_PER_SECOND, type Micros } from "../../domain/transaction.ts";
import type { Snapshot } from "../file/database.ts";
import { hourOf, readHour, readHours } from "../rows/hourRows.ts";
import type { AccountKinds } from "../rows/kinds.ts";
import { type RowPlace, transactionsAt } from "../rows/transactionRows.ts";
import { stagedTransaction } from "./compareReport.ts";
import { fetchedTimes } from "./fetchedTimes.ts";
import { movedRows } from "./movedRows.ts";
import { RowIndex, wordsOf } from "./rowIndex.ts";
import type { StagedRows } from "./stagedRows.ts";
import { touchedHours, uncountable } from "./storeReport.ts";

/** Rows that are listed of each kind; beyond them only their number and sum are told. */
const MOST_LISTED = 200;
const MICROS_PER_MINUTE = 60 * MICROS_PER_SECOND;
/** Different distances that are counted apart; a file that was shifted has one. */
const MOST_SHIFTS = 10_000;

/** One id of a group: where the ledger has it, and which row of the files it is. */
interface Found {
  readonly place?: RowPlace;
  readonly row?: number;
}

/**
 * Holds the rows of files against the stored ones, and changes nothing. Throws `ProblemError` (unexpectedAnswer) where sums would not
 * be exact.
 */
export function reconcileRows(
  snapshot: Snapshot,
  account: number,
  kinds: AccountKinds,
  rows: StagedRows,
  bounds: ReconciledBounds,
): Omit<Reconciliation, "setAside"> {
  const { billing } = bounds;
  const index = new RowIndex(rows);
  const isFetched = fetchedTimes(snapshot, account);
  const tally = new Tally(bounds);
  const beyond = sidesOfMidnight(rows, bounds);
  const met = new Uint8Array(rows.count);
  const here = { calls: 0, charge: 0 };
  const intake = { inserted: 0, updated: 0, kept: 0, known: 0 };
  let same = 0;

  const meet = (place: RowPlace, row: number): void => {
    const { hour, row: position } = place;
    const stored = { at: hour.at(position), charge: hour.charge(position) };
    const staged = factsOf(rows, row);
    const kind = kinds.get(hour.kind(position));
    const said = rows.kinds[rows.kind[row] ?? 0];
    const sameDetails = kind.product === said?.product && kind.status === said.status && kind.message === said.message;
    if (sameDetails && stored.at === staged.at && stored.charge === staged.charge) intake.known++;
    else if (isFetched(stored.at)) intake.kept++;
    else intake.updated++;
    const id = { here: stored, there: staged, sameDetails, isFetched: true, isThereBeyondMidnight: true };
    if (!tally.add(id, { place, row })) same++;
  };

  const window = windowOf(rows);
  const touched = window === undefined ? [] : touchedHours(window, rows);
  for (const [first, last] of joined(touched, [hourOf(billing.from), hourOf(billing.to - 1)])) {
    for (const hour of readHours(snapshot, account, first, last)) {
      const ids = wordsOf(hour.ids);
      for (let row = 0; row < hour.count; row++) {
        const at = hour.at(row);
        const counts = lies(at, billing);
        if (counts) {
          here.calls++;
          here.charge += hour.charge(row);
        }
        const found = index.find(ids, row * 4);
        if (found >= 0) {
          met[found] = 1;
          meet({ hour, row }, found);
        } else if (counts) {
          const stored = { at, charge: hour.charge(row) };
          tally.add(
            { here: stored, sameDetails: false, isFetched: false, isThereBeyondMidnight: beyond(at) },
            { place: { hour, row } },
          );
        }
      }
    }
  }
  for (const row of index.duplicates) met[row] = 1;
  if (window !== undefined) {
    const all = joined(touched, [hourOf(billing.from), hourOf(billing.to - 1)]);
    for (const { row, hour: number, position } of movedRows(snapshot, account, window, all, index, met)) {
      const hour = readHour(snapshot, account, number);
      if (hour !== undefined) meet({ hour, row: position }, row);
    }
  }

  const there = { calls: 0, charge: 0 };
  const repeated = { calls: 0, charge: 0 };
  let magnitude = 0;
  for (let row = 0; row < rows.count; row++) {
    const facts = factsOf(rows, row);
    const into = index.duplicates.has(row) ? repeated : there;
    into.calls++;
    into.charge += facts.charge;
    magnitude += Math.abs(facts.charge);
    if (met[row] === 1) continue;
    intake.inserted++;
    const id = {
      there: facts,
      sameDetails: false,
      isFetched: isFetched(facts.at),
      isThereBeyondMidnight: true,
    };
    tally.add(id, { row });
  }
  if (magnitude > MOST_OF_AN_ACCOUNT) throw uncountable();
  const shift = tally.shift();
  return {
    here,
    there,
    same,
    repeated,
    groups: tally.groups().map(({ found, ...group }) => ({
      ...group,
      rows: found.map(({ place, row }) => ({
        ...(place === undefined ? {} : { here: transactionsAt(snapshot, account, kinds, [place])[0] }),
        ...(row === undefined ? {} : { there: stagedTransaction(rows, row) }),
      })),
    })) as Reconciliation["groups"],
    ...(shift === undefined ? {} : { shift }),
    ...(window === undefined ? {} : { span: spanOf(rows) }),
    intake,
  };
}

/** Counts differences by kind. */
class Tally {
  readonly #bounds: ReconciledBounds;
  readonly #groups = new Map<DifferenceKind, { calls: number; difference: Money; found: Found[] }>();
  readonly #shifts = new Map<number, number>();

  constructor(bounds: ReconciledBounds) {
    this.#bounds = bounds;
  }

  /** False where both sides say the same. */
  add(id: IdFacts, found: Found): boolean {
    const { here, there } = id;
    if (here !== undefined && there !== undefined && !isSameTime(here.at, there.at)) {
      const minutes = Math.round((there.at - here.at) / MICROS_PER_MINUTE);
      const known = this.#shifts.get(minutes);
      if (known !== undefined || this.#shifts.size < MOST_SHIFTS) this.#shifts.set(minutes, (known ?? 0) + 1);
    }
    const kind = differenceKindOf(id, this.#bounds);
    if (kind === undefined) return false;
    const group = this.#groups.get(kind) ?? { calls: 0, difference: 0, found: [] };
    group.calls++;
    group.difference += differenceOf(id, this.#bounds);
    if (group.found.length < MOST_LISTED) group.found.push(found);
    this.#groups.set(kind, group);
    return true;
  }

  groups(): readonly { kind: DifferenceKind; calls: number; difference: Money; found: readonly Found[] }[] {
    return DIFFERENCE_KINDS.flatMap((kind) => {
      const group = this.#groups.get(kind);
      return group === undefined ? [] : [{ kind, ...group }];
    });
  }

  shift(): { minutes: number; calls: number } | undefined {
    const [most] = [...this.#shifts].sort(([, a], [, b]) => b - a);
    return most === undefined ? undefined : { minutes: most[0], calls: most[1] };
  }
}

function factsOf(rows: StagedRows, row: number): RowFacts {
  return { at: rows.at[row] ?? 0, charge: rows.charge[row] ?? 0 };
}

/** Whether the files have rows of the days' edge in which an instant lies: then they do not end at midnight in UTC. */
function sidesOfMidnight(rows: StagedRows, { billing, utc }: ReconciledBounds): (at: Micros) => boolean {
  let before = false;
  let after = false;
  for (let row = 0; row < rows.count; row++) {
    const at = rows.at[row] ?? 0;
    if (!lies(at, billing) || lies(at, utc)) continue;
    if (at < utc.from) before = true;
    else after = true;
  }
  return (at) => (at < utc.from ? before : after);
}

/** The first and the last instant of rows; there is at least one. */
export function spanOf(rows: StagedRows): { readonly first: Micros; readonly last: Micros } {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < rows.count; row++) {
    const at = rows.at[row] ?? 0;
    if (at < first) first = at;
    if (at > last) last = at;
  }
  return { first, last };
}

/** The UTC dates of rows; undefined without any. */
export function windowOf(rows: StagedRows): ReportWindow | undefined {
  if (rows.count === 0) return undefined;
  const { first, last } = spanOf(rows);
  return { since: utcDayOf(first), until: utcDayOf(last) };
}

/** Ascending runs [first, last] and one more, without overlap. */
function joined(
  runs: readonly (readonly [number, number])[],
  more: readonly [number, number],
): readonly (readonly [number, number])[] {
  const result: [number, number][] = [];
  for (const [first, last] of [...runs, more].sort(([a], [b]) => a - b)) {
    const previous = result.at(-1);
    if (previous !== undefined && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else result.push([first, last]);
  }
  return result;
}
