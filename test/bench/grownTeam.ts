// Teams of any size in ClickHouse, made by the server itself: in the store's own tables, with rows as `enterprise.ts` makes them and every
// sum as a publication fills it.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { addDays, type Day, dayNumber } from "../../src/domain/day.ts";
import { MICROS_PER_DAY } from "../../src/domain/transaction.ts";
import { ZoneClock } from "../../src/domain/zoneClock.ts";
import type { Table, TeamEngine } from "../../src/team/engine.ts";
import type { OpenTeamStore } from "../../src/team/openTeamStore.ts";
import { writtenLines } from "../../src/team/teamRows.ts";
import {
  COVERED,
  DAY_TOTALS,
  HOUR_TOTALS,
  LABELS,
  LOADS,
  PRODUCT_HOURS,
  PUBLISHED,
  TRANSACTIONS,
} from "../../src/team/teamTables.ts";
import { CHARGES, MESSAGES, PRODUCTS } from "./enterprise.ts";

export const ZONE = "Asia/Kolkata";
/** Of India's clock, which has not been changed in these years. */
const ZONE_MICROS = 5.5 * 3_600e6;
const FIRST_LOAD = 1_700_000_000_000_000;

/** Accounts that are alike: so many UTC dates up to `until`, each with so many rows and with a publication of its own. */
export interface GrownTeam {
  readonly database: string;
  readonly accounts: number;
  readonly days: number;
  readonly rowsPerDay: number;
  readonly until: Day;
}

export function grownAccount(n: number): string {
  return `account-${String(n).padStart(2, "0")}`;
}

export function rowsOfTeam({ accounts, days, rowsPerDay }: GrownTeam): number {
  return accounts * days * rowsPerDay;
}

/** Changes with everything that changes the rows; names cached folders. */
export const GROWN_GENERATION = 1;

/** Fills the tables of a database that has been set up. Minutes for 100 million rows; says where it is. */
export async function growTeam(engine: TeamEngine, store: OpenTeamStore, team: GrownTeam): Promise<void> {
  await store.writer.setUp(ZONE);
  for (let n = 0; n < team.accounts; n++) {
    await growAccount(engine, team, grownAccount(n));
    console.log(`${team.database}: ${grownAccount(n)} is there`);
  }
  await merged(engine);
  await compareWithPublished(engine, store, team);
}

async function growAccount(engine: TeamEngine, team: GrownTeam, account: string): Promise<void> {
  const first = dayNumber(addDays(team.until, 1 - team.days));
  const list = (words: readonly (string | number)[]): string =>
    `[${words.map((word) => (typeof word === "number" ? String(word) : engine.text(word))).join(", ")}]`;
  const charges = CHARGES.map((charge) => Math.round(Number(charge) * 10_000));
  await engine.run(
    `INSERT INTO transactions (${columnsOf(TRANSACTIONS)})
     WITH ${first} + intDiv(number, ${team.rowsPerDay}) AS of_day,
       of_day * ${MICROS_PER_DAY} + rand64(1) % ${MICROS_PER_DAY} AS of_at,
       least(rand(2) % ${PRODUCTS.length}, rand(3) % ${PRODUCTS.length}) AS p, least(rand(4) % 5, rand(5) % 8) AS m
     SELECT ${engine.text(account)}, of_day, ${FIRST_LOAD} + of_day * 1000000, of_at, generateUUIDv4(), '', ${list(PRODUCTS)}[p + 1],
       if(m = 4, 422, 200), ${list(MESSAGES)}[m + 1], ${list(charges)}[p % ${charges.length} + 1], intDiv(of_at + ${ZONE_MICROS}, 3600000000)
     FROM numbers(${team.days * team.rowsPerDay})`,
  );
  const of = `FROM transactions WHERE account = ${engine.text(account)}`;
  await engine.run(
    `INSERT INTO day_totals (${columnsOf(DAY_TOTALS)}) SELECT account, day, load, intDiv(local_hour, 24) AS local_day, product, status, message,
       count(), sum(charge), countIf(charge > 0), sumIf(charge, charge > 0) ${of} GROUP BY account, day, load, local_day, product, status, message`,
  );
  await engine.run(
    `INSERT INTO hour_totals (${columnsOf(HOUR_TOTALS)}) SELECT account, day, load, local_hour, product, status, message, count(), sum(charge)
     ${of} GROUP BY account, day, load, local_hour, product, status, message`,
  );
  await engine.run(
    `INSERT INTO product_hours (${columnsOf(PRODUCT_HOURS)}) SELECT account, day, load, local_hour, product, sum(calls), sum(charge)
     FROM hour_totals WHERE account = ${engine.text(account)} GROUP BY account, day, load, local_hour, product`,
  );
  await engine.run(
    `INSERT INTO published (${columnsOf(PUBLISHED)}) SELECT account, load, day, count(), sum(charge), 'collector', load ${of} GROUP BY account, load, day`,
  );
  const readAt = (dayNumber(team.until) + 60) * 86_400_000;
  await engine.run(
    `INSERT INTO covered (${columnsOf(COVERED)}) SELECT account, load, day, ${readAt} FROM published WHERE account = ${engine.text(account)}`,
  );
  await engine.run(
    `INSERT INTO loads (${columnsOf(LOADS)}) SELECT account, load, 'collector', toString(generateUUIDv4()) FROM published WHERE account = ${engine.text(account)}`,
  );
  await engine.run(
    `INSERT INTO labels (${columnsOf(LABELS)}) VALUES (${engine.text(account)}, ${FIRST_LOAD}, 'label of ${account}')`,
  );
}

function columnsOf({ columns }: Table): string {
  return Object.keys(columns).join(", ");
}

/** As a server is that has had some time: what has been written is merged. */
async function merged(engine: TeamEngine): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    const [[running = "0"] = []] = await engine.rows("SELECT count() FROM system.merges");
    quiet = running === "0" ? quiet + 1 : 0;
    await wait(2_000);
  }
}

/** Throws where a date is not as publishing its rows would have left it. */
async function compareWithPublished(engine: TeamEngine, store: OpenTeamStore, team: GrownTeam): Promise<void> {
  const account = grownAccount(team.accounts - 1);
  const reader = await store.reader([]);
  const day = addDays(team.until, -Math.floor(team.days / 2));
  const load = FIRST_LOAD + dayNumber(day) * 1_000_000;
  const lines = writtenLines(account, load, day, await reader.rowsOf(account, day), new ZoneClock(ZONE));
  for (const [table, expected] of [
    [DAY_TOTALS, lines.dayTotals],
    [HOUR_TOTALS, lines.hourTotals],
    [PRODUCT_HOURS, lines.productHours],
  ] as const) {
    const rows = await engine.rows(
      `SELECT ${columnsOf(table)} FROM ${table.name} WHERE account = ${engine.text(account)} AND day = ${dayNumber(day)}`,
    );
    assert.deepEqual(rows.map((row) => row.join("\t")).sort(), [...expected].sort(), table.name);
  }
}
