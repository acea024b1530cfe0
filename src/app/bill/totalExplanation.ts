import { ADJUSTMENT_KINDS, type Adjustment, type AdjustmentStep, type TypedTotal } from "../../domain/bill.ts";
import { type GstRule, gstOf } from "../../domain/gst.ts";
import { MONEY_SCALE, type Money } from "../../domain/money.ts";

/** What the ledger knows of the sums that an invoice may have been made of. */
export interface TotalFacts {
  readonly charges: Money;
  /** What counting days in UTC adds. */
  readonly utcDays: Money;
  /** Sum of the refunds, which is not above zero. */
  readonly refunds: Money;
  readonly states: TypedTotal["states"];
  readonly rule: GstRule;
}

/** The ledger's figure in the invoice's terms, as it would be with some adjustments; in whole paise, as invoices are. */
export function expectedTotal(facts: TotalFacts, adjustments: readonly Adjustment[] = []): Money {
  const has = (adjustment: Adjustment): boolean => adjustments.includes(adjustment);
  const charges = facts.charges + (has("utcDays") ? facts.utcDays : 0) - (has("withoutRefunds") ? facts.refunds : 0);
  const split = gstOf(charges, facts.rule);
  const isTaxable = (facts.states === "taxable") !== has("otherTax");
  const stated = split === undefined ? rounded(charges, PAISA) : isTaxable ? split.taxable : split.total;
  return has("wholeRupees") ? rounded(stated, MONEY_SCALE) : stated;
}

const PAISA = MONEY_SCALE / 100;

/** Half away from zero. */
function rounded(amount: Money, unit: Money): Money {
  const magnitude = Math.abs(amount);
  const rest = magnitude % unit;
  const result = magnitude - rest + (rest * 2 >= unit ? unit : 0);
  return amount < 0 && result > 0 ? -result : result;
}

/** The effects of adjustments one after the other: together they are the whole difference that they make, exactly. */
export function stepsOf(facts: TotalFacts, adjustments: readonly Adjustment[]): readonly AdjustmentStep[] {
  return adjustments.map((adjustment, place) => ({
    adjustment,
    effect: expectedTotal(facts, adjustments.slice(0, place + 1)) - expectedTotal(facts, adjustments.slice(0, place)),
  }));
}

/**
 * The fewest adjustments under which the ledger's figure is the typed one, to the paisa; undefined where none are. That figures agree
 * proves nothing: it is said as "would be equal if".
 */
export function explanationOf(facts: TotalFacts, amount: Money): readonly AdjustmentStep[] | undefined {
  const sets = ADJUSTMENT_KINDS.reduce<readonly (readonly Adjustment[])[]>(
    (known, adjustment) => [...known, ...known.map((set) => [...set, adjustment])],
    [[]],
  );
  const fewestFirst = sets.toSorted((a, b) => a.length - b.length);
  const found = fewestFirst.find((set) => expectedTotal(facts, set) === amount);
  return found === undefined ? undefined : stepsOf(facts, found);
}

/** What each adjustment would do by itself; none that would do nothing. */
export function eachAlone(facts: TotalFacts): readonly AdjustmentStep[] {
  return ADJUSTMENT_KINDS.flatMap((adjustment) => stepsOf(facts, [adjustment])).filter(({ effect }) => effect !== 0);
}
