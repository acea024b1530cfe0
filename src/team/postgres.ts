import connect, { type Sql } from "postgres";
import { lineOf } from "../domain/foreignText.ts";
import { isProblemError, ProblemError } from "../domain/problem.ts";
import { setTimer, throwIfAborted } from "../domain/timer.ts";
import { NO_ROOM, NO_TABLE, type TeamEngine, unreachable, valuesOf } from "./engine.ts";
import type { TeamAccess } from "./teamAccess.ts";

const TYPES = { text: "text", word: "text", number: "bigint", small: "integer", id: "uuid" } as const;
const CONNECT_LIMIT_S = 20;
/** A question that takes longer than this is none of ours. */
const ANSWER_LIMIT_MS = 60_000;
const CHANGE_LIMIT_MS = 300_000;
const WRONG_PASSWORD = /^28/;
const DENIED = "42501";
/** No such table, no such database; no room on the disk. */
const STATUSES: Readonly<Record<string, number>> = { "42P01": NO_TABLE, "3D000": NO_TABLE, "53100": NO_ROOM };

/** PostgreSQL 15 or newer over its own protocol, with TLS and a certificate that is looked at, except on this machine. */
export function postgres(
  { url, user, password, limitMs = ANSWER_LIMIT_MS, signal: ofAll }: TeamAccess,
  isOnThisMachine: boolean,
): TeamEngine {
  const database = decodeURIComponent(url.pathname.replace(/^\/+|\/+$/g, "")) || "deepvue";
  const connection = (): Sql =>
    connect({
      host: url.hostname.replace(/^\[|\]$/g, ""),
      port: url.port === "" ? 5432 : Number(url.port),
      database,
      ...(user === undefined ? {} : { username: user }),
      ...(password === undefined ? {} : { password }),
      ssl: isOnThisMachine ? false : { rejectUnauthorized: true },
      max: 2,
      idle_timeout: 20,
      connect_timeout: CONNECT_LIMIT_S,
      fetch_types: false,
      onnotice: () => undefined,
      connection: { application_name: "deepvue-usage", standard_conforming_strings: true },
    });
  let sql = connection();
  ofAll?.addEventListener("abort", () => void sql.end({ timeout: 0 }).catch(() => undefined), { once: true });

  /**
   * By our own clock: a limit that the connection sets would be in the place of the one that the administrator has set for the user. A
   * connection that says nothing any more is given up.
   */
  async function limited<T>(ms: number, work: () => Promise<T>): Promise<T> {
    // The engine is loaded when it is needed, and meanwhile somebody may have left.
    if (ofAll !== undefined) throwIfAborted(ofAll);
    const used = sql;
    const { promise: limit, reject } = Promise.withResolvers<never>();
    const stop = setTimer(ms, () => {
      if (sql === used) sql = connection();
      void used.end({ timeout: 1 }).catch(() => undefined);
      reject(new ProblemError({ kind: "timeout", detail: "PostgreSQL did not answer in time" }));
    });
    try {
      return await Promise.race([told(work), limit]);
    } finally {
      stop();
    }
  }

  const engine: TeamEngine = {
    name: "PostgreSQL",
    text: (value) => `'${value.replaceAll("'", "''")}'`,
    nowMicros: "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint",
    byBytes: (column) => column,
    textOrder: (column) => `${column} COLLATE "C"`,
    idDigits: (column) => `replace(${column}::text, '-', '')`,
    idText: (column) => `${column}::text`,
    contains: (whole, part) => `position(${part} IN ${whole}) > 0`,
    // As a list of values it is joined; as a list of conditions each row would be held against all of them.
    isLoadOfDay: (loads) =>
      `(day, load) IN (VALUES ${loads.map(({ number, load }) => `(${number}, ${load}::bigint)`).join(", ")})`,
    packed: (columns) => `string_agg(concat_ws(' ', ${columns.join(", ")}), ',')`,
    lower: (column) => `lower(${column})`,
    createTable: ({ name, columns, order }) => [
      `CREATE TABLE IF NOT EXISTS ${name} (${Object.entries(columns)
        .map(([column, type]) => `${quotedName(column)} ${TYPES[type]} NOT NULL`)
        .join(", ")})`,
      `CREATE INDEX IF NOT EXISTS ${name}_by_order ON ${name} (${order.map(quotedName).join(", ")})`,
      ...(name === "transactions"
        ? [
            "CREATE INDEX IF NOT EXISTS transactions_by_id ON transactions (account, id)",
            "CREATE INDEX IF NOT EXISTS transactions_of_foreign_ids ON transactions (account) WHERE foreign_id <> ''",
          ]
        : []),
      ...(name === "claims" ? ["CREATE UNIQUE INDEX IF NOT EXISTS one_claim ON claims (name)"] : []),
    ],
    views: () => [
      `CREATE OR REPLACE VIEW calls WITH (security_invoker = true) AS SELECT account, to_timestamp(at / 1000000.0) AS at,
  CASE foreign_id WHEN '' THEN id::text ELSE foreign_id END AS id, product, status, message, round(charge / 10000.0, 4) AS rupees
FROM transactions WHERE (account, day, load) IN (SELECT account, day, max(load) FROM published GROUP BY account, day)`,
      `CREATE OR REPLACE VIEW daily WITH (security_invoker = true) AS SELECT account, date '1970-01-01' + local_day AS billing_day, product, status, message,
  calls, round(charge / 10000.0, 4) AS rupees, charged_calls, round(charged / 10000.0, 4) AS charged_rupees
FROM day_totals WHERE (account, day, load) IN (SELECT account, day, max(load) FROM published GROUP BY account, day)`,
    ],
    grants: (tables) => {
      const ofAccounts = tables.map(({ name }) => name);
      const granted = "account IN (SELECT account FROM readers WHERE reader = session_user)";
      return [
        ...["deepvue_reader", "deepvue_collector"].flatMap((role) => [
          `DO $$ BEGIN CREATE ROLE ${role} NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
          `REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${role}`,
        ]),
        // How much of the disk temporary tables take, no right on tables limits.
        `REVOKE TEMPORARY ON DATABASE ${quotedName(database)} FROM PUBLIC`,
        // Not on claims: their names are accounts, their holders machines.
        `GRANT SELECT ON ${["team", "calls", "daily", "readers", ...ofAccounts].join(", ")} TO deepvue_reader`,
        "GRANT SELECT ON team TO deepvue_collector",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON claims TO deepvue_collector",
        `GRANT SELECT, INSERT, DELETE ON ${ofAccounts.join(", ")} TO deepvue_collector`,
        ...[...ofAccounts, "readers"].map((name) => `ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY`),
        ...ofAccounts.flatMap((name) => [
          ...policy("deepvue_reader", name, `FOR SELECT TO deepvue_reader USING (${granted})`),
          ...policy("deepvue_collector", name, "TO deepvue_collector USING (true) WITH CHECK (true)"),
        ]),
        ...policy("deepvue_reader", "readers", "FOR SELECT TO deepvue_reader USING (reader = session_user)"),
        "-- CREATE ROLE asha LOGIN PASSWORD '…' CONNECTION LIMIT 8 IN ROLE deepvue_reader;",
        "-- ALTER ROLE asha SET statement_timeout = '30s'; ALTER ROLE asha SET default_transaction_read_only = on; (a group's are not inherited, and asha can lift them)",
        "-- INSERT INTO readers VALUES ('asha', 'the account''s id, as deepvue-usage team status prints it');",
        "-- CREATE ROLE collector LOGIN PASSWORD '…' IN ROLE deepvue_collector;",
      ];
    },
    rows: async (text, signal) =>
      limited(limitMs, async () => {
        const asked = sql.unsafe(text).values();
        const stop = (): void => asked.cancel();
        signal?.addEventListener("abort", stop, { once: true });
        try {
          const rows: readonly unknown[][] = await asked;
          return rows.map((row) => row.map(String));
        } catch (error) {
          if (signal?.aborted !== true) throw error;
          throw new ProblemError({ kind: "cancelled", detail: "cancelled" });
        } finally {
          signal?.removeEventListener("abort", stop);
        }
      }),
    run: async (text) => limited(CHANGE_LIMIT_MS, async () => void (await sql.unsafe(text))),
    // As arrays, one a column, and not by COPY: that is refused to whom row security applies, and the client's stream of a COPY that fails
    // after its last row never ends.
    insert: async ({ name, columns }, lines) => {
      if (lines.length === 0) return;
      const list = Object.keys(columns).map(quotedName).join(", ");
      const arrays = Object.values(columns).map((type, place) => `$${place + 1}::${TYPES[type]}[]`);
      const text = `INSERT INTO ${name} (${list}) SELECT * FROM unnest(${arrays.join(", ")})`;
      const values = arraysOf(lines, arrays.length);
      await limited(CHANGE_LIMIT_MS, async () => void (await sql.unsafe(text, values)));
    },
    remove: async ({ name }, where) => engine.run(`DELETE FROM ${name} WHERE ${where}`),
    // In one step, where claims would need another look: a row that somebody holds is changed by nobody else.
    takeLease: async (name, holder, ttlMs, isNew) => {
      const now = engine.nowMicros;
      const mine = `claims.holder = ${engine.text(holder)}`;
      const until = `${now} + ${ttlMs * 1_000}`;
      const taken = await engine.rows(
        isNew
          ? `INSERT INTO claims (name, holder, since, until, at) VALUES (${engine.text(name)}, ${engine.text(holder)}, ${now}, ${until}, ${now})
             ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, since = excluded.since, until = excluded.until, at = excluded.at
             WHERE claims.until <= ${now} OR ${mine} RETURNING name`
          : `UPDATE claims SET until = ${until}, at = ${now} WHERE name = ${engine.text(name)} AND ${mine} AND until > ${now} RETURNING name`,
      );
      return taken.length > 0;
    },
    close: async () => sql.end({ timeout: 2 }),
  };
  return engine;
}

function policy(role: string, table: string, rule: string): readonly string[] {
  return [`DROP POLICY IF EXISTS ${role} ON ${table}`, `CREATE POLICY ${role} ON ${table} ${rule}`];
}

async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw failure(error);
  }
}

/** The columns of tab-separated lines as PostgreSQL writes arrays. */
function arraysOf(lines: readonly string[], width: number): string[] {
  const columns = Array.from({ length: width }, (): string[] => []);
  for (const line of lines) {
    const values = valuesOf(line);
    for (const [place, column] of columns.entries()) column.push(arrayElement(values[place] ?? ""));
  }
  return columns.map((column) => `{${column.join(",")}}`);
}

function arrayElement(value: string): string {
  return /^-?\d+$/.test(value) ? value : `"${value.replaceAll(/["\\]/g, "\\$&")}"`;
}

/** `rows` and `at` are words of the language, too. */
function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function failure(error: unknown): Error {
  if (isProblemError(error)) return error;
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  const detail = `PostgreSQL${code === undefined ? "" : ` (${code})`}: ${lineOf(String(message ?? error)).slice(0, 300)}`;
  if (code === "CONNECT_TIMEOUT" || code === "57014") return new ProblemError({ kind: "timeout", detail });
  // Codes of PostgreSQL have five characters; others are of the connection. 57P01 to 57P03: it ends, or is about to begin.
  if (code === undefined || !/^[0-9A-Z]{5}$/.test(code) || /^(?:57P0[1-3]|08)/.test(code))
    return unreachable("PostgreSQL", error);
  if (WRONG_PASSWORD.test(code)) return new ProblemError({ kind: "credentials", detail });
  if (code === DENIED) return new ProblemError({ kind: "forbidden", detail });
  return new ProblemError({ kind: "refused", status: STATUSES[code] ?? 400, detail });
}
