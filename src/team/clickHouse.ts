import type { IncomingMessage } from "node:http";
import { gzipSync } from "node:zlib";
import { lineOf } from "../domain/foreignText.ts";
import { isProblemError, ProblemError } from "../domain/problem.ts";
import { askDatabase, DatabaseTooSlow } from "./databaseRequest.ts";
import type { TeamEngine } from "./engine.ts";
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

/**
 * ClickHouse over its HTTP interface. `wait_end_of_query`: without it an error in the middle of an answer comes with status 200; what
 * comes with 200 and is an error all the same, or breaks off, is never taken for an answer.
 */
export function clickHouse({ url, user, password, limitMs = ANSWER_LIMIT_MS }: TeamAccess): TeamEngine {
  const database = decodeURIComponent(url.pathname.replace(/^\/+|\/+$/g, "")) || "deepvue";
  const headers = {
    ...(user === undefined ? {} : { "X-ClickHouse-User": user }),
    ...(password === undefined ? {} : { "X-ClickHouse-Key": password }),
  };

  async function send<T>({ parameters, body, limit, more = {}, signal }: Sent, read: Read<T>): Promise<T> {
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

  const engine: TeamEngine = {
    name: "ClickHouse",
    text: quoted,
    nowMicros: "toUnixTimestamp64Micro(now64(6))",
    // As text: a UUID is ordered by its second half there.
    byBytes: (column) => `toString(${column})`,
    textOrder: (column) => column,
    idText: (column) => `toString(${column})`,
    contains: (whole, part) => `position(${whole}, ${part}) > 0`,
    isOneOf: (columns, pairs) => `${columns} IN (${pairs.map((pair) => `(${pair.join(", ")})`).join(", ")})`,
    packed: (columns) => `arrayStringConcat(groupArray(concat(${columns.join(", ' ', ")})), ',')`,
    lower: (column) => `lowerUTF8(${column})`,
    createTable: ({ name, columns, order, dividedBy }) => [
      `CREATE TABLE IF NOT EXISTS ${name} (${Object.entries(columns)
        .map(([column, type]) => `${column} ${TYPES[type]}${CODEC[type]}`)
        .join(", ")}${name === "transactions" ? ", INDEX by_id id TYPE bloom_filter(0.01) GRANULARITY 1" : ""})
ENGINE = MergeTree${dividedBy === undefined ? "" : ` PARTITION BY toYYYYMM(toDate32(${dividedBy}))`} ORDER BY (${order.join(", ")})`,
    ],
    views: () => [
      `CREATE OR REPLACE VIEW calls AS SELECT account, fromUnixTimestamp64Micro(at, 'UTC') AS at,
  if(foreign_id = '', toString(id), foreign_id) AS id, product, status, message, toDecimal64(charge, 4) / 10000 AS rupees
FROM transactions WHERE (account, day, load) IN (SELECT account, day, max(load) FROM published GROUP BY account, day)`,
      `CREATE OR REPLACE VIEW daily AS SELECT account, toDate32(local_day) AS billing_day, product, status, message, calls,
  toDecimal64(charge, 4) / 10000 AS rupees, charged_calls, toDecimal64(charged, 4) / 10000 AS charged_rupees
FROM day_totals WHERE (account, day, load) IN (SELECT account, day, max(load) FROM published GROUP BY account, day)`,
    ],
    grants: (tables) => [
      "CREATE SETTINGS PROFILE IF NOT EXISTS deepvue_reader SETTINGS readonly = 1, max_execution_time = 30, max_memory_usage = 2000000000, output_format_json_quote_64bit_integers = 1",
      "CREATE ROLE IF NOT EXISTS deepvue_reader SETTINGS PROFILE 'deepvue_reader'",
      `GRANT SELECT ON ${database}.* TO deepvue_reader`,
      ...tables.map(
        ({ name }) =>
          `CREATE ROW POLICY IF NOT EXISTS deepvue_reader ON ${database}.${name} USING account IN (SELECT account FROM ${database}.readers WHERE reader = currentUser()) TO deepvue_reader`,
      ),
      `CREATE ROW POLICY IF NOT EXISTS deepvue_reader ON ${database}.readers USING reader = currentUser() TO deepvue_reader`,
      "CREATE ROLE IF NOT EXISTS deepvue_collector",
      `GRANT SELECT, INSERT, ALTER DELETE ON ${database}.* TO deepvue_collector`,
      ...[...tables.map(({ name }) => name), "readers"].map(
        (name) =>
          `CREATE ROW POLICY IF NOT EXISTS deepvue_collector ON ${database}.${name} USING 1 TO deepvue_collector`,
      ),
      "-- CREATE USER asha IDENTIFIED BY '…' DEFAULT ROLE deepvue_reader; GRANT deepvue_reader TO asha;",
      `-- INSERT INTO ${database}.readers VALUES ('asha', 'the account''s id, as deepvue-usage team status prints it');`,
    ],
    rows: async (sql, signal) => {
      const parameters = { default_format: "JSONCompactStringsEachRow" };
      return send({ parameters, body: sql, limit: limitMs, signal }, readRows);
    },
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

/** One row a line, each a JSON array of texts, so that a line that is none is an error: ClickHouse writes it where the rows end. */
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
  return rows;
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
  return new ProblemError({ kind: "refused", status, detail });
}

function failure(error: unknown): Error {
  if (isProblemError(error)) return error;
  if (error instanceof DatabaseTooSlow)
    return new ProblemError({ kind: "timeout", detail: "ClickHouse did not answer in time" });
  const why = error instanceof Error ? error.message || error.name : String(error);
  return new ProblemError(
    { kind: "offline", detail: `ClickHouse can not be reached: ${lineOf(why)}` },
    { cause: error },
  );
}
