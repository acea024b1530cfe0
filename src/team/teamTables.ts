import type { Table } from "./engine.ts";

/**
 * The team's tables. Dates (`day`) are day numbers since 1970 in UTC; `local_hour` counts hours since 1970 on the billing zone's clock, so
 * that no database has to know zones; `at` is microseconds since 1970, money ten-thousandths of a rupee. `load` is the number of the
 * publication that a row came with: a row is valid where `published` has no higher load for its account and date.
 *
 * A released table never changes; what must change becomes the next version, with a migration in sqlTeamStore.ts.
 */
export const TEAM_VERSION = 1;

/** One row: the database's identity. */
export const TEAM: Table = {
  name: "team",
  columns: { id: "text", version: "number", zone: "text" },
  order: ["id"],
};

/** Every publication that has begun, and whose. */
export const LOADS: Table = {
  name: "loads",
  columns: { account: "word", load: "number", collector: "text", token: "text" },
  order: ["account", "load"],
};

export const TRANSACTIONS: Table = {
  name: "transactions",
  columns: {
    account: "word",
    day: "small",
    load: "number",
    at: "number",
    id: "id",
    foreign_id: "text",
    product: "word",
    status: "small",
    message: "word",
    charge: "number",
    local_hour: "small",
  },
  order: ["account", "day", "load", "at"],
  dividedBy: "day",
};

/** Sums by billing day and by billing hour, of one load and date each. */
export const DAY_TOTALS: Table = {
  name: "day_totals",
  columns: {
    account: "word",
    day: "small",
    load: "number",
    local_day: "small",
    product: "word",
    status: "small",
    message: "word",
    calls: "number",
    charge: "number",
    charged_calls: "number",
    charged: "number",
  },
  order: ["account", "day", "load", "local_day"],
  dividedBy: "day",
};
export const HOUR_TOTALS: Table = {
  name: "hour_totals",
  columns: {
    account: "word",
    day: "small",
    load: "number",
    local_hour: "small",
    product: "word",
    status: "small",
    message: "word",
    calls: "number",
    charge: "number",
  },
  order: ["account", "day", "load", "local_hour"],
  dividedBy: "day",
};

/**
 * The same without statuses and messages, a quarter of the rows: what nearly every question about hours reads.
 */
export const PRODUCT_HOURS: Table = {
  name: "product_hours",
  columns: {
    account: "word",
    day: "small",
    load: "number",
    local_hour: "small",
    product: "word",
    calls: "number",
    charge: "number",
  },
  order: ["account", "day", "load", "local_hour"],
  dividedBy: "day",
};

/** Everything that comes with a load, before the pointers do. */
export const OF_LOADS: readonly Table[] = [TRANSACTIONS, DAY_TOTALS, HOUR_TOTALS, PRODUCT_HOURS];

/** The pointers: which dates a publication has replaced. One publication's rows are written by one statement. */
export const PUBLISHED: Table = {
  name: "published",
  columns: {
    account: "word",
    load: "number",
    day: "small",
    rows: "number",
    charge: "number",
    collector: "text",
    at: "number",
  },
  order: ["account", "load", "day"],
};

/** How dates have been fetched: `read_at` in epoch milliseconds. Written after the rows, so it never says more than they hold. */
export const COVERED: Table = {
  name: "covered",
  columns: { account: "word", load: "number", day: "small", read_at: "number" },
  order: ["account", "load", "day"],
};

/** Readings of the wallet: `at` in epoch milliseconds, the balance in ten-thousandths of a rupee. A reading may be there twice. */
export const BALANCES: Table = {
  name: "balances",
  columns: { account: "word", at: "number", balance: "number" },
  order: ["account", "at"],
};

/** What accounts are called. */
export const LABELS: Table = {
  name: "labels",
  columns: { account: "word", load: "number", label: "text" },
  order: ["account", "load"],
};

/** Who claims to work; times in microseconds of the database's clock. */
export const CLAIMS: Table = {
  name: "claims",
  columns: { name: "text", holder: "text", since: "number", until: "number", at: "number" },
  order: ["name", "since"],
};

/** Which database user may read which account. */
const READERS: Table = {
  name: "readers",
  columns: { reader: "text", account: "text" },
  order: ["reader", "account"],
};

/** Tables with an account's rows, which a reader sees only where `readers` says so. */
export const OF_ACCOUNTS: readonly Table[] = [...OF_LOADS, PUBLISHED, COVERED, LABELS, LOADS, BALANCES];
export const TABLES: readonly Table[] = [TEAM, READERS, CLAIMS, ...OF_ACCOUNTS];
