import { addDays, type Day, dayFromNumber, dayNumber } from "../domain/day.ts";
import { type EpochMs, microsOf } from "../domain/epoch.ts";
import type { Money } from "../domain/money.ts";
import type { Interval } from "../domain/period.ts";
import { addTotals, NO_TOTALS, type ProductTotals, type Totals } from "../domain/summary.ts";
import { MICROS_PER_DAY, type Micros, type Transaction } from "../domain/transaction.ts";
import { expectedDailySpend, type GeneratorOptions, planAccount } from "./accountPlan.ts";
import { ENTRIES } from "./catalogue.ts";
import type { PlantedEvent } from "./events.ts";
import { generateDate } from "./generatedDate.ts";
import { type GeneratedRows, idText } from "./generatedRows.ts";
import { PRODUCTS } from "./products.ts";
import { createWallet, type TopUp } from "./sampleWallet.ts";
import type { SandboxAccount } from "./sandboxAccount.ts";

/** Ground truth over distinct transactions in their newest reported form; the same shapes as the ledger's summary. */
export interface ExpectedTotals {
  readonly totals: Totals;
  /** Costliest first; equal charges by product id. */
  readonly products: readonly ProductTotals[];
}

/** A year of an account that exists nowhere, and its ground truth. Intervals are [from, to) in microseconds UTC. */
export interface GeneratedAccount extends SandboxAccount {
  /** First UTC date with rows. */
  readonly firstDay: Day;
  /** What the ledger must show when it has everything that the report lists at `asOf`. */
  expectedTotals(interval: Interval, asOf: EpochMs): ExpectedTotals;
  /** Distinct transactions in their newest form at `asOf`, newest first. */
  transactions(interval: Interval, asOf: EpochMs): Generator<Transaction>;
  /** In IST billing days: the ground truth of anomaly detection. */
  plantedEvents(): readonly PlantedEvent[];
  topUps(asOf: EpochMs): readonly TopUp[];
}

const PAGE_ROWS = 500;
/** Generated dates are kept up to this many rows (30 bytes each). */
const KEPT_ROWS = 250_000;
/** A repeated row comes again this many rows later in the same report; a date's last few are not repeated. */
const REPEAT_DISTANCE = 7;
const WALLET_DAYS_BEFORE_ANCHOR = 3;

/** Builds the account of a plan. Costs nothing until rows are asked for, and then only the dates that are asked for. */
export function generateAccount(options: GeneratorOptions): GeneratedAccount {
  const plan = planAccount(options);
  const dates = new Map<Day, GeneratedRows>();
  let keptRows = 0;

  function dateOf(day: Day): GeneratedRows {
    const known = dates.get(day);
    if (known !== undefined) return known;
    const made = generateDate(plan, day);
    for (const [oldest, { count }] of dates) {
      if (keptRows + made.count <= KEPT_ROWS) break;
      dates.delete(oldest);
      keptRows -= count;
    }
    dates.set(day, made);
    keptRows += made.count;
    return made;
  }

  /** The dates of an interval that may have rows at `asOf`, newest first. */
  function* datesIn(interval: Interval, asOf: EpochMs): Generator<GeneratedRows> {
    const first = Math.max(Math.floor(interval.from / MICROS_PER_DAY), dayNumber(plan.firstDay));
    const end = Math.min(interval.to, microsOf(asOf) + 1);
    for (let day = Math.ceil(end / MICROS_PER_DAY) - 1; day >= first; day--) yield dateOf(dayFromNumber(day));
  }

  function* transactions(interval: Interval, asOf: EpochMs): Generator<Transaction> {
    for (const date of datesIn(interval, asOf)) {
      for (let row = date.count - 1; row >= 0; row--) {
        if (isVisible(date, row, interval, microsOf(asOf))) yield transactionAt(date, row, microsOf(asOf));
      }
    }
  }

  function* reportPages(interval: Interval, asOf: EpochMs): Generator<readonly Transaction[]> {
    let page: Transaction[] = [];
    for (const date of datesIn(interval, asOf)) {
      const repeats: number[] = [];
      for (let row = date.count - 1; row >= 0; row--) {
        if (repeats[0] !== undefined && repeats[0] >= row + REPEAT_DISTANCE) {
          page.push(transactionAt(date, repeats.shift() ?? 0, microsOf(asOf)));
        }
        if (!isVisible(date, row, interval, microsOf(asOf))) continue;
        page.push(transactionAt(date, row, microsOf(asOf)));
        if (date.oddities.get(row)?.repeated === true) repeats.push(row);
        if (page.length < PAGE_ROWS) continue;
        yield page;
        page = [];
      }
    }
    yield page;
  }

  function expectedTotals(interval: Interval, asOf: EpochMs): ExpectedTotals {
    const tallies = PRODUCTS.map(() => ({ ...NO_TOTALS }));
    for (const date of datesIn(interval, asOf)) {
      for (let row = 0; row < date.count; row++) {
        if (isVisible(date, row, interval, microsOf(asOf))) tally(tallies, date, row, microsOf(asOf));
      }
    }
    const products = PRODUCTS.map(({ id }, index) => ({ product: id, ...(tallies[index] ?? NO_TOTALS) }))
      .filter(({ calls }) => calls > 0)
      .sort((a, b) => b.charge - a.charge || (a.product < b.product ? -1 : 1));
    return { totals: tallies.reduce<Totals>(addTotals, NO_TOTALS), products };
  }

  const wallet = createWallet(
    addDays(plan.anchor, -WALLET_DAYS_BEFORE_ANCHOR),
    expectedDailySpend(plan),
    (interval, asOf): Money => expectedTotals(interval, asOf).totals.charge,
  );

  return {
    firstDay: plan.firstDay,
    reportPages,
    expectedTotals,
    transactions,
    plantedEvents: () => plan.events,
    balance: wallet.balance,
    topUps: wallet.topUps,
  };
}

function isVisible(date: GeneratedRows, row: number, { from, to }: Interval, asOf: Micros): boolean {
  const at = date.at[row] as number;
  if (at < from || at >= to) return false;
  return (date.oddities.get(row)?.visibleAt ?? at) <= asOf;
}

/** The form in which the report lists a row at `asOf`. */
function formAt(date: GeneratedRows, row: number, asOf: Micros): { readonly entry: number; readonly charge: Money } {
  const oddity = date.oddities.get(row);
  if (oddity?.first !== undefined && asOf < (oddity.revisedAt ?? 0)) return oddity.first;
  return { entry: date.entry[row] as number, charge: date.charge[row] as number };
}

function transactionAt(date: GeneratedRows, row: number, asOf: Micros): Transaction {
  const { entry, charge } = formAt(date, row, asOf);
  const { product, status, text } = ENTRIES[entry] as (typeof ENTRIES)[number];
  return {
    id: idText(date.idWords, row),
    at: date.at[row] as number,
    product: PRODUCTS[product]?.id ?? "",
    status,
    message: text,
    charge,
  };
}

type Tally = { -readonly [Key in keyof Totals]: Totals[Key] };

function tally(tallies: readonly Tally[], date: GeneratedRows, row: number, asOf: Micros): void {
  const { entry, charge } = formAt(date, row, asOf);
  const { product, outcome } = ENTRIES[entry] as (typeof ENTRIES)[number];
  const sums = tallies[product] as Tally;
  sums.calls++;
  sums.charge += charge;
  if (outcome === "success") sums.successes++;
  else if (outcome === "unknown") sums.unknowns++;
  else {
    sums.failures++;
    if (charge > 0) {
      sums.chargedFailures++;
      sums.chargedFailureCharge += charge;
    }
  }
}
