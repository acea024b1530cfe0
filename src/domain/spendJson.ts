import { type Money, moneyToDecimal } from "./money.ts";
import type { SpendFigures, SpendReport, SpendRow } from "./spendReport.ts";

/** Raised when a field changes its meaning or goes; new fields may come. */
export const JSON_SCHEMA = 1;

/** What every answer in JSON says of itself, whatever it is about. */
export interface AnswerHead {
  readonly schema: typeof JSON_SCHEMA;
  readonly command: string;
  readonly account: { readonly id: string; readonly label: string; readonly sample: boolean };
  readonly currency: "INR";
  readonly zone: string;
  /** ISO 8601, UTC. */
  readonly askedAt: string;
}

/** Of which time an answer speaks, how much of it is known, and how old the numbers are. */
export interface AnswerTime {
  readonly period: { readonly since: string; readonly until: string; readonly preset: string | null };
  readonly coverage: { readonly extent: string; readonly dates: number; readonly fetched: number };
  /** Of the oldest date that may still change; null when all are final, or nothing is known. */
  readonly age: { readonly readAt: string; readonly seconds: number } | null;
}

/**
 * A report as JSON: amounts are exact decimal texts of rupees, numbers of which nothing is known are null, instants are ISO 8601 in
 * UTC. Described in the published schema.
 */
export function spendJson(command: string, report: SpendReport): object {
  const { by, extent, totals, rows, others } = report;
  return {
    ...answerHead(command, report),
    ...answerTime(report),
    by,
    totals: figuresJson(totals, extent),
    rows: rows.map(rowJson),
    ...(others === undefined ? {} : { others: figuresJson(others, extent) }),
  };
}

export function answerHead(
  command: string,
  { account, zone, askedAt }: Pick<SpendReport, "account" | "zone" | "askedAt">,
): AnswerHead {
  const { id, label, kind } = account;
  const head = { schema: JSON_SCHEMA, command, account: { id, label, sample: kind === "sample" } } as const;
  return { ...head, currency: "INR", zone, askedAt: new Date(askedAt).toISOString() };
}

export function answerTime({
  choice,
  period,
  extent,
  coverage,
  askedAt,
}: Pick<SpendReport, "choice" | "period" | "extent" | "coverage" | "askedAt">): AnswerTime {
  const { dates, fetched, oldestOpenReadAt: readAt } = coverage;
  return {
    period: { ...period, preset: "preset" in choice ? choice.preset : null },
    coverage: { extent, dates, fetched },
    age:
      readAt === undefined
        ? null
        : {
            readAt: new Date(readAt).toISOString(),
            seconds: Math.max(0, Math.round((askedAt - readAt) / 1000)),
          },
  };
}

function rowJson({ name, days, product, extent, parts, ...figures }: SpendRow): object {
  return {
    name,
    ...(days === undefined ? {} : { since: days.since, until: days.until }),
    ...(product === undefined ? {} : { product }),
    extent,
    ...figuresJson(figures, extent),
    ...(parts === undefined ? {} : { parts: parts.map(rowJson) }),
  };
}

function figuresJson(figures: SpendFigures, extent: string): object {
  const isKnown = extent !== "nothing";
  const count = (value: number): number | null => (isKnown ? value : null);
  const amount = (value: Money): string | null => (isKnown ? moneyToDecimal(value) : null);
  const { calls, charge, successes, failures, unknowns, chargedFailures, chargedFailureCharge } = figures;
  return {
    calls: count(calls),
    charge: amount(charge),
    successes: count(successes),
    failures: count(failures),
    unknowns: count(unknowns),
    ...(chargedFailures === undefined ? {} : { chargedFailures: count(chargedFailures) }),
    ...(chargedFailureCharge === undefined ? {} : { chargedFailureCharge: amount(chargedFailureCharge) }),
  };
}
