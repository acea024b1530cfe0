// Commits between the steps and statements of a ledger's work. Every row says three times which one it is: in its id, its charge and
// its microseconds; so a row that has another one's id gives itself away.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { StatementSync } from "node:sqlite";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { dayFromNumber } from "../../src/domain/day.ts";
import { MICROS_PER_DAY, type Transaction } from "../../src/domain/transaction.ts";
import { SqliteLedger } from "../../src/ledger/sqliteLedger.ts";
import type { Pace } from "../../src/ledger/steps.ts";
import { atEnd } from "./endings.ts";
import { inheritedFlags } from "./inheritedFlags.ts";
import { format, reportOf, takeIn } from "./ledgers.ts";
import { programFile } from "./programFile.ts";

/** Everywhere that work can take a break, it does. */
export const EAGER: Pace = { isDue: () => true };

export const ACCOUNT = "account";
const FIRST_DAY = 20_600;
const HOUR = 3_600_000_000;
/** Charges are this times the row's number, plus how often it was changed. */
const STRIDE = 10;

interface Place {
  readonly day: number;
  readonly hour: number;
}

/** Row number `n` as it is after so many changes. */
function numbered(n: number, { day, hour }: Place, version: number): Transaction {
  return {
    id: `${((n * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, "0")}-cafe-4000-8000-${n.toString(16).padStart(12, "0")}`,
    at: (FIRST_DAY + day) * MICROS_PER_DAY + hour * HOUR + (n % 3_000) * 1_000_000 + n,
    product: n % 12 === 0 ? "Rare" : (["PAN", "GST", "UPI"][n % 3] ?? ""),
    status: n % 4 === 0 ? 422 : 200,
    message: n % 4 === 0 ? "Invalid Pan Number." : "Verified Successfully.",
    charge: n * STRIDE + version,
  };
}

/** Whether a row has its own id. */
export function isItself({ id, at, charge }: Transaction): boolean {
  const n = Number.parseInt(id.slice(-12), 16);
  return at % 1_000_000 === n && Math.floor(charge / STRIDE) === n;
}

/** What a commit changes: these rows of these days. */
export type Change = readonly Transaction[];

/** Rows of many days, what was committed so far, and changes of every kind to come. */
export class Story {
  readonly #committed: Change[] = [];
  readonly #places = new Map<number, Place>();
  readonly #versions = new Map<number, number>();
  readonly #lonely: number[] = [];
  readonly #days: number;
  #turn = 0;

  constructor(days: number, perDay: number) {
    this.#days = days;
    for (let n = 0; n < days * perDay; n++) this.#put(n + 1, { day: n % days, hour: (n * 7) % 23 });
    // Hours with one row, to be emptied.
    for (let day = 0; day < days; day++) {
      const n = this.#places.size + 1;
      this.#put(n - (n % 12) + 12, { day, hour: 23 });
      this.#lonely.push(n - (n % 12) + 12);
      for (let next = n; next < n - (n % 12) + 12; next++) this.#put(next, { day, hour: 1 });
    }
  }

  get beginning(): Change {
    return [...this.#places.keys()].map((n) => this.#row(n));
  }

  /** A late row in front of others, a changed row, a row that leaves its hour empty, in turn; on days all over the story. */
  next(): Change {
    const turn = this.#turn++;
    const kind = turn % 3;
    const day = (turn * 5) % this.#days;
    if (kind === 0) {
      const n = this.#places.size + 1;
      this.#put(n, { day, hour: (turn * 11) % 23 });
      return [this.#row(n)];
    }
    if (kind === 1) {
      const n = ((turn * 37) % this.#places.size) + 1;
      this.#versions.set(n, ((this.#versions.get(n) ?? 0) + 1) % STRIDE);
      return [this.#row(n)];
    }
    const n = this.#lonely[((turn / 3) % this.#lonely.length) | 0] ?? 1;
    const { day: home, hour } = this.#places.get(n) ?? { day: 0, hour: 0 };
    this.#put(n, { day: home, hour: hour === 23 ? 0 : 23 });
    return [this.#row(n)];
  }

  /** A change has been committed. */
  committed(change: Change): void {
    this.#committed.push(change);
  }

  /** Asked for now, and given when something has been done: all rows after the last commit, and after each one that has come since. */
  statesFromNowOn(): () => Iterable<ReadonlyMap<string, Transaction>> {
    const first = this.#committed.length - 1;
    return () => this.#statesFrom(first);
  }

  /** One map that changes from state to state, to be looked at while it is given. */
  *#statesFrom(first: number): Iterable<ReadonlyMap<string, Transaction>> {
    const rows = new Map<string, Transaction>();
    for (const [index, change] of this.#committed.entries()) {
      for (const row of change) rows.set(row.id, row);
      if (index >= first) yield rows;
    }
  }

  #put(n: number, place: Place): void {
    this.#places.set(n, place);
  }

  #row(n: number): Transaction {
    return numbered(n, this.#places.get(n) ?? { day: 0, hour: 0 }, this.#versions.get(n) ?? 0);
  }
}

/** Commits a change as a report of the days that it touches. */
export function commit(ledger: SqliteLedger, change: Change): void {
  const days = change.map(({ at }) => Math.floor(at / MICROS_PER_DAY));
  const window = { since: dayFromNumber(Math.min(...days)), until: dayFromNumber(Math.max(...days)) };
  takeIn(ledger, window, reportOf(change.toSorted((a, b) => b.at - a.at)), ACCOUNT);
}

/** Who commits: a ledger of this process, or another process with the same file. */
export type Committer = (change: Change) => void | Promise<void>;

/** A process of its own that commits what it is told to. */
export async function otherProcess(test: TestContext, path: string): Promise<Committer> {
  const child: ChildProcess = spawn(process.execPath, [...inheritedFlags(), programFile(import.meta.url), path], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  atEnd(test, async () => {
    child.stdin?.end();
    if (child.exitCode === null) await once(child, "exit");
  });
  const lines = createInterface({ input: child.stdout! });
  await once(lines, "line");
  return async (change) => {
    child.stdin?.write(`${JSON.stringify(change)}\n`);
    await once(lines, "line");
  };
}

/** Lets `between` happen before statements number `from`, `from` + `every`, … that any connection of this process runs, until `end` is called. */
export function betweenStatements(from: number, every: number, between: () => void): { end(): number } {
  const methods = ["all", "get", "iterate"] as const;
  const originals = methods.map((name) => StatementSync.prototype[name]);
  let count = 0;
  let isWithin = false;
  for (const [index, name] of methods.entries()) {
    const original = originals[index] as (...values: unknown[]) => never;
    StatementSync.prototype[name] = function (this: StatementSync, ...values: unknown[]): never {
      if (!isWithin) {
        isWithin = true;
        try {
          if (count >= from && (count - from) % every === 0) between();
          count++;
        } finally {
          isWithin = false;
        }
      }
      return original.apply(this, values);
    };
  }
  return {
    end() {
      for (const [index, name] of methods.entries()) StatementSync.prototype[name] = originals[index] as never;
      return count;
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const ledger = new SqliteLedger(process.argv[2] ?? "", format);
  ledger.open();
  console.log("open");
  for await (const line of createInterface({ input: process.stdin })) {
    commit(ledger, JSON.parse(line) as Change);
    console.log("committed");
  }
  ledger.close();
}
