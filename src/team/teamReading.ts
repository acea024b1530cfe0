import type { BalanceReading } from "../domain/account.ts";
import { bucketStartNumber } from "../domain/bucket.ts";
import { type Day, dayFromNumber, dayNumber } from "../domain/day.ts";
import type { LedgerCheck } from "../domain/diagnosis.ts";
import { type EpochMs, millisOf } from "../domain/epoch.ts";
import { LEAST_ID_PART, type TransactionFilter, type TransactionSort } from "../domain/filter.ts";
import { LabelCount, type LabelTotals } from "../domain/labelCount.ts";
import type { LabelRules } from "../domain/labelRules.ts";
import { MessageUseCount } from "../domain/messageUseCount.ts";
import type { Money } from "../domain/money.ts";
import type { OutcomeWords } from "../domain/outcomeWords.ts";
import { unpackSummary } from "../domain/packedSummary.ts";
import { type Interval, intervalOf, type Period } from "../domain/period.ts";
import type { HeldTransactions } from "../domain/ports.ts";
import { ProblemError } from "../domain/problem.ts";
import type { CoverageDay, RowCount } from "../domain/report.ts";
import type { Division, HourUsage, MessageUse, Summary, SummaryWish } from "../domain/summary.ts";
import { SummaryCount } from "../domain/summaryCount.ts";
import type { PublishedDate, TeamAccount, TeamNews, TeamReading } from "../domain/teamStore.ts";
import { compareText } from "../domain/textOrder.ts";
import type { PageKey } from "../domain/transaction.ts";
import { MICROS_PER_DAY, type Micros, type Transaction } from "../domain/transaction.ts";
import type { TeamEngine } from "./engine.ts";
import { integersIn } from "./packedNumbers.ts";
import { Slices } from "./slices.ts";
import { isRowQuestion, TeamKinds } from "./teamKinds.ts";
import { keyOf } from "./teamRows.ts";

/** Where the rows of a date are that are valid now. */
interface Pointer extends PublishedDate {
  readonly number: number;
  readonly load: number;
}

/** One state of an account: whatever is asked of it belongs together, for as long as replaced rows are kept. */
interface State {
  readonly account: string;
  readonly revision: string;
  /** When the revision was asked for, by the reader's clock. */
  readonly askedAt: EpochMs;
  readonly pointers: readonly Pointer[];
}

/** 1970 began on a Thursday; before it numbers are negative. */
const MONDAY = 3;
const HOUR_OF_WEEK = "((local_hour + 72) % 168 + 168) % 168";
const ROW_COLUMNS = "at, id, foreign_id, product, status, message, charge";
const KIND_COLUMNS = "product, status, message";
/** Rows of so many dates are asked for at once as have about this many. */
const ROWS_AT_ONCE = 20_000;
/** Where the newest of a kind are looked for in vain, that many times as many are looked through next. */
const WIDER = 8;
/** More months than this are told by their days. */
const MOST_STARTS = 60;
/** Days and hours of every zone begin at a quarter of an hour. */
const QUARTER: Micros = 15 * 60 * 1_000_000;

/** How long what is known to be published is taken to be so, for screens whose parts have to agree. */
export interface Holding {
  readonly ms: number;
  readonly clock: () => EpochMs;
}

const ALWAYS_ANEW: Holding = { ms: 0, clock: () => 0 };

/** Reads what has been published, in the same words as a ledger. */
export class SqlTeamReader implements TeamReading {
  readonly #engine: TeamEngine;
  readonly #zone: string;
  readonly #words: OutcomeWords;
  readonly #holding: Holding;
  readonly #states = new Map<string, State>();
  /** Questions under way that may be asked twice, by their text, which names the state. */
  readonly #asked = new Map<string, Promise<readonly KindDays[]>>();
  readonly #foreignIds = new WeakMap<readonly Pointer[], Promise<boolean>>();
  /** By account: what is about to be asked. */
  readonly #toAsk = new Map<string, Promise<State>>();

  /** `zone`: the one in which the team's sums are counted. */
  constructor(engine: TeamEngine, zone: string, words: OutcomeWords, holding: Holding = ALWAYS_ANEW) {
    this.#engine = engine;
    this.#zone = zone;
    this.#words = words;
    this.#holding = holding;
  }

  async teamAccounts(): Promise<readonly TeamAccount[]> {
    const rows = await this.#engine.rows(
      `SELECT account, count(*), sum(rows), sum(charge), max(at)
       FROM (${newestOf("published", "account, day", "account, day, rows, charge, at")}) p GROUP BY account ORDER BY account`,
    );
    const [labels, collectors] = await Promise.all([
      this.#engine.rows(newestOf("labels", "account", "account, label")),
      this.#engine.rows(newestOf("published", "account", "account, collector")),
    ]);
    const labelOf = new Map(labels.map(([id = "", label = ""]) => [id, label]));
    const collectorOf = new Map(collectors.map(([id = "", collector = ""]) => [id, collector]));
    return rows.map(([id = "", dates, count, charge, at]) => ({
      id,
      label: labelOf.get(id) ?? id,
      dates: Number(dates),
      rows: Number(count),
      charge: Number(charge),
      publishedAt: Math.floor(millisOf(Number(at))),
      collector: collectorOf.get(id) ?? "",
    }));
  }

  async dates(accountId: string): Promise<readonly PublishedDate[]> {
    const { pointers } = await this.#state(accountId);
    return pointers.map(({ day, rows, charge }) => ({ day, rows, charge }));
  }

  async coverage(accountId: string, since: Day, until: Day): Promise<readonly CoverageDay[]> {
    const of = `account = ${this.#engine.text(accountId)} AND day BETWEEN ${dayNumber(since)} AND ${dayNumber(until)}`;
    const rows = await this.#engine.rows(`${newestOf("covered", "day", "day, read_at", of)} ORDER BY day`);
    return rows.map(([day, readAt]) => ({ day: dayFromNumber(Number(day)), readAt: Number(readAt) }));
  }

  async balances(accountId: string, since: EpochMs): Promise<readonly BalanceReading[]> {
    const of = `account = ${this.#engine.text(accountId)} AND at >= ${Math.ceil(since)}`;
    const rows = await this.#engine.rows(`SELECT at, max(balance) FROM balances WHERE ${of} GROUP BY at ORDER BY at`);
    return rows.map(([at, balance]) => ({ at: Number(at), balance: Number(balance) }));
  }

  async lastBalance(accountId: string, now: EpochMs): Promise<BalanceReading | undefined> {
    const of = `account = ${this.#engine.text(accountId)} AND at <= ${Math.floor(now)}`;
    const [row] = await this.#engine.rows(`SELECT at, balance FROM balances WHERE ${of} ORDER BY at DESC LIMIT 1`);
    return row === undefined ? undefined : { at: Number(row[0]), balance: Number(row[1]) };
  }

  async rowsOf(accountId: string, day: Day): Promise<readonly Transaction[]> {
    const from = dayNumber(day) * MICROS_PER_DAY;
    const where = this.#where(await this.#state(accountId), { from, to: from + MICROS_PER_DAY });
    if (where === undefined) return [];
    const order = `at, ${this.#engine.byBytes("id")}`;
    return this.#transactions(`SELECT ${ROW_COLUMNS} FROM transactions WHERE ${where} ORDER BY ${order}`);
  }

  async revision(accountId: string): Promise<string> {
    const of = `account = ${this.#engine.text(accountId)}`;
    const rows = await this.#engine.rows(
      `SELECT 1, count(*), coalesce(max(load), 0), coalesce(sum(load % 1000003), 0) FROM published WHERE ${of}
       UNION ALL SELECT 2, 0, 0, coalesce(max(at), 0) FROM balances WHERE ${of}
       UNION ALL SELECT 3, 0, coalesce(max(load), 0), coalesce(max(read_at), 0) FROM covered WHERE ${of}`,
    );
    return rows
      .toSorted(([a], [b]) => Number(a) - Number(b))
      .map(([, ...values]) => values.join(" "))
      .join(" ");
  }

  async news(accountId: string): Promise<TeamNews> {
    const known = this.#states.get(accountId)?.revision;
    const { revision } = await this.#newState(accountId);
    const readAt = Number(revision.split(" ").at(-1));
    return { isNew: revision !== known, ...(readAt > 0 ? { readAt } : {}) };
  }

  async summarize(
    accountId: string,
    period: Period,
    division: Division,
    filter: TransactionFilter,
    { before = Number.POSITIVE_INFINITY, heat }: SummaryWish = {},
  ): Promise<Summary> {
    const state = await this.#state(accountId);
    const kinds = new TeamKinds(this.#words);
    const interval = intervalOf(period, this.#zone);
    const to = Math.max(interval.from, Math.min(interval.to, before));
    const cells =
      isRowQuestion(filter) || to < interval.to
        ? await this.#cellsOfRows(state, { ...interval, to }, filter, kinds)
        : await this.#cellsOfTotals(state, { period, division, filter, heat }, kinds);
    const passes = kinds.passing(filter);
    const count = new SummaryCount(kinds, division, heat);
    const slices = new Slices();
    await slices.each(cells.days, ({ day, kind, calls, charge, chargedCalls, charged }) => {
      if (passes(kind)) count.addDay(day, kind, calls, charge, chargedCalls, charged);
    });
    await slices.each(cells.hours, ({ hour, calls, charge }) => count.addHour(hour, calls, charge));
    const packed = count.pack();
    await slices.give();
    return unpackSummary(packed);
  }

  async byLabel(
    accountId: string,
    period: Period,
    filter: TransactionFilter,
    rules: LabelRules,
  ): Promise<readonly LabelTotals[]> {
    const state = await this.#state(accountId);
    const kinds = new TeamKinds(this.#words);
    const count = new LabelCount(kinds, rules);
    const interval = intervalOf(period, this.#zone);
    const cells = isRowQuestion(filter)
      ? await this.#cellsOfRows(state, interval, filter, kinds)
      : { days: await this.#dayCells(state, { period, division: "month" }, kinds) };
    const passes = kinds.passing(filter);
    await new Slices().each(cells.days, ({ kind, calls, charge, chargedCalls, charged }) => {
      if (passes(kind)) count.add(kind, -1, calls, charge, chargedCalls, charged);
    });
    if (count.prefixes.length > 0) await this.#moveKnownIds(state, interval, filter, kinds, count);
    return count.totals();
  }

  async hourly(accountId: string, period: Period): Promise<readonly HourUsage[]> {
    const where = this.#where(await this.#state(accountId), intervalOf(period, this.#zone), "dates");
    if (where === undefined) return [];
    const hours = `local_hour BETWEEN ${dayNumber(period.since) * 24} AND ${dayNumber(period.until) * 24 + 23}`;
    const rows = await this.#engine.rows(
      `SELECT local_hour, product, sum(calls), sum(charge) FROM product_hours WHERE ${where} AND ${hours} GROUP BY local_hour, product`,
    );
    return rows
      .map(([hour, product = "", calls, charge]) => ({
        day: dayFromNumber(Math.floor(Number(hour) / 24)),
        hour: Number(hour) % 24,
        product,
        calls: Number(calls),
        charge: Number(charge),
      }))
      .sort((a, b) => compareText(a.day, b.day) || a.hour - b.hour || compareText(a.product, b.product));
  }

  async messageUses(accountId: string, period: Period): Promise<readonly MessageUse[]> {
    const where = this.#where(await this.#state(accountId), intervalOf(period, this.#zone), "dates");
    if (where === undefined) return [];
    const days = `local_day BETWEEN ${dayNumber(period.since)} AND ${dayNumber(period.until)}`;
    const rows = await this.#engine.rows(
      `SELECT ${KIND_COLUMNS}, sum(calls), sum(charge) FROM day_totals WHERE ${where} AND ${days} GROUP BY ${KIND_COLUMNS}`,
    );
    const kinds = new TeamKinds(this.#words);
    const count = new MessageUseCount();
    for (const [product = "", status, message = "", calls, charge] of rows) {
      const outcome = kinds.outcome(kinds.numberOf(product, Number(status), message));
      count.add(product, message, outcome, Number(calls), Number(charge));
    }
    return count.list();
  }

  async count(accountId: string, period: Period | undefined, filter: TransactionFilter): Promise<number> {
    return this.#countIn(accountId, this.#interval(period), filter);
  }

  async countNewer(accountId: string, period: Period, filter: TransactionFilter, at: Micros): Promise<number> {
    const { from, to } = this.#interval(period);
    return this.#countIn(accountId, { from: Math.max(from, at + 1), to }, filter);
  }

  async latest(
    accountId: string,
    period: Period | undefined,
    filter: TransactionFilter,
    limit: number,
    after?: PageKey,
    signal?: AbortSignal,
  ): Promise<readonly Transaction[]> {
    const { from, to } = this.#interval(period);
    const interval = { from, to: Math.min(to, (after?.at ?? Number.MAX_SAFE_INTEGER - 1) + 1) };
    const state = await this.#state(accountId);
    const condition = await this.#conditionOf(state, interval, filter);
    if (condition === undefined) return [];
    const id = this.#engine.byBytes("id");
    const page =
      after === undefined ? "" : ` AND (at < ${after.at} OR ${id} < ${this.#engine.text(keyOf(after.id).key)})`;
    const found: Transaction[] = [];
    // Nearly always the last dates have them: no database need sort years for a page.
    for (const stretch of this.#stretches(state, interval, WIDER)) {
      const where = this.#where(state, stretch);
      if (where === undefined) continue;
      const order = `ORDER BY at DESC, ${id} DESC LIMIT ${limit - found.length}`;
      const sql = `SELECT ${ROW_COLUMNS} FROM transactions WHERE ${where}${condition}${page} ${order}`;
      found.push(...(await this.#transactions(sql, signal)));
      if (found.length >= limit) break;
    }
    return found;
  }

  async rows(
    accountId: string,
    period: Period,
    filter: TransactionFilter,
    { column, direction }: TransactionSort,
    first: number,
    count: number,
  ): Promise<readonly Transaction[]> {
    const where = await this.#whereRows(await this.#state(accountId), this.#interval(period), filter);
    if (where === undefined) return [];
    const way = direction === "ascending" ? "ASC" : "DESC";
    const isText = column === "product" || column === "message";
    const byTime = (of: string): string => `at ${of}, ${this.#engine.byBytes("id")} ${of}`;
    const order =
      column === "at" ? byTime(way) : `${isText ? this.#engine.textOrder(column) : column} ${way}, ${byTime("DESC")}`;
    return this.#transactions(
      `SELECT ${ROW_COLUMNS} FROM transactions WHERE ${where} ORDER BY ${order} LIMIT ${count} OFFSET ${first}`,
    );
  }

  async openRows(accountId: string, period: Period, filter: TransactionFilter): Promise<HeldTransactions> {
    const state = await this.#state(accountId);
    const interval = this.#interval(period);
    const condition = await this.#conditionOf(state, interval, filter);
    const where = condition === undefined ? undefined : this.#where(state, interval);
    const totals: RowCount = where === undefined ? NOTHING : await this.#sumOf(`${where}${condition}`);
    const stretches = where === undefined ? [] : this.#stretches(state, interval);
    const order = `ORDER BY at DESC, ${this.#engine.byBytes("id")} DESC`;
    let waiting: readonly Transaction[] = [];
    let given = 0;
    return {
      totals,
      next: async (limit) => {
        while (waiting.length === 0 && stretches.length > 0) {
          const of = this.#where(state, stretches.shift() ?? interval);
          if (of === undefined) continue;
          waiting = await this.#transactions(
            `SELECT ${ROW_COLUMNS} FROM transactions WHERE ${of}${condition} ${order}`,
          );
        }
        const page = waiting.slice(0, limit);
        waiting = waiting.slice(limit);
        given += page.length;
        // Who reads for longer than replaced rows are kept must not take a part for the whole.
        if (page.length === 0 && given !== totals.calls) throw goneProblem(totals.calls, given);
        return page;
      },
      close: async () => undefined,
    };
  }

  async countBetween(accountId: string, instants: readonly Micros[]): Promise<readonly RowCount[]> {
    const state = await this.#state(accountId);
    const counts = instants.slice(1).map(() => ({ calls: 0, charge: 0 }));
    const [from = 0, to = 0] = [instants[0], instants.at(-1)];
    const where = this.#where(state, { from, to });
    if (where === undefined) return counts;
    if (instants.some((at) => at % QUARTER !== 0)) {
      return Promise.all(
        counts.map(async (none, index) => {
          const of = this.#where(state, { from: instants[index] ?? 0, to: instants[index + 1] ?? 0 });
          return of === undefined ? none : this.#sumOf(of);
        }),
      );
    }
    const start = `at - at % ${QUARTER}`;
    const rows = await this.#engine.rows(
      `SELECT ${start}, count(*), sum(charge) FROM transactions WHERE ${where} GROUP BY ${start} ORDER BY 1`,
    );
    let index = 0;
    for (const [at, calls, charge] of rows) {
      while (Number(at) >= (instants[index + 1] ?? Number.POSITIVE_INFINITY)) index++;
      const count = counts[index];
      if (count === undefined) break;
      count.calls += Number(calls);
      count.charge += Number(charge);
    }
    return counts;
  }

  async check(accountId: string): Promise<LedgerCheck> {
    const state = await this.#state(accountId);
    const where = this.#where(state, ALL_TIME, "dates");
    if (where === undefined) return { bytes: 0, rows: 0, damage: [], differingDays: [] };
    const sums = "count(*), sum(charge) FROM transactions";
    const byDate = await this.#engine.rows(`SELECT day, ${sums} WHERE ${where} GROUP BY day`);
    const byHour = await this.#engine.rows(`SELECT local_hour, ${sums} WHERE ${where} GROUP BY local_hour`);
    const totals = await this.#engine.rows(
      `SELECT local_day, sum(calls), sum(charge) FROM day_totals WHERE ${where} GROUP BY local_day`,
    );
    const there = new Map(byDate.map(([day, ...rest]) => [Number(day), rest.join(" ")]));
    const damage = state.pointers
      .filter(({ number, rows, charge }) => rows > 0 && there.get(number) !== `${rows} ${charge}`)
      .map(({ day, rows }) => `${day}: the team's database holds other rows than the ${rows} that were published`);
    const days = new Map<number, { calls: number; charge: number }>();
    const add = (day: number, calls: number, charge: number): void => {
      const sum = days.get(day) ?? { calls: 0, charge: 0 };
      days.set(day, { calls: sum.calls + calls, charge: sum.charge + charge });
    };
    for (const [hour, calls, charge] of byHour) add(Math.floor(Number(hour) / 24), Number(calls), Number(charge));
    for (const [day, calls, charge] of totals) add(Number(day), -Number(calls), -Number(charge));
    return {
      bytes: 0,
      rows: byDate.reduce((sum, [, rows]) => sum + Number(rows), 0),
      damage,
      differingDays: [...days]
        .filter(([, { calls, charge }]) => calls !== 0 || charge !== 0)
        .map(([day]) => dayFromNumber(day))
        .sort(compareText),
    };
  }

  async find(accountId: string, idPart: string, limit: number, signal: AbortSignal): Promise<readonly Transaction[]> {
    const bare = idPart.replaceAll("-", "").trim().toLowerCase();
    if (bare === "") return [];
    const state = await this.#state(accountId);
    const where = this.#where(state, ALL_TIME);
    if (where === undefined) return [];
    const order = `ORDER BY at DESC, ${this.#engine.byBytes("id")} DESC LIMIT ${limit}`;
    const found = async (has: string): Promise<readonly Transaction[]> =>
      this.#transactions(`SELECT ${ROW_COLUMNS} FROM transactions WHERE ${where} AND ${has} ${order}`, signal);
    if (isPartOfId(bare) && !(await this.#hasForeignIds(state))) {
      return found(isWholeId(bare) ? this.#isId(bare) : this.#hasPart(bare));
    }
    if (!isWholeId(bare)) return found(this.#hasId(bare));
    // Two questions: an index is of no use to one that asks for either.
    const both = await Promise.all([found(this.#isId(bare)), found(this.#hasForeignId(bare))]);
    const newestFirst = both.flat().sort((a, b) => b.at - a.at || compareText(keyOf(b.id).key, keyOf(a.id).key));
    return newestFirst.slice(0, limit);
  }

  async #countIn(accountId: string, interval: Interval, filter: TransactionFilter): Promise<number> {
    const where = await this.#whereRows(await this.#state(accountId), interval, filter);
    if (where === undefined) return 0;
    const [[count = "0"] = []] = await this.#engine.rows(`SELECT count(*) FROM transactions WHERE ${where}`);
    return Number(count);
  }

  async #sumOf(where: string): Promise<RowCount> {
    const sql = `SELECT count(*), coalesce(sum(charge), 0) FROM transactions WHERE ${where}`;
    const [[calls, charge] = []] = await this.#engine.rows(sql);
    return { calls: Number(calls), charge: Number(charge) };
  }

  /** An interval in pieces of about {@link ROWS_AT_ONCE} rows, or so many times more each, the newest first: dates are never cut. */
  #stretches({ pointers }: State, { from, to }: Interval, wider = 1): Interval[] {
    const stretches: { from: Micros; to: Micros }[] = [];
    let most = ROWS_AT_ONCE / wider;
    let waiting = Number.POSITIVE_INFINITY;
    for (const { number, rows } of pointers.toReversed()) {
      const date = { from: number * MICROS_PER_DAY, to: (number + 1) * MICROS_PER_DAY };
      if (rows === 0 || date.to <= from || date.from >= to) continue;
      const last = stretches.at(-1);
      if (last === undefined || waiting + rows > most) {
        stretches.push({ from: Math.max(from, date.from), to: Math.min(to, date.to) });
        waiting = rows;
        most *= wider;
      } else {
        last.from = Math.max(from, date.from);
        waiting += rows;
      }
    }
    return stretches;
  }

  /** As it is now, or was a moment ago; pointers are asked for anew only when something has been published. */
  async #state(account: string): Promise<State> {
    const known = this.#states.get(account);
    const { ms, clock } = this.#holding;
    const age = known === undefined ? ms : clock() - known.askedAt;
    return known !== undefined && age >= 0 && age < ms ? known : this.#newState(account);
  }

  /** Questions of one moment, as those of a screen, ask once what has been published. */
  async #newState(account: string): Promise<State> {
    const waiting = this.#toAsk.get(account);
    if (waiting !== undefined) return waiting;
    const asked = Promise.resolve().then(async () => {
      this.#toAsk.delete(account);
      return this.#askState(account);
    });
    this.#toAsk.set(account, asked);
    return asked;
  }

  async #askState(account: string): Promise<State> {
    const askedAt = this.#holding.clock();
    const revision = await this.revision(account);
    const known = this.#states.get(account);
    if (known?.revision === revision) {
      const same = { ...known, askedAt };
      this.#states.set(account, same);
      return same;
    }
    const of = `account = ${this.#engine.text(account)}`;
    const columns = "day, load, rows, charge";
    const rows = await this.#engine.rows(`${newestOf("published", "day", columns, of)} ORDER BY day`);
    const pointers = rows.map(([day, load, count, charge]) => ({
      number: Number(day),
      day: dayFromNumber(Number(day)),
      load: Number(load),
      rows: Number(count),
      charge: Number(charge),
    }));
    const state = { account, revision, askedAt, pointers };
    this.#states.set(account, state);
    return state;
  }

  #interval(period: Period | undefined): Interval {
    return period === undefined ? ALL_TIME : intervalOf(period, this.#zone);
  }

  /** The rows of a state in an interval, or all that belongs to the dates that it touches; undefined where there are none. */
  #where({ account, pointers }: State, { from, to }: Interval, what: "rows" | "dates" = "rows"): string | undefined {
    if (from >= to) return undefined;
    const [first, last] = [Math.floor(from / MICROS_PER_DAY), Math.floor((to - 1) / MICROS_PER_DAY)];
    const touched = pointers.filter(({ number, rows }) => number >= first && number <= last && rows > 0);
    const [oldest, newest] = [touched[0], touched.at(-1)];
    if (oldest === undefined || newest === undefined) return undefined;
    const parts = [
      `account = ${this.#engine.text(account)}`,
      `day BETWEEN ${oldest.number} AND ${newest.number}`,
      this.#engine.isLoadOfDay(touched),
    ];
    if (what === "rows" && from > oldest.number * MICROS_PER_DAY) parts.push(`at >= ${from}`);
    if (what === "rows" && to < (newest.number + 1) * MICROS_PER_DAY) parts.push(`at < ${to}`);
    return parts.join(" AND ");
  }

  /** The rows of a state in an interval under a filter; undefined where there can be none. */
  async #whereRows(state: State, interval: Interval, filter: TransactionFilter): Promise<string | undefined> {
    const condition = await this.#conditionOf(state, interval, filter);
    return condition === undefined ? undefined : `${this.#where(state, interval)}${condition}`;
  }

  /** What a filter adds to a condition on rows of an interval: nothing, or " AND …"; undefined where none can pass. */
  async #conditionOf(state: State, interval: Interval, filter: TransactionFilter): Promise<string | undefined> {
    const where = this.#where(state, interval);
    if (where === undefined) return undefined;
    const parts: string[] = [];
    const { charged, minCharge, maxCharge, weekdays, hours, products, outcomes, statuses, messages } = filter;
    const text = filter.text?.trim().toLowerCase() ?? "";
    if (charged !== undefined) parts.push(charged ? "charge <> 0" : "charge = 0");
    if (minCharge !== undefined) parts.push(`charge >= ${Math.ceil(minCharge)}`);
    if (maxCharge !== undefined) parts.push(`charge <= ${Math.floor(maxCharge)}`);
    if (weekdays !== undefined)
      parts.push(
        listed(
          HOUR_OF_WEEK,
          weekdays.flatMap((day) => Array.from({ length: 24 }, (_, hour) => day * 24 + hour)),
        ),
      );
    if (hours !== undefined) parts.push(listed("((local_hour % 24) + 24) % 24", hours));
    if (products ?? outcomes ?? statuses ?? messages ?? (text === "" ? undefined : text)) {
      const kinds = await this.#kindsIn(state, interval);
      const passes = kinds.passing(filter);
      const all = [...kinds.all()];
      const passing = all.filter(({ kind }) => passes(kind));
      if (passing.length === 0) return undefined;
      if (passing.length < all.length) parts.push(this.#ofKinds(passing));
      if (text !== "") {
        const matching = passing.filter(({ message }) => message.toLowerCase().includes(text));
        const conditions = matching.length === 0 ? [] : [this.#ofKinds(matching)];
        if (await this.#canBeInIds(where, text)) conditions.push(this.#hasId(text.replaceAll("-", "")));
        if (conditions.length === 0) return undefined;
        parts.push(`(${conditions.join(" OR ")})`);
      }
    }
    return parts.map((part) => ` AND ${part}`).join("");
  }

  #ofKinds(kinds: readonly { readonly product: string; readonly status: number; readonly message: string }[]): string {
    const { text } = this.#engine;
    const tuples = kinds.map(({ product, status, message }) => `(${text(product)}, ${status}, ${text(message)})`);
    return `(${KIND_COLUMNS}) IN (${tuples.join(", ")})`;
  }

  /** At least those of the rows in an interval: from the sums, which are few. */
  async #kindsIn(state: State, interval: Interval): Promise<TeamKinds> {
    const kinds = new TeamKinds(this.#words);
    const where = this.#where(state, interval, "dates");
    if (where === undefined) return kinds;
    const rows = await this.#engine.rows(`SELECT DISTINCT ${KIND_COLUMNS} FROM day_totals WHERE ${where}`);
    for (const [product = "", status, message = ""] of rows) kinds.numberOf(product, Number(status), message);
    return kinds;
  }

  /** As in a ledger: a word that is no part of a UUID is looked for in ids only where there are ids of another form. */
  async #canBeInIds(where: string, text: string): Promise<boolean> {
    const bare = text.replaceAll("-", "");
    if (bare.length < LEAST_ID_PART) return false;
    if (/^[0-9a-f]{1,32}$/.test(bare)) return true;
    const rows = await this.#engine.rows(`SELECT 1 FROM transactions WHERE ${where} AND foreign_id <> '' LIMIT 1`);
    return rows.length > 0;
  }

  #hasId(bare: string): string {
    const foreign = this.#hasForeignId(bare);
    if (!isPartOfId(bare)) return foreign;
    return `(${isWholeId(bare) ? this.#isId(bare) : this.#hasPart(bare)} OR ${foreign})`;
  }

  #hasPart(bare: string): string {
    const { text, contains, idDigits } = this.#engine;
    return `(foreign_id = '' AND ${contains(idDigits("id"), text(bare))})`;
  }

  /** Whether an account has ids that are no UUIDs, which hardly any has: asked once for each state. */
  async #hasForeignIds({ account, pointers }: State): Promise<boolean> {
    let asked = this.#foreignIds.get(pointers);
    if (asked === undefined) {
      const of = `account = ${this.#engine.text(account)} AND foreign_id <> ''`;
      asked = this.#engine.rows(`SELECT 1 FROM transactions WHERE ${of} LIMIT 1`).then(({ length }) => length > 0);
      this.#foreignIds.set(pointers, asked);
      asked.catch(() => this.#foreignIds.delete(pointers));
    }
    return asked;
  }

  #isId(bare: string): string {
    return `(foreign_id = '' AND id = ${this.#engine.text(keyOf(bare).key)})`;
  }

  #hasForeignId(bare: string): string {
    const { text, contains, lower } = this.#engine;
    return `(foreign_id <> '' AND ${contains(`replace(${lower("foreign_id")}, '-', '')`, text(bare))})`;
  }

  /** Takes the rows whose ids begin in one of the ways that rules know out of what was counted whole. */
  async #moveKnownIds(
    state: State,
    interval: Interval,
    filter: TransactionFilter,
    kinds: TeamKinds,
    count: LabelCount,
  ): Promise<void> {
    const where = await this.#whereRows(state, interval, filter);
    if (where === undefined) return;
    const conditions = count.prefixes.map((prefix) => this.#beginsWith(prefix));
    const cases = conditions.map((condition, place) => `WHEN ${condition} THEN ${place}`);
    const rows = await this.#engine.rows(
      `SELECT prefix, ${KIND_COLUMNS}, count(*), sum(charge), sum(CASE WHEN charge > 0 THEN 1 ELSE 0 END),
       sum(CASE WHEN charge > 0 THEN charge ELSE 0 END) FROM (SELECT ${KIND_COLUMNS}, charge, CASE ${cases.join(" ")} ELSE -1 END AS prefix
       FROM transactions WHERE ${where}) marked WHERE prefix >= 0 GROUP BY prefix, ${KIND_COLUMNS}`,
    );
    for (const [prefix, product = "", status, message = "", ...sums] of rows) {
      const [calls = 0, charge = 0, chargedCalls = 0, charged = 0] = sums.map(Number);
      const kind = kinds.numberOf(product, Number(status), message);
      count.move(kind, Number(prefix), calls, charge, chargedCalls, charged);
    }
  }

  #beginsWith(prefix: string): string {
    const { text, idText, lower } = this.#engine;
    const foreign = `(foreign_id <> '' AND position(${text(prefix)} IN replace(${lower("foreign_id")}, '-', '')) = 1)`;
    if (!/^[0-9a-f]{1,32}$/.test(prefix)) return foreign;
    // With the dashes that an id has by then, so that none need be taken out of any id.
    const begin = uuidText(prefix);
    return `((foreign_id = '' AND substring(${idText("id")}, 1, ${begin.length}) = ${text(begin)}) OR ${foreign})`;
  }

  async #transactions(sql: string, signal?: AbortSignal): Promise<readonly Transaction[]> {
    const rows = await this.#engine.rows(sql, signal);
    return mapped(rows, ([at, id = "", foreign = "", product = "", status, message = "", charge]) => ({
      id: foreign === "" ? id : foreign,
      at: Number(at),
      product,
      status: Number(status),
      message,
      charge: Number(charge),
    }));
  }

  async #cellsOfTotals(
    state: State,
    { filter, heat, ...asked }: SumsWish & { readonly filter: TransactionFilter; readonly heat: SummaryWish["heat"] },
    kinds: TeamKinds,
  ): Promise<Cells> {
    const { products, outcomes, statuses, messages } = filter;
    if ((outcomes ?? statuses ?? messages) === undefined) {
      const under = products === undefined ? "" : ` AND ${this.#isProduct(products)}`;
      const [days, hours] = await Promise.all([
        this.#dayCells(state, asked, kinds, products),
        heat === "leftOut" ? [] : this.#hourCells(state, asked.period, "product_hours", under),
      ]);
      return { days, hours };
    }
    const days = await this.#dayCells(state, asked, kinds, products);
    const passes = kinds.passing(filter);
    const all = [...kinds.all()];
    const passing = all.filter(({ kind }) => passes(kind));
    if (passing.length === 0) return NO_CELLS;
    if (heat === "leftOut") return { days, hours: [] };
    const under = passing.length === all.length ? "" : ` AND ${this.#ofKinds(passing)}`;
    return { days, hours: await this.#hourCells(state, asked.period, "hour_totals", under) };
  }

  /** By kind and by bucket of a division, which is summed up where the rows are; at least those of the products. */
  async #dayCells(
    state: State,
    { period, division }: SumsWish,
    kinds: TeamKinds,
    products?: readonly string[],
  ): Promise<Cells["days"]> {
    const dates = this.#where(state, intervalOf(period, this.#zone), "dates");
    if (dates === undefined) return [];
    const where = `${dates} AND local_day BETWEEN ${dayNumber(period.since)} AND ${dayNumber(period.until)}`;
    const bucket = startOfBucket(period, division);
    const all = this.#dayQuestion(where, bucket);
    // A screen under a filter asks at one moment for the whole and for what passes: then it is one question.
    const groups =
      products === undefined || this.#asked.has(all)
        ? await this.#askOnce(all)
        : await this.#kindDays(this.#dayQuestion(`${where} AND ${this.#isProduct(products)}`, bucket));
    const found: Cells["days"][number][] = [];
    const slices = new Slices();
    for (const { product, status, message, numbers } of groups) {
      const kind = kinds.numberOf(product, status, message);
      const number = (at: number): number => numbers[at] ?? 0;
      for (let at = 0; at < numbers.length; at += 5) {
        found.push({
          day: number(at),
          kind,
          calls: number(at + 1),
          charge: number(at + 2),
          chargedCalls: number(at + 3),
          charged: number(at + 4),
        });
      }
      await slices.give();
    }
    return found;
  }

  async #kindDays(sql: string): Promise<readonly KindDays[]> {
    const found: KindDays[] = [];
    const slices = new Slices();
    for (const [product = "", status, message = "", text = ""] of await this.#engine.rows(sql)) {
      found.push({ product, status: Number(status), message, numbers: integersIn(text) });
      // One kind has a year of sums.
      await slices.give();
    }
    return found;
  }

  #dayQuestion(where: string, bucket: string): string {
    const sums = "sum(calls) AS n, sum(charge) AS c, sum(charged_calls) AS charged_n, sum(charged) AS charged_c";
    const cells = `SELECT ${bucket} AS bucket, ${KIND_COLUMNS}, ${sums} FROM day_totals WHERE ${where} GROUP BY 1, ${KIND_COLUMNS}`;
    // A day of the zone has cells of two UTC dates at most: adding them up there costs more than it saves.
    const [from, columns] =
      bucket === "local_day"
        ? [`day_totals WHERE ${where}`, ["local_day", "calls", "charge", "charged_calls", "charged"]]
        : [`(${cells}) AS cells`, ["bucket", "n", "c", "charged_n", "charged_c"]];
    // What calls say is long, and comes once so.
    return `SELECT ${KIND_COLUMNS}, ${this.#engine.packed(columns)} FROM ${from} GROUP BY ${KIND_COLUMNS}`;
  }

  #isProduct(products: readonly string[]): string {
    return products.length === 0 ? "1 = 0" : `product IN (${products.map(this.#engine.text).join(", ")})`;
  }

  async #askOnce(sql: string): Promise<readonly KindDays[]> {
    let asked = this.#asked.get(sql);
    if (asked === undefined) {
      asked = this.#kindDays(sql).finally(() => this.#asked.delete(sql));
      this.#asked.set(sql, asked);
    }
    return asked;
  }

  /** By hour of the week; `under`: nothing, or " AND …" on what the table tells apart. */
  async #hourCells(
    state: State,
    period: Period,
    table: "product_hours" | "hour_totals",
    under: string,
  ): Promise<Cells["hours"]> {
    const where = this.#where(state, intervalOf(period, this.#zone), "dates");
    if (where === undefined) return [];
    const hours = `local_hour BETWEEN ${dayNumber(period.since) * 24} AND ${dayNumber(period.until) * 24 + 23}`;
    const rows = await this.#engine.rows(
      `SELECT ${HOUR_OF_WEEK}, sum(calls), sum(charge) FROM ${table} WHERE ${where} AND ${hours}${under} GROUP BY 1`,
    );
    return rows.map(([hour, calls, charge]) => ({ hour: Number(hour), calls: Number(calls), charge: Number(charge) }));
  }

  async #cellsOfRows(state: State, interval: Interval, filter: TransactionFilter, kinds: TeamKinds): Promise<Cells> {
    const where = await this.#whereRows(state, interval, filter);
    if (where === undefined) return NO_CELLS;
    const rows = await this.#engine.rows(
      `SELECT local_hour, ${KIND_COLUMNS}, count(*), sum(charge), sum(CASE WHEN charge > 0 THEN 1 ELSE 0 END),
       sum(CASE WHEN charge > 0 THEN charge ELSE 0 END) FROM transactions WHERE ${where} GROUP BY local_hour, ${KIND_COLUMNS}`,
    );
    const cells = await mapped(
      rows,
      ([hour, product = "", status, message = "", calls, charge, chargedCalls, charged]) => ({
        day: Math.floor(Number(hour) / 24),
        hour: (((Number(hour) + 72) % 168) + 168) % 168,
        kind: kinds.numberOf(product, Number(status), message),
        calls: Number(calls),
        charge: Number(charge),
        chargedCalls: Number(chargedCalls),
        charged: Number(charged),
      }),
    );
    return { days: cells, hours: cells };
  }
}

function isPartOfId(bare: string): boolean {
  return /^[0-9a-f]{1,32}$/.test(bare);
}

function isWholeId(bare: string): boolean {
  return isPartOfId(bare) && bare.length === 32;
}

const NOTHING: RowCount = { calls: 0, charge: 0 };

function goneProblem(published: number, given: number): ProblemError {
  const detail = `the team's database gave ${given} of ${published} rows: they have been replaced meanwhile`;
  return new ProblemError({ kind: "unexpectedAnswer", detail });
}

/** Makes something of each row, in slices. */
async function mapped<T>(
  rows: readonly (readonly string[])[],
  make: (row: readonly string[]) => T,
): Promise<readonly T[]> {
  const made: T[] = [];
  await new Slices().each(rows, (row) => made.push(make(row)));
  return made;
}

/** The beginning of a UUID as it is written. */
function uuidText(digits: string): string {
  const groups = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ];
  return groups.filter((group) => group !== "").join("-");
}

/**
 * What the highest load says of each key. It reads its table once: an engine without snapshots that read it twice could know of a load in
 * one place and not in the other, and then there would be nothing of that key.
 */
function newestOf(table: "published" | "covered" | "labels", key: string, columns: string, where = "1 = 1"): string {
  const loads = `SELECT *, max(load) OVER (PARTITION BY ${key}) AS newest FROM ${table} WHERE ${where}`;
  return `SELECT DISTINCT ${columns} FROM (${loads}) n WHERE load = newest`;
}

function listed(expression: string, values: readonly number[]): string {
  return values.length === 0 ? "1 = 0" : `${expression} IN (${values.join(", ")})`;
}

const ALL_TIME: Interval = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER };

/** What one kind has by bucket. */
interface KindDays {
  readonly product: string;
  readonly status: number;
  readonly message: string;
  /** Five a bucket: its day, calls, charge, charged calls and what these were charged. */
  readonly numbers: readonly number[];
}

interface Cells {
  readonly days: readonly {
    readonly day: number;
    readonly kind: number;
    readonly calls: number;
    readonly charge: Money;
    readonly chargedCalls: number;
    readonly charged: Money;
  }[];
  /** By hour of the week, 0 on Monday; of calls that pass. */
  readonly hours: readonly {
    readonly hour: number;
    readonly calls: number;
    readonly charge: Money;
  }[];
}

const NO_CELLS: Cells = { days: [], hours: [] };

interface SumsWish {
  readonly period: Period;
  readonly division: Division;
}

/** An expression: a day of the bucket of a division in which `local_day` falls, the same for all its days. */
function startOfBucket({ since, until }: Period, division: Division): string {
  if (division === "day") return "local_day";
  if (division === "week") return `local_day - ((local_day + ${MONDAY}) % 7 + 7) % 7`;
  const startOf = bucketStartNumber(division);
  const starts: number[] = [];
  for (let day = dayNumber(since); day <= dayNumber(until); day++) {
    const start = startOf(day);
    if (start !== starts.at(-1)) starts.push(start);
  }
  if (starts.length > MOST_STARTS) return "local_day";
  const [last = 0, ...earlier] = starts.toReversed();
  if (earlier.length === 0) return String(last);
  const cases = earlier.toReversed().map((start, index) => `WHEN local_day < ${starts[index + 1]} THEN ${start}`);
  return `CASE ${cases.join(" ")} ELSE ${last} END`;
}
