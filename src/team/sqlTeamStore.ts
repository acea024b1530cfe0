import { randomUUID } from "node:crypto";
import type { Account, BalanceReading } from "../domain/account.ts";
import { type Day, dayNumber } from "../domain/day.ts";
import { millisOf } from "../domain/epoch.ts";
import { ProblemError } from "../domain/problem.ts";
import type { CoverageDay } from "../domain/report.ts";
import type { PublishedDate, TeamIdentity, TeamLoad, TeamPublishing, TeamSetup } from "../domain/teamStore.ts";
import type { Transaction } from "../domain/transaction.ts";
import { ZoneClock } from "../domain/zoneClock.ts";
import { lineOfValues, type Table, type TeamEngine } from "./engine.ts";
import { teamIdentity } from "./teamIdentity.ts";
import { writtenLines } from "./teamRows.ts";
import {
  BALANCES,
  CLAIMS,
  COVERED,
  DAY_TOTALS,
  HOUR_TOTALS,
  LABELS,
  LOADS,
  OF_ACCOUNTS,
  OF_LOADS,
  PRODUCT_HOURS,
  PUBLISHED,
  TABLES,
  TEAM,
  TEAM_VERSION,
  TRANSACTIONS,
} from "./teamTables.ts";

const MICROS_PER_HOUR = 3_600_000_000;
/** A publication that has not been seen for so long will not be. */
const UNFINISHED_MICROS = 24 * MICROS_PER_HOUR;
/** The wallet's pace is that of the last weeks. */
const BALANCES_MS = 400 * 86_400_000;
const LINES_AT_ONCE = 50_000;
/** ClickHouse takes rows of 100 months at once. */
const MONTHS_AT_ONCE = 60;
const KEYS_AT_ONCE = 500;
const BEGIN_TRIES = 20;

/** Sets a team's database up and publishes to it, whichever engine it is. */
export class SqlTeamWriter implements TeamSetup, TeamPublishing {
  readonly #engine: TeamEngine;
  readonly #readersMicros: number;

  /** `readersMicros`: how long whoever still reads what has been replaced has to come to an end. */
  constructor(engine: TeamEngine, readersMicros = MICROS_PER_HOUR) {
    this.#engine = engine;
    this.#readersMicros = readersMicros;
  }

  async identity(): Promise<TeamIdentity | undefined> {
    return teamIdentity(this.#engine);
  }

  setupStatements(grants: "withGrants" | "tablesOnly"): readonly string[] {
    const tables = TABLES.flatMap((table) => this.#engine.createTable(table));
    const all = [...tables, ...this.#engine.views()];
    return grants === "withGrants" ? [...all, ...this.#engine.grants(OF_ACCOUNTS)] : all;
  }

  async setUp(zone: string): Promise<TeamIdentity> {
    const known = await this.identity();
    if (known !== undefined && known.version > TEAM_VERSION) throw newerProblem(known);
    for (const statement of this.setupStatements("tablesOnly")) await this.#engine.run(statement);
    if (known !== undefined) return known;
    await this.#engine.insert(TEAM, [lineOfValues([randomUUID(), TEAM_VERSION, zone])]);
    const made = await this.identity();
    if (made === undefined) throw new ProblemError({ kind: "unexpectedAnswer", detail: "the team's table is empty" });
    return made;
  }

  async beginLoad(account: Account, collector: string): Promise<TeamLoad> {
    const identity = await this.identity();
    if (identity === undefined) throw notSetUpProblem();
    if (identity.version > TEAM_VERSION) throw newerProblem(identity);
    const { text, nowMicros } = this.#engine;
    const ofAccount = `account = ${text(account.id)}`;
    for (let tries = 0; tries < BEGIN_TRIES; tries++) {
      const [[now = "0", last = "0"] = []] = await this.#engine.rows(
        `SELECT ${nowMicros}, coalesce(max(load), 0) FROM loads WHERE ${ofAccount}`,
      );
      const number = Math.max(Number(now), Number(last) + 1);
      await this.#engine.insert(LOADS, [lineOfValues([account.id, number, collector, randomUUID()])]);
      // Whoever has taken the same number at the same moment finds that out too, and both take another one.
      const [[count = "0"] = []] = await this.#engine.rows(
        `SELECT count(*) FROM loads WHERE ${ofAccount} AND load = ${number}`,
      );
      if (count === "1") return new SqlLoad(this.#engine, account, collector, number, new ZoneClock(identity.zone));
    }
    throw new ProblemError({ kind: "unexpectedAnswer", detail: "no number for a publication was free" });
  }

  async addBalances(accountId: string, readings: readonly BalanceReading[]): Promise<void> {
    const lines = readings.map(({ at, balance }) => lineOfValues([accountId, at, balance]));
    await this.#engine.insert(BALANCES, lines);
  }

  async cleanUp(): Promise<number> {
    const { nowMicros } = this.#engine;
    const [[nowText = "0"] = []] = await this.#engine.rows(`SELECT ${nowMicros}`);
    const now = Number(nowText);
    const superseded = (table: string, readAt: string): Promise<readonly (readonly string[])[]> =>
      this.#engine.rows(
        `SELECT account, day, load FROM (SELECT account, day, load,
         max(CASE WHEN ${readAt} < ${now - this.#readersMicros} THEN load ELSE 0 END) OVER (PARTITION BY account, day) AS newest FROM ${table}) o WHERE load < newest`,
      );
    const replaced = await superseded("published", "at");
    // The pointers last: what is cut short is found again.
    for (const table of [...OF_LOADS, PUBLISHED]) {
      await this.#removeKeys(table, "account, day, load", replaced);
    }
    await this.#removeKeys(COVERED, "account, day, load", await superseded("covered", "load"));
    const unfinished = await this.#engine.rows(
      `SELECT account, load FROM loads WHERE load < ${now - UNFINISHED_MICROS}
       AND (account, load) NOT IN (SELECT account, load FROM published)
       AND (account, load) NOT IN (SELECT account, max(load) FROM loads GROUP BY account)`,
    );
    for (const table of [...OF_LOADS, LOADS]) {
      await this.#removeKeys(table, "account, load", unfinished);
    }
    await this.#engine.remove(CLAIMS, `until < ${now - UNFINISHED_MICROS}`);
    const old = `at < ${Math.floor(millisOf(now)) - BALANCES_MS}`;
    const [first] = await this.#engine.rows(`SELECT 1 FROM balances WHERE ${old} LIMIT 1`);
    if (first !== undefined) await this.#engine.remove(BALANCES, old);
    return new Set([...replaced.map(([account, , load]) => `${account} ${load}`), ...unfinished.map(String)]).size;
  }

  async #removeKeys(table: Table, columns: string, keys: readonly (readonly string[])[]): Promise<void> {
    for (let from = 0; from < keys.length; from += KEYS_AT_ONCE) {
      const some = keys
        .slice(from, from + KEYS_AT_ONCE)
        .map(([account = "", ...numbers]) => `(${[this.#engine.text(account), ...numbers].join(", ")})`);
      await this.#engine.remove(table, `(${columns}) IN (${some.join(", ")})`);
    }
  }
}

class SqlLoad implements TeamLoad {
  readonly number: number;
  readonly #engine: TeamEngine;
  readonly #account: Account;
  readonly #collector: string;
  readonly #clock: ZoneClock;
  #waiting = new Map<Table, string[]>();
  #waitingMonths = new Set<string>();

  constructor(engine: TeamEngine, account: Account, collector: string, number: number, clock: ZoneClock) {
    this.#engine = engine;
    this.#account = account;
    this.#collector = collector;
    this.number = number;
    this.#clock = clock;
  }

  async write(day: Day, rows: readonly Transaction[]): Promise<void> {
    for (let from = 0; from < rows.length; from += LINES_AT_ONCE) {
      const lines = writtenLines(
        this.#account.id,
        this.number,
        day,
        rows.slice(from, from + LINES_AT_ONCE),
        this.#clock,
      );
      this.#wait(TRANSACTIONS, lines.transactions);
      this.#wait(DAY_TOTALS, lines.dayTotals);
      this.#wait(HOUR_TOTALS, lines.hourTotals);
      this.#wait(PRODUCT_HOURS, lines.productHours);
      this.#waitingMonths.add(day.slice(0, 7));
      const most = Math.max(...[...this.#waiting.values()].map(({ length }) => length));
      if (most >= LINES_AT_ONCE || this.#waitingMonths.size >= MONTHS_AT_ONCE) await this.flush();
    }
  }

  async commit(replaced: readonly PublishedDate[], covered: readonly CoverageDay[]): Promise<void> {
    await this.flush();
    await this.#check(replaced);
    const { id } = this.#account;
    const [[now = "0"] = []] = await this.#engine.rows(`SELECT ${this.#engine.nowMicros}`);
    await this.#label();
    const pointers = replaced.map(({ day, rows, charge }) =>
      lineOfValues([id, this.number, dayNumber(day), rows, charge, this.#collector, Number(now)]),
    );
    await this.#engine.insert(PUBLISHED, pointers);
    const dates = covered.map(({ day, readAt }) => lineOfValues([id, this.number, dayNumber(day), readAt]));
    await this.#engine.insert(COVERED, dates);
  }

  async isNewest(): Promise<boolean> {
    const sql = `SELECT max(load) FROM loads WHERE account = ${this.#engine.text(this.#account.id)}`;
    const [[newest] = []] = await this.#engine.rows(sql);
    return newest === String(this.number);
  }

  #wait(table: Table, lines: readonly string[]): void {
    const waiting = this.#waiting.get(table) ?? [];
    for (const line of lines) waiting.push(line);
    this.#waiting.set(table, waiting);
  }

  async flush(): Promise<void> {
    for (const [table, lines] of this.#waiting) {
      for (let from = 0; from < lines.length; from += LINES_AT_ONCE * 2) {
        await this.#engine.insert(table, lines.slice(from, from + LINES_AT_ONCE * 2));
      }
    }
    this.#waiting = new Map();
    this.#waitingMonths = new Set();
  }

  /** Throws `ProblemError` (unexpectedAnswer) where something is missing, or there twice. */
  async #check(replaced: readonly PublishedDate[]): Promise<void> {
    const meant = replaced
      .filter(({ rows }) => rows > 0)
      .map(({ day, rows, charge }) => `${dayNumber(day)} ${rows} ${charge}`)
      .sort();
    const mine = `account = ${this.#engine.text(this.#account.id)} AND load = ${this.number}`;
    for (const table of OF_LOADS) {
      const calls = table === TRANSACTIONS ? "count(*)" : "sum(calls)";
      const rows = await this.#engine.rows(
        `SELECT day, ${calls}, sum(charge) FROM ${table.name} WHERE ${mine} GROUP BY day`,
      );
      const found = rows.map((row) => row.join(" ")).sort();
      if (found.join("\n") === meant.join("\n")) continue;
      const detail = `${this.#engine.name} holds in ${table.name} not what was sent (load ${this.number})`;
      throw new ProblemError({ kind: "unexpectedAnswer", detail });
    }
  }

  async #label(): Promise<void> {
    const { id, label } = this.#account;
    const [[known] = []] = await this.#engine.rows(
      `SELECT label FROM labels WHERE account = ${this.#engine.text(id)} ORDER BY load DESC LIMIT 1`,
    );
    if (known !== label) await this.#engine.insert(LABELS, [lineOfValues([id, this.number, label])]);
  }
}

function newerProblem({ version }: TeamIdentity): ProblemError {
  const detail = `the team's database has version ${version}, this program knows ${TEAM_VERSION}`;
  return new ProblemError({ kind: "refused", status: 400, detail });
}

function notSetUpProblem(): ProblemError {
  return new ProblemError({ kind: "refused", status: 400, detail: "the team's database has not been set up" });
}
