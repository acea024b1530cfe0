import type { TransactionFilter } from "./filter.ts";
import { type LabelRules, labellerOf, prefixesOf } from "./labelRules.ts";
import type { Problem } from "./problem.ts";
import { addTotals, NO_TOTALS, type Totals } from "./summary.ts";
import type { CountedKinds } from "./summaryCount.ts";
import { compareText } from "./textOrder.ts";

/** Sums under one label. */
export interface LabelTotals extends Totals {
  /** Absent of the transactions that no rule fits. */
  readonly label?: string;
  /** What a filter has to say for exactly these transactions; absent where it can not. */
  readonly same?: Pick<TransactionFilter, "products" | "messages">;
}

/** Of an account without transactions. */
export const NO_LABELS: readonly LabelTotals[] = [NO_TOTALS];

/** What is to be shown by label of the numbers on screen. */
export interface ShownLabels {
  /** Of the filtered period; empty until they have been read for the first time. */
  readonly totals: readonly LabelTotals[];
  /** They are those of a moment ago, and are being read anew. */
  readonly isPending: boolean;
  /** Rules that were passed over, each in a few words. */
  readonly ignored: readonly string[];
  /** Why they could not be read. */
  readonly problem?: Problem;
}

/** Some transactions of one kind, whose ids begin alike as far as rules are concerned. */
interface Cell {
  readonly kind: number;
  readonly prefix: number;
  calls: number;
  charge: number;
  chargedCalls: number;
  chargedCharge: number;
}

/** A filter that lists more than this is none that anybody reads. */
const MOST_LISTED = 50;

/** Adds transactions up by the labels of rules. Kinds come in whole; those of them whose ids a rule knows are moved then. */
export class LabelCount {
  /** Longest first; see `prefixesOf`. Their places here are what {@link add} and {@link move} take. */
  readonly prefixes: readonly string[];
  readonly #kinds: CountedKinds;
  readonly #rules: LabelRules;
  readonly #cells = new Map<number, Cell>();

  constructor(kinds: CountedKinds, rules: LabelRules) {
    this.#kinds = kinds;
    this.#rules = rules;
    this.prefixes = prefixesOf(rules);
  }

  /** `prefix`: the place of the longest prefix of the ids, -1 where there is none or it does not matter yet. */
  add(kind: number, prefix: number, calls: number, charge: number, chargedCalls: number, chargedCharge: number): void {
    const cell = this.#cell(kind, prefix);
    cell.calls += calls;
    cell.charge += charge;
    cell.chargedCalls += chargedCalls;
    cell.chargedCharge += chargedCharge;
  }

  /** Of what was added without a prefix, some has one. */
  move(kind: number, prefix: number, calls: number, charge: number, chargedCalls: number, chargedCharge: number): void {
    this.add(kind, -1, -calls, -charge, -chargedCalls, -chargedCharge);
    this.add(kind, prefix, calls, charge, chargedCalls, chargedCharge);
  }

  /** Labels that occur, costliest first; then what no rule fits, always, so that all of them add up to the whole. */
  totals(): readonly LabelTotals[] {
    const labelOf = labellerOf(this.#rules);
    const labelled = [...this.#cells.values()]
      .filter(({ calls }) => calls !== 0)
      .map((cell) => {
        const { product, message } = this.#kinds.get(cell.kind);
        const label = labelOf(product, message, this.prefixes[cell.prefix]);
        return { label, product, message, totals: this.#totalsOf(cell) };
      });
    const labels = Map.groupBy(labelled, ({ label }) => label);
    const ways = (["product", "message"] as const).map((field) => {
      const labelsOf = Map.groupBy(labelled, (cell) => cell[field]);
      return (label: string | undefined): readonly string[] | undefined => {
        const own = [...labelsOf].filter(([, cells]) => cells.some((cell) => cell.label === label));
        const isWhole = own.every(([, cells]) => cells.every((cell) => cell.label === label));
        return isWhole && own.length <= MOST_LISTED ? own.map(([text]) => text).sort(compareText) : undefined;
      };
    });
    if (!labels.has(undefined)) labels.set(undefined, []);
    return [...labels]
      .map(([label, cells]): LabelTotals => {
        const [products, messages] = cells.length === 0 ? [] : ways.map((way) => way(label));
        const same = products !== undefined ? { products } : messages !== undefined ? { messages } : undefined;
        const sums = cells.reduce<Totals>((sum, { totals }) => addTotals(sum, totals), NO_TOTALS);
        return {
          ...(label === undefined ? {} : { label }),
          ...sums,
          ...(same === undefined ? {} : { same }),
        };
      })
      .sort(costliestFirst);
  }

  #totalsOf({ kind, calls, charge, chargedCalls, chargedCharge }: Cell): Totals {
    const outcome = this.#kinds.outcome(kind);
    const isFailure = outcome === "failure";
    return {
      calls,
      charge,
      successes: outcome === "success" ? calls : 0,
      failures: isFailure ? calls : 0,
      unknowns: outcome === "unknown" ? calls : 0,
      chargedFailures: isFailure ? chargedCalls : 0,
      chargedFailureCharge: isFailure ? chargedCharge : 0,
    };
  }

  #cell(kind: number, prefix: number): Cell {
    const key = kind * (this.prefixes.length + 1) + prefix + 1;
    let cell = this.#cells.get(key);
    if (cell === undefined) {
      cell = { kind, prefix, calls: 0, charge: 0, chargedCalls: 0, chargedCharge: 0 };
      this.#cells.set(key, cell);
    }
    return cell;
  }
}

function costliestFirst(a: LabelTotals, b: LabelTotals): number {
  if (a.label === undefined || b.label === undefined) return a.label === undefined ? 1 : -1;
  return b.charge - a.charge || compareText(a.label, b.label);
}
