import { gzipSync } from "node:zlib";
import { lineOf } from "../domain/foreignText.ts";
import { isProblemError, ProblemError } from "../domain/problem.ts";
import type { TeamEngine } from "./engine.ts";
import type { TeamAccess } from "./teamAccess.ts";

/** A question that takes longer than this is none of ours. */
const ANSWER_LIMIT_MS = 60_000;
const INSERT_LIMIT_MS = 300_000;
const TYPES = { text: "String", word: "LowCardinality(String)", number: "Int64", small: "Int32", id: "UUID" } as const;
/** Small numbers that grow from row to row take next to nothing so. */
const CODEC = { number: " CODEC(T64, ZSTD(1))", small: " CODEC(T64, ZSTD(1))", text: "", word: "", id: "" } as const;
const WRONG_PASSWORD = new Set(["516", "194", "193", "192"]);
const DENIED = new Set(["497", "164", "290"]);

/**
 * ClickHouse over its HTTP interface, with fetch alone: proxies and certificates are those of the process. `wait_end_of_query`: without it
 * an error in the middle of an answer comes with status 200.
 */
export function clickHouse({ url, user, password }: TeamAccess): TeamEngine {
  const database = decodeURIComponent(url.pathname.replace(/^\/+|\/+$/g, "")) || "deepvue";
  const headers = {
    ...(user === undefined ? {} : { "X-ClickHouse-User": user }),
    ...(password === undefined ? {} : { "X-ClickHouse-Key": password }),
  };

  async function send(
    parameters: Readonly<Record<string, string>>,
    body: string | Uint8Array<ArrayBuffer>,
    limitMs: number,
    more: Readonly<Record<string, string>> = {},
    signal?: AbortSignal,
  ): Promise<string> {
    const target = new URL("/", url);
    for (const [name, value] of Object.entries({ database, ...parameters })) target.searchParams.set(name, value);
    const limit = AbortSignal.timeout(limitMs);
    try {
      const answer = await fetch(target, {
        method: "POST",
        headers: { ...headers, ...more },
        body,
        redirect: "error",
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      });
      const text = await answer.text();
      if (!answer.ok) throw refusal(answer.status, answer.headers.get("X-ClickHouse-Exception-Code"), text);
      return text;
    } catch (error) {
      if (signal?.aborted === true) throw new ProblemError({ kind: "cancelled", detail: "cancelled" });
      throw failure(error, limit);
    }
  }

  const engine: TeamEngine = {
    name: "ClickHouse",
    text: quoted,
    nowMicros: "toUnixTimestamp64Micro(now64(6))",
    // As text: a UUID is ordered by its second half there.
    byBytes: (column) => `toString(${column})`,
    idText: (column) => `toString(${column})`,
    contains: (whole, part) => `position(${whole}, ${part}) > 0`,
    isOneOf: (columns, pairs) => `${columns} IN (${pairs.map((pair) => `(${pair.join(", ")})`).join(", ")})`,
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
      const asked = { default_format: "JSONCompactStrings", wait_end_of_query: "1" };
      const text = await send(asked, sql, ANSWER_LIMIT_MS, {}, signal);
      try {
        return (JSON.parse(text) as { readonly data: readonly (readonly string[])[] }).data;
      } catch (error) {
        throw new ProblemError(
          { kind: "unexpectedAnswer", detail: "ClickHouse's answer is no JSON" },
          { cause: error },
        );
      }
    },
    run: async (sql) => void (await send({ wait_end_of_query: "1" }, sql, INSERT_LIMIT_MS)),
    insert: async ({ name, columns }, lines) => {
      if (lines.length === 0) return;
      const query = `INSERT INTO ${name} (${Object.keys(columns).join(", ")}) FORMAT TabSeparated`;
      // Parsed in one piece, so that it becomes one block.
      const asked = { query, wait_end_of_query: "1", input_format_parallel_parsing: "0", async_insert: "0" };
      const body = gzipSync(`${lines.join("\n")}\n`, { level: 1 });
      await send(asked, new Uint8Array(body), INSERT_LIMIT_MS, { "Content-Encoding": "gzip" });
    },
    remove: async ({ name }, where) => engine.run(`DELETE FROM ${name} WHERE ${where}`),
    close: async () => undefined,
  };
  return engine;
}

function quoted(value: string): string {
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** ClickHouse's own words of an error, without the version and the stack. */
function refusal(status: number, code: string | null, text: string): ProblemError {
  const said = lineOf(text.replace(/\(version [^)]*\)/g, "")).slice(0, 300);
  const detail = `ClickHouse answered ${status}${code === null ? "" : ` (${code})`}: ${said}`;
  if (status === 401 || (code !== null && WRONG_PASSWORD.has(code)))
    return new ProblemError({ kind: "credentials", detail });
  if (status === 403 || (code !== null && DENIED.has(code))) return new ProblemError({ kind: "forbidden", detail });
  return new ProblemError({ kind: "refused", status, detail });
}

function failure(error: unknown, limit: AbortSignal): Error {
  if (isProblemError(error)) return error;
  if (limit.aborted) return new ProblemError({ kind: "timeout", detail: "ClickHouse did not answer in time" });
  const { cause } = error instanceof Error ? error : {};
  const why = cause instanceof Error ? cause.message : error instanceof Error ? error.message : String(error);
  return new ProblemError(
    { kind: "offline", detail: `ClickHouse can not be reached: ${lineOf(why)}` },
    { cause: error },
  );
}
