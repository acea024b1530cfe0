import { readCoverage } from "../app/sync/storedCoverage.ts";
import { coverageOf, type Extent, knownOf, knownStretches } from "../domain/known.ts";
import { formatMoney, type Money, moneyToDecimal } from "../domain/money.ts";
import { intervalOf, type PeriodChoice, resolvePeriod, utcDatesOf } from "../domain/period.ts";
import { answerTime } from "../domain/spendJson.ts";
import type { SpendFigures, SpendReport } from "../domain/spendReport.ts";
import { formatPeriod } from "../view/dates.ts";
import { agoText, atLeast, SAMPLE } from "../view/honestStates.ts";
import { formatCalls, formatCounted } from "../view/numbers.ts";
import { problemText } from "../view/wording.ts";
import type { Sitting } from "./desk.ts";
import { foreignData, foreignQuote, QUOTED_NOTE } from "./foreignQuote.ts";
import type { Answer } from "./tool.ts";

/** In place of a number that nobody measured; never 0. */
export const NOT_FETCHED = "not fetched";

/** What of a period's answer says how far it can be relied on. */
export type AnsweredTime = Pick<SpendReport, "choice" | "period" | "extent" | "coverage" | "askedAt">;

/**
 * Puts an answer together: whose numbers, in which zone, what is known and how old it is, then what was asked, then what else a reader
 * has to know. Lines are sentences; data repeats them field by field.
 */
export function framed(
  sitting: Sitting,
  time: AnsweredTime,
  {
    lines,
    data,
    notes = [],
  }: { readonly lines: readonly string[]; readonly data: object; readonly notes?: readonly string[] },
): Answer {
  const { account, zone, now, refresh } = sitting;
  const isSample = account.kind === "sample";
  const trouble = refresh.problem === undefined ? undefined : problemText(refresh.problem).what;
  const head = [
    `${isSample ? `${SAMPLE}: made-up numbers. ` : ""}Account ${foreignQuote(account.label)}, billing days of ${zone}, amounts in INR.`,
    timeText(time, sitting),
    ...(trouble === undefined ? [] : [`The last refresh failed: ${trouble} What is stored is told.`]),
  ];
  return {
    text: [...head, ...lines, ...notes, QUOTED_NOTE].join("\n"),
    data: {
      schema: 1,
      account: { label: foreignData(account.label), sample: isSample },
      currency: "INR",
      zone,
      askedAt: new Date(now).toISOString(),
      ...answerTime(time),
      ...(time.extent === "wholly" ? {} : { hint: howToFetch(sitting) }),
      refreshedAt: refresh.syncedAt === undefined ? NOT_FETCHED : new Date(refresh.syncedAt).toISOString(),
      ...(trouble === undefined ? {} : { problem: trouble }),
      ...data,
      ...(notes.length === 0 ? {} : { notes }),
      untrusted: QUOTED_NOTE,
    },
  };
}

/** What is known of a time, for an answer that is no sum over it. */
export async function timeOf(sitting: Sitting, choice: PeriodChoice): Promise<AnsweredTime> {
  const { ledger, account, zone, cycleStart, today, now } = sitting;
  const period = resolvePeriod(choice, today, cycleStart);
  const coverage = await readCoverage(ledger, account.id, utcDatesOf(period, zone), now);
  const interval = intervalOf(period, zone);
  const { extent } = knownOf(interval, knownStretches(coverage, now), now);
  return { choice, period, extent, coverage: coverageOf(interval, coverage, now), askedAt: now };
}

/** "1–20 Nov 2026: all 21 dates fetched, read 2 min ago." */
function timeText({ period, extent, coverage, askedAt }: AnsweredTime, sitting: Sitting): string {
  const { dates, fetched, oldestOpenReadAt: readAt } = coverage;
  const of = formatPeriod(period);
  if (extent === "nothing") return `${of}: ${NOT_FETCHED}. ${howToFetch(sitting)}`;
  const age = readAt === undefined ? "final" : `as of ${agoText(askedAt - readAt)}`;
  if (extent === "partly") {
    return `${of}: only ${fetched} of ${formatCounted(dates, "UTC date")} fetched, ${age}; every sum is at least so much. ${howToFetch(sitting)}`;
  }
  return `${of}: all ${formatCounted(dates, "UTC date")} fetched, ${age}${sitting.account.kind === "team" ? ", collected by the team" : ""}.`;
}

function howToFetch({ account }: Sitting): string {
  return account.kind === "team" ? HOW_TEAMS_FETCH : HOW_TO_FETCH;
}

const HOW_TEAMS_FETCH = "The account is a team's: its collector fetches, and nothing can be fetched from here.";

const HOW_TO_FETCH =
  "These tools never fetch; the user can run “Deepvue: Refresh” or “Deepvue: Load History…”, or “deepvue-usage sync”.";

/** An exact amount as data. */
export function amount(value: Money, extent: Extent = "wholly"): string {
  return extent === "nothing" ? NOT_FETCHED : moneyToDecimal(value);
}

/** "₹24.00, 9 calls", "at least ₹24.00, 9 calls", "not fetched" */
export function figuresText({ calls, charge }: Pick<SpendFigures, "calls" | "charge">, extent: Extent): string {
  if (extent === "nothing") return NOT_FETCHED;
  return atLeast(`${formatMoney(charge)}, ${formatCalls(calls)}`, extent);
}

export function figuresData(figures: SpendFigures, extent: Extent): object {
  const { calls, charge, successes, failures, unknowns, chargedFailures, chargedFailureCharge } = figures;
  const count = (value: number): number | string => (extent === "nothing" ? NOT_FETCHED : value);
  return {
    calls: count(calls),
    charge: amount(charge, extent),
    successes: count(successes),
    failures: count(failures),
    unknowns: count(unknowns),
    ...(chargedFailures === undefined ? {} : { chargedFailures: count(chargedFailures) }),
    ...(chargedFailureCharge === undefined ? {} : { chargedFailureCharge: amount(chargedFailureCharge, extent) }),
  };
}
