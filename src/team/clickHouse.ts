import type { IncomingMessage } from "node:http";
import { gzipSync } from "node:zlib";
import { lineOf } from "../domain/foreignText.ts";
import { isProblemError, ProblemError } from "../domain/problem.ts";
import { askDatabase, DatabaseTooSlow } from "./databaseRequest.ts";
import { type DayLoad, NO_ROOM, NO_TABLE, type TeamEngine, unreachable } from "./engine.ts";
import { Slices } from "./slices.ts";
import type { TeamAccess } from "./teamAccess.ts";

/** A question that takes longer than this is none of ours. */
const ANSWER_LIMIT_MS = 60_000;
const INSERT_LIMIT_MS = 300_000;
/** Nothing that we ask has an answer as long as this. */
const LONGEST_ANSWER = 512 * 1024 * 1024;
const LONGEST_ERROR = 64 * 1024;
const TYPES = { text: "String", word: "LowCardinality(String)", number: "Int64", small: "Int32", id: "UUID" } as const;
/** Small numbers that grow from row to row take next to nothing so. */
const CODEC = { number: " CODEC(T64, ZSTD(1))", small: " CODEC(T64, ZSTD(1))", text: "", word: "", id: "" } as const;
const WRONG_PASSWORD = new Set(["516", "194", "193", "192"]);
const DENIED = new Set(["497", "164", "290"]);
/** Its own limit of time, which an administrator has set. */
const TOO_SLOW = new Set(["159"]);
const NOT_THERE = new Set(["60", "81"]);
const FULL = new Set(["243"]);
/** So many dates without calls cost nothing. */
const SPARSE = 60;

/** Readers ask views of the tables' names, in a database beside that of the tables. */
const OF_READERS = "_read";

/**
 * ClickHouse over its HTTP interface. `wait_end_of_query`: without it an error in the middle of an answer comes with status 200; what
 * comes with 200 and is an error all the same, or breaks off, is never taken for an answer.
 */
export function clickHouse({ url, user, password, limitMs = ANSWER_LIMIT_MS, signal: ofAll }: TeamAccess): TeamEngine {
  const database = decodeURIComponent(url.pathname.replace(/^\/+|\/+$/g, "")) || "deepvue";
  const headers = {
    ...(user === undefined ? {} : { "X-ClickHouse-User": user }),
    ...(password === undefined ? {} : { "X-ClickHouse-Key": password }),
  };

  async function send<T>({ parameters, body, limit, more = {}, ...sent }: Sent, read: Read<T>): Promise<T> {
    const signal = sent.signal && ofAll ? AbortSignal.any([sent.signal, ofAll]) : (sent.signal ?? ofAll);
    const target = new URL("/", url);
    for (const [name, value] of Object.entries({ database, wait_end_of_query: "1", ...parameters }))
      target.searchParams.set(name, value);
    try {
      const request = { url: target, headers: { ...headers, ...more }, body, limitMs: limit, signal };
      return await askDatabase(request, async (answer) => {
        const { statusCode = 0 } = answer;
        if (statusCode === 200) return read(answer);
        const code = answer.headers["x-clickhouse-exception-code"];
        throw refusal(statusCode, typeof code === "string" ? code : undefined, await errorText(answer));
      });
    } catch (error) {
      if (signal?.aborted === true) throw new ProblemError({ kind: "cancelled", detail: "cancelled" });
      throw failure(error);
    }
  }

  let place = database;

  /** One address for all: whoever may not read the tables asks the views. */
  async function question(sql: string, signal: AbortSignal | undefined): Promise<readonly (readonly string[])[]> {
    const ask = async (of: string): Promise<readonly (readonly string[])[]> => {
      const parameters = { database: of, default_format: "JSONCompactStringsEachRowWithNames" };
      return send({ parameters, body: sql, limit: limitMs, signal }, readRows);
    };
    try {
      return await ask(place);
    } catch (error) {
      const mayNot = isProblemError(error) && error.problem.kind === "forbidden" && place === database;
      const rows = mayNot ? await ask(`${database}${OF_READERS}`).catch(() => undefined) : undefined;
      if (rows === undefined) throw error;
      place = `${database}${OF_READERS}`;
      return rows;
    }
  }

  const engine: TeamEngine = {
    name: "ClickHouse",
    text: quoted,
    nowMicros: "toUnixTimestamp64Micro(now64(6))",
    // As text: a UUID is ordered by its second half there.
    byBytes: (column) => `toString(${column})`,
    textOrder: (column) => column,
    idDigits: (column) => `lower(hex(${column}))`,
    idText: (column) => `toString(${column})`,
    contains: (whole, part) => `position(${whole}, ${part}) > 0`,
    isLoadOfDay,
    packed: (columns) => `arrayStringConcat(groupArray(concat(${columns.join(", ' ', ")})), ',')`,
    lower: (column) => `lowerUTF8(${column})`,
    createTable: ({ name, columns, order, dividedBy }) => [
      `CREATE TABLE IF NOT EXISTS ${name} (${Object.entries(columns)
        .map(([column, type]) => `${column} ${TYPES[type]}${CODEC[type]}`)
        .join(", ")}${name === "transactions" ? ", INDEX by_id id TYPE bloom_filter(0.01) GRANULARITY 1" : ""})
ENGINE = MergeTree${dividedBy === undefined ? "" : ` PARTITION BY toYYYYMM(toDate32(${dividedBy}))`} ORDER BY (${order.join(", ")})`,
    ],
    views: () => [
      `CREATE OR REPLACE VIEW calls SQL SECURITY INVOKER AS SELECT account, fromUnixTimestamp64Micro(at, 'UTC') AS at,
  if(foreign_id = '', toString(id), foreign_id) AS id, product, status, message, toDecimal64(charge, 4) / 10000 AS rupees
FROM transactions WHERE (account, day, load) IN (SELECT account, day, max(load) FROM published GROUP BY account, day)`,
      `CREATE OR REPLACE VIEW daily SQL SECURITY INVOKER AS SELECT account, toDate32(local_day) AS billing_day, product, status, message, calls,
  toDecimal64(charge, 4) / 10000 AS rupees, charged_calls, toDecimal64(charged, 4) / 10000 AS charged_rupees
FROM day_totals WHERE (account, day, load) IN (SELECT account, day, max(load) FROM published GROUP BY account, day)`,
    ],
    grants: (tables) => {
      const ofAccounts = tables.map(({ name }) => name);
      const [own, read] = [quotedName(database), quotedName(`${database}${OF_READERS}`)];
      const policy = (who: string, table: string, condition: string): string =>
        `CREATE ROW POLICY OR REPLACE ${who} ON ${own}.${table} USING ${condition} TO ${who}`;
      const granted = `account IN (SELECT account FROM ${own}.readers WHERE reader = currentUser())`;
      return [
        "CREATE SETTINGS PROFILE IF NOT EXISTS deepvue_reader",
        "ALTER SETTINGS PROFILE deepvue_reader SETTINGS readonly = 1, max_execution_time = 30, max_memory_usage = 2000000000, output_format_json_quote_64bit_integers = 1",
        "CREATE ROLE IF NOT EXISTS deepvue_reader",
        "ALTER ROLE deepvue_reader SETTINGS PROFILE 'deepvue_reader'",
        // Nobody can log in with this: there is no password of such a hash, and no host.
        `CREATE USER IF NOT EXISTS deepvue_views IDENTIFIED WITH sha256_hash BY '${"0".repeat(64)}' HOST NONE`,
        `REVOKE ALL ON ${own}.* FROM deepvue_views`,
        // Not on claims: their names are accounts, their holders machines.
        ...["team", "readers", "calls", "daily", ...ofAccounts].map(
          (name) => `GRANT SELECT ON ${own}.${name} TO deepvue_views`,
        ),
        ...ofAccounts.map((name) => policy("deepvue_views", name, granted)),
        policy("deepvue_views", "readers", "reader = currentUser()"),
        // Views in another database, with rights of their own: whoever may read a table also sees which accounts there are, in its index
        // (mergeTreeIndex) and in how many rows it has, where policies do not apply.
        `CREATE DATABASE IF NOT EXISTS ${read}`,
        ...["team", "readers", "calls", "daily", ...ofAccounts].map(
          (name) =>
            `CREATE OR REPLACE VIEW ${read}.${name} DEFINER = deepvue_views SQL SECURITY DEFINER AS SELECT * FROM ${own}.${name}`,
        ),
        `GRANT SELECT ON ${read}.* TO deepvue_reader`,
        "CREATE ROLE IF NOT EXISTS deepvue_collector",
        `REVOKE ALL ON ${own}.* FROM deepvue_collector`,
        `GRANT SELECT ON ${own}.team TO deepvue_collector`,
        ...["claims", ...ofAccounts].map(
          (name) => `GRANT SELECT, INSERT, ALTER DELETE ON ${own}.${name} TO deepvue_collector`,
        ),
        ...ofAccounts.map((name) => policy("deepvue_collector", name, "1")),
        "-- CREATE USER asha IDENTIFIED BY '…' DEFAULT ROLE deepvue_reader; GRANT deepvue_reader TO asha;",
        `-- INSERT INTO ${own}.readers VALUES ('asha', 'the account''s id, as deepvue-usage team status prints it');`,
        "-- CREATE USER collector IDENTIFIED BY '…' DEFAULT ROLE deepvue_collector; GRANT deepvue_collector TO collector;",
      ];
    },
    rows: question,
    run: async (sql) => send({ parameters: {}, body: sql, limit: INSERT_LIMIT_MS }, readNothing),
    insert: async ({ name, columns }, lines) => {
      if (lines.length === 0) return;
      const query = `INSERT INTO ${name} (${Object.keys(columns).join(", ")}) FORMAT TabSeparated`;
      // Parsed in one piece, so that it becomes one block.
      const parameters = { query, input_format_parallel_parsing: "0", async_insert: "0" };
      const body = gzipSync(`${lines.join("\n")}\n`, { level: 1 });
      const more = { "Content-Encoding": "gzip" };
      await send({ parameters, body, limit: INSERT_LIMIT_MS, more }, readNothing);
    },
    remove: async ({ name }, where) => engine.run(`DELETE FROM ${name} WHERE ${where}`),
    close: async () => undefined,
  };
  return engine;
}

/**
 * One constant in place of hundreds of pairs, which would be analysed one by one in each of a screen's ten questions; where dates lie far
 * apart, pairs. A date that has not been published has load 0, which no row has.
 */
function isLoadOfDay(loads: readonly DayLoad[]): string {
  const first = loads[0]?.number ?? 0;
  const span = (loads.at(-1)?.number ?? 0) - first + 1;
  if (span > 2 * loads.length + SPARSE)
    return `(day, load) IN (${loads.map(({ number, load }) => `(${number}, ${load})`).join(", ")})`;
  const byDay = Array.from({ length: span }, () => 0);
  for (const { number, load } of loads) byDay[number - first] = load;
  return `load = [${byDay.join(", ")}][day - ${first - 1}]`;
}

function quotedName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;
}

function quoted(value: string): string {
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

interface Sent {
  readonly parameters: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  readonly limit: number;
  readonly more?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}
type Read<T> = (answer: IncomingMessage) => Promise<T>;

/**
 * One row a line, each a JSON array of texts, so that a line that is none is an error: ClickHouse writes it where the rows end. The first
 * line names the columns: without it an answer that could not be written (the server's disk was full) would be one without rows.
 */
async function readRows(answer: IncomingMessage): Promise<readonly (readonly string[])[]> {
  const rows: (readonly string[])[] = [];
  const decoder = new TextDecoder();
  const slices = new Slices();
  let rest = "";
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST_ANSWER) throw unreadable("is too long");
    const lines = `${rest}${decoder.decode(chunk, { stream: true })}`.split("\n");
    rest = lines.pop() ?? "";
    let error = "";
    await slices.each(lines, (line) => {
      const row = error === "" ? rowIn(line) : undefined;
      if (row === undefined) error += `${line} `;
      else rows.push(row);
    });
    if (error !== "") throw brokenOff(`${error}${rest}`);
  }
  if (rest !== "") throw brokenOff(rest);
  if (rows.length === 0) throw unreadable("is empty, as when its disk is full");
  return rows.slice(1);
}

function rowIn(line: string): readonly string[] | undefined {
  if (!line.startsWith("[")) return undefined;
  try {
    return JSON.parse(line) as readonly string[];
  } catch {
    return undefined;
  }
}

async function readNothing(answer: IncomingMessage): Promise<void> {
  const text = await errorText(answer);
  if (text.includes("DB::Exception")) throw brokenOff(text);
}

async function errorText(answer: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    pieces.push(chunk);
    length += chunk.length;
    if (length > LONGEST_ERROR) break;
  }
  return Buffer.concat(pieces).toString("utf8");
}

/** What stands where a row should. */
function brokenOff(text: string): ProblemError {
  const code = /Code: (\d+)\b/.exec(text)?.[1];
  return code === undefined && !text.includes("__exception__")
    ? unreadable("is not ClickHouse's")
    : refusal(200, code, text);
}

function unreadable(why: string): ProblemError {
  return new ProblemError({ kind: "unexpectedAnswer", detail: `the answer of the team's database ${why}` });
}

/** ClickHouse's own words of an error, without the version and the stack. */
function refusal(status: number, code: string | undefined, text: string): ProblemError {
  const said = lineOf(text.replace(/\(version [^)]*\)/g, "")).slice(0, 300);
  const detail = `ClickHouse answered ${status}${code === undefined ? "" : ` (${code})`}: ${said}`;
  if (status === 401 || (code !== undefined && WRONG_PASSWORD.has(code)))
    return new ProblemError({ kind: "credentials", detail });
  if (status === 403 || (code !== undefined && DENIED.has(code)))
    return new ProblemError({ kind: "forbidden", detail });
  if (code !== undefined && TOO_SLOW.has(code)) return new ProblemError({ kind: "timeout", detail });
  // Something in between, that speaks HTTP and is no ClickHouse.
  if (code === undefined && status >= 500) return new ProblemError({ kind: "serviceDown", status, detail });
  if ((code !== undefined && FULL.has(code)) || text.includes("No space left on device"))
    return new ProblemError({ kind: "refused", status: NO_ROOM, detail });
  if (code !== undefined && NOT_THERE.has(code)) return new ProblemError({ kind: "refused", status: NO_TABLE, detail });
  return new ProblemError({ kind: "refused", status, detail });
}

function failure(error: unknown): Error {
  if (isProblemError(error)) return error;
  if (error instanceof DatabaseTooSlow)
    return new ProblemError({ kind: "timeout", detail: "ClickHouse did not answer in time" });
  return unreachable("ClickHouse", error);
}
