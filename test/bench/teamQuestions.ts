// What people ask of a team's store and of a ledger, and what it costs.

import type { Choices } from "../../src/app/screen/choices.ts";
import { type Reading, readUsage } from "../../src/app/screen/usage.ts";
import { addDays, type Day, daysInclusive, startOfDay } from "../../src/domain/day.ts";
import { NO_FILTER, type TransactionFilter } from "../../src/domain/filter.ts";
import type { RowsReading, SummariesReading } from "../../src/domain/ledgerPorts.ts";
import type { Period } from "../../src/domain/period.ts";
import type { TeamReading } from "../../src/domain/teamStore.ts";
import type { Transaction } from "../../src/domain/transaction.ts";
import { PRODUCTS } from "./enterprise.ts";
import { median, quantile } from "./figures.ts";
import { ZONE } from "./grownTeam.ts";

/** Whoever answers: a ledger, or a team's store as VS Code asks it. */
export type Answering = Reading & Pick<SummariesReading, "hourly"> & Pick<RowsReading, "latest" | "find">;

export interface Cost {
  readonly p95: number;
  readonly median: number;
  /** Processor time of the server, ms a question. */
  readonly server: number;
}

/** Measures one question again and again, each time a little different. */
export async function costOf(
  times: number,
  processorMs: () => number,
  ask: (turn: number) => Promise<unknown>,
): Promise<Cost> {
  for (let turn = 0; turn < 3; turn++) await ask(turn);
  const taken: number[] = [];
  const before = processorMs();
  for (let turn = 0; turn < times; turn++) {
    const start = performance.now();
    await ask(turn);
    taken.push(performance.now() - start);
  }
  return { p95: quantile(taken, 0.95), median: median(taken), server: (processorMs() - before) / times };
}

/** Everything that a dashboard shows of a period: what is known, its sums, those under the filter, the time before, the month. */
export function snapshot(answering: Answering, account: string, period: Period, filter: TransactionFilter, until: Day) {
  const choices: Choices = {
    accountId: account,
    period,
    filter,
    granularity: daysInclusive(period.since, period.until) > 92 ? "week" : "day",
  };
  const now = startOfDay(ZONE, addDays(until, 1)) / 1000;
  return readUsage(answering, account, choices, { zone: ZONE, cycleStart: 1, today: until, now });
}

/** Days, weeks, months, quarters and more anywhere in a stretch of so many days; every fourth under a filter. */
export function periodsIn(until: Day, days: number): readonly { period: Period; filter: TransactionFilter }[] {
  return Array.from({ length: 60 }, (_, n) => {
    const length = Math.min([1, 7, 30, 30, 90, 365][n % 6] ?? 1, days);
    const since = addDays(until, 1 - length - ((n * 37) % (days - length + 1)));
    const filter = n % 4 === 3 ? { products: PRODUCTS.slice(0, 1 + (n % 5)) } : NO_FILTER;
    return { period: { since, until: addDays(since, length - 1) }, filter };
  });
}

/** Parts of ids as people paste them. */
export function partsOf(rows: readonly Transaction[]): readonly string[] {
  return rows.flatMap(({ id }) => [id.slice(0, 8), id.slice(9, 18), id.slice(-7)]);
}

/** A team's store, asked as a dashboard asks a ledger; of how reports were read only the collector knows. */
export function answeringOf(reading: TeamReading): Answering {
  return {
    summarize: (...asked) => reading.summarize(...asked),
    coverage: (...asked) => reading.coverage(...asked),
    reports: async () => [],
    hourly: (...asked) => reading.hourly(...asked),
    latest: (...asked) => reading.latest(...asked),
    find: (...asked) => reading.find(...asked),
  };
}

/** Another one each turn, and then again from the first. */
export function turnOf<T>(list: readonly T[], turn: number): T {
  return list[turn % list.length] as T;
}
