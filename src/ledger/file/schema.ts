/**
 * The ledger's tables. One entry per version: `PRAGMA user_version` counts how many have been applied, each in its own SQL
 * transaction. A released entry never changes; what must change becomes the next one.
 *
 * Times are UTC microseconds, days are days since 1970-01-01 (UTC or billing, said at the table), money is in ten-thousandths
 * of a rupee (`domain/money`).
 */
export const MIGRATIONS: readonly string[] = [
  `
  -- zone: the billing time zone that day_totals and hour_totals were counted in.
  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  INSERT INTO settings (name, value) VALUES ('zone', 'Asia/Kolkata');
  -- Counts the commits that are news for a screen. SQLite's own data_version also counts what no screen shows.
  CREATE TABLE revision (number INTEGER NOT NULL) STRICT;
  INSERT INTO revision (number) VALUES (0);

  -- The small integer that every other table uses for an account. It outlives the account itself: history may stay.
  CREATE TABLE account_keys (account INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE accounts (
    account INTEGER PRIMARY KEY, kind TEXT NOT NULL, label TEXT NOT NULL, base_url TEXT NOT NULL, plan TEXT NOT NULL,
    header_style TEXT
  ) STRICT;

  -- A kind is what a transaction says besides its id and time; charge is null where a product's charges are too many to be kinds
  -- of their own. Never reused (AUTOINCREMENT), so that another editor window's memory of a deleted kind is harmless.
  CREATE TABLE kinds (
    kind INTEGER PRIMARY KEY AUTOINCREMENT, account INTEGER NOT NULL, product TEXT NOT NULL, status INTEGER NOT NULL,
    message TEXT NOT NULL, charge INTEGER, UNIQUE (account, product, status, message, charge)
  ) STRICT;

  -- The transactions: one row per account and UTC hour (hours since 1970), columns packed as hourRows.ts says.
  CREATE TABLE hours (
    account INTEGER NOT NULL, hour INTEGER NOT NULL, rows INTEGER NOT NULL, columns BLOB NOT NULL,
    PRIMARY KEY (account, hour)
  ) STRICT;
  -- Their ids, 16 bytes each: the UUID, or the SHA-256 of an id that is no UUID (its text is in foreign_ids).
  CREATE TABLE hour_ids (
    account INTEGER NOT NULL, hour INTEGER NOT NULL, ids BLOB NOT NULL, PRIMARY KEY (account, hour)
  ) STRICT;
  CREATE TABLE foreign_ids (
    account INTEGER NOT NULL, id BLOB NOT NULL, text TEXT NOT NULL, PRIMARY KEY (account, id)
  ) STRICT, WITHOUT ROWID;

  -- Roll-ups per billing day; cells are packed as rollupCells.ts says, because a year of single rows takes longer to hand
  -- over than to add up. hour_totals has a row per week (numbered as in rollupCells.ts) and kind, and kind 0
  -- for all kinds together: the map of hours of a year is read from thousands of rows, where single days would be tens of thousands.
  CREATE TABLE day_totals (
    account INTEGER NOT NULL, day INTEGER NOT NULL, cells BLOB NOT NULL, PRIMARY KEY (account, day)
  ) STRICT;
  CREATE TABLE hour_totals (
    account INTEGER NOT NULL, kind INTEGER NOT NULL, week INTEGER NOT NULL, cells BLOB NOT NULL,
    PRIMARY KEY (account, kind, week)
  ) STRICT;

  -- UTC dates that have been fetched; read_at in epoch milliseconds.
  CREATE TABLE coverage (
    account INTEGER NOT NULL, day INTEGER NOT NULL, read_at INTEGER NOT NULL, PRIMARY KEY (account, day)
  ) STRICT, WITHOUT ROWID;
  -- The latest reading of every report window; since and until are UTC days, both as they were asked for.
  CREATE TABLE reports (
    report INTEGER PRIMARY KEY, account INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL,
    read_at INTEGER NOT NULL, bytes INTEGER NOT NULL, received INTEGER NOT NULL, inserted INTEGER NOT NULL,
    updated INTEGER NOT NULL, repeated INTEGER NOT NULL, set_aside INTEGER NOT NULL, charge INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX reports_by_window ON reports (account, since);
  CREATE TABLE set_aside_rows (
    report INTEGER NOT NULL, position INTEGER NOT NULL, field TEXT NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (report, position)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE states (
    account TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (account, key)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE balances (
    account INTEGER NOT NULL, at INTEGER NOT NULL, balance INTEGER NOT NULL, PRIMARY KEY (account, at)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- For a team's store: the number of the commit (see revision) with which a UTC date's rows, and how it has been fetched, changed
  -- last; 0 for what a date has never had. Written by the commit itself.
  CREATE TABLE date_changes (
    account INTEGER NOT NULL, day INTEGER NOT NULL, rows_change INTEGER NOT NULL, cover_change INTEGER NOT NULL,
    PRIMARY KEY (account, day)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO date_changes (account, day, rows_change, cover_change)
    SELECT account, day, sum(has_rows) * (SELECT number FROM revision), sum(is_covered) * (SELECT number FROM revision)
    FROM (
      SELECT DISTINCT account, (hour - ((hour % 24) + 24) % 24) / 24 AS day, 1 AS has_rows, 0 AS is_covered FROM hours
      UNION ALL SELECT account, day, 0, 1 FROM coverage
    ) GROUP BY account, day;
  -- What each store, by its id, has been told of them.
  CREATE TABLE told_dates (
    store TEXT NOT NULL, account INTEGER NOT NULL, day INTEGER NOT NULL, rows_change INTEGER NOT NULL,
    cover_change INTEGER NOT NULL, PRIMARY KEY (account, store, day)
  ) STRICT, WITHOUT ROWID;
  `,
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/** "DVUG" in SQLite's file header: tells our files from other databases. */
export const APPLICATION_ID = 0x44565547;
