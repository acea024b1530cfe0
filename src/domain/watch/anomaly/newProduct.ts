import { dayFromNumber } from "../../day.ts";
import { type Finding, filterOf, type Judgement, keyOf } from "./finding.ts";

/** Days that must be known before the first call: a product that is used once a fortnight is not new. */
const MIN_DAYS_BEFORE = 21;
/** After a week it is a product like any other. */
const NEW_FOR_DAYS = 7;
/** Part of the floor: a first day is rarely a full one. */
const FLOOR_SHARE = 0.2;

/** A product that was never called before costs money now. */
export function newProduct({ history, time, floor }: Judgement, product: string): Finding | undefined {
  let charge = 0;
  let first: number | undefined;
  for (let day = time.day; day > time.day - NEW_FOR_DAYS; day--) {
    const totals = history.totals(product, day);
    charge += totals.charge;
    if (totals.calls > 0) first = day;
  }
  if (first === undefined || charge < floor * FLOOR_SHARE || first - history.knownSince < MIN_DAYS_BEFORE)
    return undefined;
  for (let day = history.knownSince; day < first; day++) if (history.totals(product, day).calls > 0) return undefined;
  const since = dayFromNumber(first);
  return {
    kind: "newProduct",
    product,
    since: { day: since },
    observed: charge,
    driver: { product },
    key: keyOf("newProduct", product, since),
    opens: { period: { since, until: dayFromNumber(time.day) }, filter: filterOf(product) },
  };
}
