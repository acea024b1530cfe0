import { type Day, dayFromNumber, dayNumber } from "../domain/day.ts";
import { LEAST_ID_PART, type TransactionFilter } from "../domain/filter.ts";
import type { Money } from "../domain/money.ts";
import type { OutcomeWords } from "../domain/outcomeWords.ts";
import { unpackSummary } from "../domain/packedSummary.ts";
import { type Interval, intervalOf, type Period } from "../domain/period.ts";
import type { PageKey } from "../domain/ports.ts";
import type { CoverageDay } from "../domain/report.ts";
import type { Division, HourUsage, Summary } from "../domain/summary.ts";
import { SummaryCount } from "../domain/summaryCount.ts";
import type { PublishedDate, TeamAccount, TeamReading } from "../domain/teamStore.ts";
import { compareText } from "../domain/textOrder.ts";
import { MICROS_PER_DAY, type Micros, type Transaction } from "../domain/transaction.ts";
import type { TeamEngine } from "./engine.ts";
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
  readonly pointers: readonly Pointer[];
}

/** 1970 began on a Thursday; before it numbers are negative. */
const HOUR_OF_WEEK = "((local_hour + 72) % 168 + 168) % 168";
const ROW_COLUMNS = "at, id, foreign_id, product, status, message, charge";
const KIND_COLUMNS = "product, status, message";

/** Reads what has been published, in the same words as a ledger. */
export class SqlTeamReader implements TeamReading {
  readonly #engine: TeamEngine;
  readonly #zone: string;
  readonly #words: OutcomeWords;
  readonly #states = new Map<string, State>();

  /** `zone`: the one in which the team's sums are counted. */
  constructor(engine: TeamEngine, zone: string, words: OutcomeWords) {
    this.#engine = engine;
    this.#zone = zone;
    this.#words = words;
  }

  async teamAccounts(): Promise<readonly TeamAccount[]> {
    const rows = await this.#engine.rows(
      `SELECT p.account, count(*), sum(p.rows), sum(p.charge), max(p.at) FROM published p
       JOIN (SELECT account, day, max(load) AS newest FROM published GROUP BY account, day) n
       ON p.account = n.account AND p.day = n.day AND p.load = n.newest GROUP BY p.account ORDER BY p.account`,
    );
    const accounts: TeamAccount[] = [];
    for (const [id = "", dates, count, charge, at] of rows) {
      const ofAccount = `account = ${this.#engine.text(id)} ORDER BY load DESC LIMIT 1`;
      const [[label = id] = []] = await this.#engine.rows(`SELECT label FROM labels WHERE ${ofAccount}`);
      const [[collector = ""] = []] = await this.#engine.rows(`SELECT collector FROM published WHERE ${ofAccount}`);
      const publishedAt = Math.floor(Number(at) / 1_000);
      accounts.push({
        id,
        label,
        dates: Number(dates),
        rows: Number(count),
        charge: Number(charge),
        publishedAt,
        collector,
      });
    }
    return accounts;
  }

  async dates(accountId: string): Promise<readonly PublishedDate[]> {
    const { pointers } = await this.#state(accountId);
    return pointers.map(({ day, rows, charge }) => ({ day, rows, charge }));
  }

  async coverage(accountId: string, since: Day, until: Day): Promise<readonly CoverageDay[]> {
    const of = `account = ${this.#engine.text(accountId)} AND day BETWEEN ${dayNumber(since)} AND ${dayNumber(until)}`;
    const rows = await this.#engine.rows(
      `SELECT c.day, c.read_at FROM covered c JOIN (SELECT day, max(load) AS newest FROM covered WHERE ${of} GROUP BY day) n
       ON c.day = n.day AND c.load = n.newest WHERE c.account = ${this.#engine.text(accountId)} ORDER BY c.day`,
    );
    return rows.map(([day, readAt]) => ({ day: dayFromNumber(Number(day)), readAt: Number(readAt) }));
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
    const [row = []] = await this.#engine.rows(
      `SELECT count(*), coalesce(max(load), 0), coalesce(sum(load % 1000003), 0) FROM published WHERE ${of}`,
    );
    return row.join(" ");
  }

  async summarize(
    accountId: string,
    period: Period,
    division: Division,
    filter: TransactionFilter,
    before: Micros = Number.POSITIVE_INFINITY,
  ): Promise<Summary> {
    const state = await this.#state(accountId);
    const kinds = new TeamKinds(this.#words);
    const interval = intervalOf(period, this.#zone);
    const to = Math.max(interval.from, Math.min(interval.to, before));
    const cells =
      isRowQuestion(filter) || to < interval.to
        ? await this.#cellsOfRows(state, { ...interval, to }, filter, kinds)
        : await this.#cellsOfTotals(state, period, kinds);
    const passes = kinds.passing(filter);
    const count = new SummaryCount(kinds, division);
    for (const { day, kind, calls, charge, chargedCalls, charged } of cells.days) {
      if (passes(kind)) count.addDay(day, kind, calls, charge, chargedCalls, charged);
    }
    for (const { hour, kind, calls, charge } of cells.hours) if (passes(kind)) count.addHour(hour, calls, charge);
    return unpackSummary(count.pack());
  }

  async hourly(accountId: string, period: Period): Promise<readonly HourUsage[]> {
    const where = this.#where(await this.#state(accountId), intervalOf(period, this.#zone), "dates");
    if (where === undefined) return [];
    const hours = `local_hour BETWEEN ${dayNumber(period.since) * 24} AND ${dayNumber(period.until) * 24 + 23}`;
    const rows = await this.#engine.rows(
      `SELECT local_hour, product, sum(calls), sum(charge) FROM hour_totals WHERE ${where} AND ${hours} GROUP BY local_hour, product`,
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
    const where = await this.#whereRows(await this.#state(accountId), interval, filter);
    if (where === undefined) return [];
    const id = this.#engine.byBytes("id");
    const page =
      after === undefined ? "" : ` AND (at < ${after.at} OR ${id} < ${this.#engine.text(keyOf(after.id).key)})`;
    const order = `ORDER BY at DESC, ${id} DESC LIMIT ${limit}`;
    return this.#transactions(`SELECT ${ROW_COLUMNS} FROM transactions WHERE ${where}${page} ${order}`, signal);
  }

  async find(accountId: string, idPart: string, limit: number, signal: AbortSignal): Promise<readonly Transaction[]> {
    const bare = idPart.replaceAll("-", "").trim().toLowerCase();
    const where = bare === "" ? undefined : this.#where(await this.#state(accountId), ALL_TIME);
    if (where === undefined) return [];
    const order = `ORDER BY at DESC, ${this.#engine.byBytes("id")} DESC LIMIT ${limit}`;
    const found = `SELECT ${ROW_COLUMNS} FROM transactions WHERE ${where} AND ${this.#hasId(bare)} ${order}`;
    return this.#transactions(found, signal);
  }

  async #countIn(accountId: string, interval: Interval, filter: TransactionFilter): Promise<number> {
    const where = await this.#whereRows(await this.#state(accountId), interval, filter);
    if (where === undefined) return 0;
    const [[count = "0"] = []] = await this.#engine.rows(`SELECT count(*) FROM transactions WHERE ${where}`);
    return Number(count);
  }

  /** As it is now; asked anew only when something has been published. */
  async #state(account: string): Promise<State> {
    const revision = await this.revision(account);
    const known = this.#states.get(account);
    if (known?.revision === revision) return known;
    const of = `account = ${this.#engine.text(account)}`;
    const rows = await this.#engine.rows(
      `SELECT p.day, p.load, p.rows, p.charge FROM published p JOIN (SELECT day, max(load) AS newest FROM published WHERE ${of} GROUP BY day) n
       ON p.day = n.day AND p.load = n.newest WHERE p.${of} ORDER BY p.day`,
    );
    const pointers = rows.map(([day, load, count, charge]) => ({
      number: Number(day),
      day: dayFromNumber(Number(day)),
      load: Number(load),
      rows: Number(count),
      charge: Number(charge),
    }));
    const state = { account, revision, pointers };
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
    const pairs = touched.map(({ number, load }) => [number, load] as const);
    const parts = [
      `account = ${this.#engine.text(account)}`,
      `day BETWEEN ${oldest.number} AND ${newest.number}`,
      this.#engine.isOneOf("(day, load)", pairs),
    ];
    if (what === "rows" && from > oldest.number * MICROS_PER_DAY) parts.push(`at >= ${from}`);
    if (what === "rows" && to < (newest.number + 1) * MICROS_PER_DAY) parts.push(`at < ${to}`);
    return parts.join(" AND ");
  }

  /** The rows of a state in an interval under a filter; undefined where there can be none. */
  async #whereRows(state: State, interval: Interval, filter: TransactionFilter): Promise<string | undefined> {
    const where = this.#where(state, interval);
    if (where === undefined) return undefined;
    const parts = [where];
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
      const kinds = await this.#kindsUnder(where);
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
    return parts.join(" AND ");
  }

  #ofKinds(kinds: readonly { readonly product: string; readonly status: number; readonly message: string }[]): string {
    const { text } = this.#engine;
    const tuples = kinds.map(({ product, status, message }) => `(${text(product)}, ${status}, ${text(message)})`);
    return `(${KIND_COLUMNS}) IN (${tuples.join(", ")})`;
  }

  async #kindsUnder(where: string): Promise<TeamKinds> {
    const kinds = new TeamKinds(this.#words);
    const rows = await this.#engine.rows(`SELECT DISTINCT ${KIND_COLUMNS} FROM transactions WHERE ${where}`);
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
    const { text, contains, idText, lower } = this.#engine;
    const foreign = `(foreign_id <> '' AND ${contains(`replace(${lower("foreign_id")}, '-', '')`, text(bare))})`;
    if (!/^[0-9a-f]{1,32}$/.test(bare)) return foreign;
    if (bare.length === 32) return `((foreign_id = '' AND id = ${text(keyOf(bare).key)}) OR ${foreign})`;
    return `((foreign_id = '' AND ${contains(`replace(${idText("id")}, '-', '')`, text(bare))}) OR ${foreign})`;
  }

  async #transactions(sql: string, signal?: AbortSignal): Promise<readonly Transaction[]> {
    const rows = await this.#engine.rows(sql, signal);
    return rows.map(([at, id = "", foreign = "", product = "", status, message = "", charge]) => ({
      id: foreign === "" ? id : foreign,
      at: Number(at),
      product,
      status: Number(status),
      message,
      charge: Number(charge),
    }));
  }

  async #cellsOfTotals(state: State, period: Period, kinds: TeamKinds): Promise<Cells> {
    const where = this.#where(state, intervalOf(period, this.#zone), "dates");
    if (where === undefined) return NO_CELLS;
    const [first, last] = [dayNumber(period.since), dayNumber(period.until)];
    const days = await this.#engine.rows(
      `SELECT local_day, ${KIND_COLUMNS}, sum(calls), sum(charge), sum(charged_calls), sum(charged) FROM day_totals
       WHERE ${where} AND local_day BETWEEN ${first} AND ${last} GROUP BY local_day, ${KIND_COLUMNS}`,
    );
    const hours = await this.#engine.rows(
      `SELECT ${HOUR_OF_WEEK}, ${KIND_COLUMNS}, sum(calls), sum(charge) FROM hour_totals
       WHERE ${where} AND local_hour BETWEEN ${first * 24} AND ${last * 24 + 23} GROUP BY 1, ${KIND_COLUMNS}`,
    );
    return {
      days: days.map(([day, product = "", status, message = "", calls, charge, chargedCalls, charged]) => ({
        day: Number(day),
        kind: kinds.numberOf(product, Number(status), message),
        calls: Number(calls),
        charge: Number(charge),
        chargedCalls: Number(chargedCalls),
        charged: Number(charged),
      })),
      hours: hours.map(([hour, product = "", status, message = "", calls, charge]) => ({
        hour: Number(hour),
        kind: kinds.numberOf(product, Number(status), message),
        calls: Number(calls),
        charge: Number(charge),
      })),
    };
  }

  async #cellsOfRows(state: State, interval: Interval, filter: TransactionFilter, kinds: TeamKinds): Promise<Cells> {
    const where = await this.#whereRows(state, interval, filter);
    if (where === undefined) return NO_CELLS;
    const rows = await this.#engine.rows(
      `SELECT local_hour, ${KIND_COLUMNS}, count(*), sum(charge), sum(CASE WHEN charge > 0 THEN 1 ELSE 0 END),
       sum(CASE WHEN charge > 0 THEN charge ELSE 0 END) FROM transactions WHERE ${where} GROUP BY local_hour, ${KIND_COLUMNS}`,
    );
    const cells = rows.map(([hour, product = "", status, message = "", calls, charge, chargedCalls, charged]) => ({
      day: Math.floor(Number(hour) / 24),
      hour: (((Number(hour) + 72) % 168) + 168) % 168,
      kind: kinds.numberOf(product, Number(status), message),
      calls: Number(calls),
      charge: Number(charge),
      chargedCalls: Number(chargedCalls),
      charged: Number(charged),
    }));
    return { days: cells, hours: cells };
  }
}

function listed(expression: string, values: readonly number[]): string {
  return values.length === 0 ? "1 = 0" : `${expression} IN (${values.join(", ")})`;
}

const ALL_TIME: Interval = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER };

interface Cells {
  readonly days: readonly {
    readonly day: number;
    readonly kind: number;
    readonly calls: number;
    readonly charge: Money;
    readonly chargedCalls: number;
    readonly charged: Money;
  }[];
  /** By hour of the week, 0 on Monday. */
  readonly hours: readonly {
    readonly hour: number;
    readonly kind: number;
    readonly calls: number;
    readonly charge: Money;
  }[];
}

const NO_CELLS: Cells = { days: [], hours: [] };
