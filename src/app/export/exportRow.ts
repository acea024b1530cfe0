import { offsetAt } from "../../domain/day.ts";
import { type LabelRules, NO_RULES, rowLabeller } from "../../domain/labelRules.ts";
import type { Money } from "../../domain/money.ts";
import type { Outcome } from "../../domain/outcome.ts";
import { judgedOutcome, type OutcomeWords } from "../../domain/outcomeWords.ts";
import { MICROS_PER_SECOND, type Micros, type Transaction } from "../../domain/transaction.ts";

/** A transaction with what an export adds to it. */
export interface ExportRow {
  readonly transaction: Transaction;
  /** Of the billing time zone from UTC at that instant. */
  readonly offset: Micros;
  readonly outcome: Outcome;
  /** Absent where no rule fits. */
  readonly label?: string;
}

interface ProductTotal {
  readonly product: string;
  readonly rows: number;
  readonly charge: Money;
}

interface LabelTotal {
  readonly label: string | undefined;
  readonly rows: number;
  readonly charge: Money;
}

/** Sums over the rows that were written, exact. */
export interface ExportTotals {
  readonly rows: number;
  readonly charge: Money;
  /** Costliest first; equal charges by product id. */
  readonly products: readonly ProductTotal[];
  /** Costliest first, then what no rule fits. */
  readonly labels: readonly LabelTotal[];
}

/** Takes the rows of one export in one format. */
export interface RowSink {
  readonly write: (rows: readonly ExportRow[]) => Promise<void>;
  /** Writes what comes after the last row. */
  readonly end: (totals: ExportTotals) => Promise<void>;
}

/** Where an export goes: one file, or a folder. Methods throw `ProblemError` (file, cancelled). */
export interface ExportTarget {
  readonly write: (rows: readonly ExportRow[]) => Promise<void>;
  /** Puts everything in place and gives the paths of the files. */
  readonly commit: (totals: ExportTotals, signal: AbortSignal) => Promise<readonly string[]>;
  /** Leaves no trace. Never throws. */
  readonly discard: () => Promise<void>;
}

/** Where a format puts its bytes. They must not change until the promise is kept. */
export type ByteSink = (bytes: Uint8Array) => Promise<void>;

/** Stretches of time that mostly have one offset. Where it changes, which need not be at a quarter of an hour, each row is asked for. */
const OFFSET_SLOT = 3600 * MICROS_PER_SECOND;
/** Messages are few in practice; a hostile account with a new message in every row must not fill the memory. */
const MOST_REMEMBERED_OUTCOMES = 5_000;

/** Makes the rows of one export. Remembers offsets and outcomes: asking `Intl` for 18 million rows would take minutes. */
export function rowMaker(
  zone: string,
  words: OutcomeWords,
  labels: LabelRules = NO_RULES,
): (transaction: Transaction) => ExportRow {
  /** By slot; undefined where the offset changes within it. */
  const offsets = new Map<number, Micros | undefined>();
  const outcomes = new Map<string, Outcome>();

  const offsetOf = (at: Micros): Micros => {
    const slot = Math.floor(at / OFFSET_SLOT);
    if (!offsets.has(slot)) {
      const offset = offsetAt(zone, slot * OFFSET_SLOT);
      offsets.set(slot, offset === offsetAt(zone, (slot + 1) * OFFSET_SLOT - MICROS_PER_SECOND) ? offset : undefined);
    }
    return offsets.get(slot) ?? offsetAt(zone, at);
  };
  const rememberedOutcome = (transaction: Transaction): Outcome => {
    const { product, status, message } = transaction;
    const key = `${status} ${product}\n${message}`;
    let outcome = outcomes.get(key);
    if (outcome === undefined) {
      outcome = judgedOutcome(transaction, words);
      if (outcomes.size >= MOST_REMEMBERED_OUTCOMES) outcomes.clear();
      outcomes.set(key, outcome);
    }
    return outcome;
  };
  const labelOf = rowLabeller(labels);
  return (transaction) => {
    const label = labels.length === 0 ? undefined : labelOf(transaction);
    return {
      transaction,
      offset: offsetOf(transaction.at),
      outcome: rememberedOutcome(transaction),
      ...(label === undefined ? {} : { label }),
    };
  };
}

interface Tally {
  readonly add: (rows: readonly ExportRow[]) => void;
  readonly rows: number;
  readonly totals: () => ExportTotals;
}

/** Sums the rows as they pass. */
export function startTally(): Tally {
  const products = new Map<string, { rows: number; charge: Money }>();
  const labels = new Map<string | undefined, { rows: number; charge: Money }>([[undefined, { rows: 0, charge: 0 }]]);
  let rows = 0;
  let charge = 0;
  return {
    add(added) {
      for (const { transaction, label } of added) {
        rows += 1;
        charge += transaction.charge;
        count(products, transaction.product, transaction.charge);
        count(labels, label, transaction.charge);
      }
    },
    get rows() {
      return rows;
    },
    totals() {
      const list = Array.from(products, ([product, total]) => ({ product, ...total }));
      list.sort((a, b) => b.charge - a.charge || (a.product < b.product ? -1 : 1));
      const named = Array.from(labels, ([label, total]) => ({ label, ...total }));
      named.sort((a, b) => Number(a.label === undefined) - Number(b.label === undefined) || b.charge - a.charge);
      return { rows, charge, products: list, labels: named };
    },
  };
}

function count<Key>(totals: Map<Key, { rows: number; charge: Money }>, key: Key, charge: Money): void {
  const total = totals.get(key);
  if (total === undefined) totals.set(key, { rows: 1, charge });
  else {
    total.rows += 1;
    total.charge += charge;
  }
}
