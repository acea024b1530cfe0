// What people read at a terminal, of a fixed account at a fixed time, kept as text in test/unit/cli/golden: a file for each command and
// width. `node test/support/goldenOutputs.ts` writes them anew, after a change that is meant to be seen; look at the difference before
// you commit it. The test counts the figures in them itself.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { liveAccount } from "../../src/app/knownAccounts.ts";
import { IDLE_LANE } from "../../src/app/sync/syncState.ts";
import { intervalOf, type Period } from "../../src/domain/period.ts";
import { SqliteLedger } from "../../src/ledger/sqliteLedger.ts";
import { generateAccount } from "../../src/sandbox/generator.ts";
import { type CommandPlace, type CommandRun, type RunTerminal, runCommand } from "./commandRuns.ts";
import { format, reportBody, reportRow, takeIn } from "./ledgers.ts";

const FOLDER = join(import.meta.dirname, "../unit/cli/golden");

/** 23 November 2026, 14:30 in India, a Monday. */
export const GOLDEN_NOW = Date.parse("2026-11-23T09:00:00Z");
const READ_AT = GOLDEN_NOW - 12 * 60_000;
export const GOLDEN_ACCOUNT = generateAccount({ anchor: "2026-11-23", callsPerWeekday: 900 });
/** What has been fetched, in UTC dates: there is a hole in September, and nothing is known before. */
export const FETCHED: readonly Period[] = [
  { since: "2026-09-01", until: "2026-09-09" },
  { since: "2026-09-13", until: "2026-11-24" },
];
const BUDGET = { "deepvue.budget": { daily: 5000, monthly: 75_000, products: { "PAN-Plus": { daily: 500 } } } };
/** The first rule that fits decides: Asha's calls are hers whatever they ask. */
const GOLDEN_LABELS = [
  { label: "Asha", idPrefix: "1A" },
  { label: "Asha", idPrefix: "2" },
  { label: "Onboarding of partners and their customers", product: "pan*" },
  { label: "Retries", message: "*unavailable*" },
  { label: "Nobody", product: "No-Such" },
] as const;
const WIDE_BUDGET = { "deepvue.budget": { daily: 10_000, monthly: 150_000 } };

export const WIDTHS = [40, 80, 200] as const;

/** What is typed, by the name of its files. */
export const SITUATIONS: Readonly<Record<string, readonly string[]>> = {
  daily: ["daily"],
  "daily-breakdown": ["daily", "--last", "2", "--breakdown"],
  "daily-failures": ["daily", "--last", "5", "--outcome", "failure"],
  weekly: ["weekly"],
  monthly: ["monthly"],
  products: ["products"],
  outcomes: ["outcomes"],
  messages: ["messages", "--last", "2"],
  labels: ["labels", "--config", "labels.json"],
  transactions: ["transactions", "--limit", "8"],
  failures: ["failures"],
  balance: ["balance"],
  budget: ["budget", "check", "--config", "wide-budget.json"],
  "budget-over": ["budget", "check", "--config", "budget.json"],
  statusline: ["statusline", "--config", "budget.json"],
  accounts: ["accounts"],
  reconcile: ["reconcile", "--period", "last-month", "--total", "1,00,000"],
  "nothing-fetched": ["daily", "--since", "2026-08-01", "--until", "2026-08-03"],
  "no-calls": ["daily", "--last", "2", "--product", "No-Such"],
};

export interface GoldenPlace extends CommandPlace {
  remove(): void;
}

/** A home with the fixed account's ledger in it. */
export async function goldenPlace(): Promise<GoldenPlace> {
  const home = mkdtempSync(join(tmpdir(), "deepvue-usage-golden-"));
  const path = join(home, ".local", "state", "deepvue-usage", "ledger.sqlite");
  mkdirSync(dirname(path), { recursive: true });
  const ledger = new SqliteLedger(path, format);
  const credentials = { clientId: "live_7c41d0b2e9f3", clientSecret: "golden-secret-0b7e55" };
  const account = liveAccount(credentials, "https://production.deepvue.tech/v1", "starter");
  ledger.saveAccount(account);
  for (const period of FETCHED) {
    const rows = GOLDEN_ACCOUNT.transactions(intervalOf(period, "UTC"), GOLDEN_NOW);
    takeIn(ledger, period, reportBody([...rows].map(reportRow)), account.id, READ_AT);
  }
  ledger.addBalance(account.id, { at: READ_AT, balance: GOLDEN_ACCOUNT.balance(READ_AT) });
  const lane = { ...IDLE_LANE, attemptedAt: READ_AT, syncedAt: READ_AT, balanceAskedAt: READ_AT };
  ledger.writeState(account.id, "lane.refresh", JSON.stringify(lane));
  ledger.close();
  writeFileSync(join(home, "budget.json"), JSON.stringify(BUDGET));
  writeFileSync(join(home, "wide-budget.json"), JSON.stringify(WIDE_BUDGET));
  writeFileSync(join(home, "labels.json"), JSON.stringify({ "deepvue.labels": GOLDEN_LABELS }));
  return {
    home,
    clock: () => GOLDEN_NOW,
    remove: () => rmSync(home, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Runs what a situation types over the ledger alone. */
export async function runSituation(
  place: GoldenPlace,
  name: string,
  more: readonly string[] = [],
  terminal?: RunTerminal,
): Promise<CommandRun> {
  const typed = SITUATIONS[name] ?? [];
  const args = typed.map((word) => (word.endsWith(".json") ? join(place.home, word) : word));
  return runCommand(place, [...args, ...(name === "accounts" ? [] : ["--offline"]), ...more], terminal);
}

/** "daily.80" and its text as stored. */
export function storedOutputs(): ReadonlyMap<string, string> {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(".txt"));
  return new Map(files.map((name) => [name.replace(/\.txt$/, ""), readFileSync(join(FOLDER, name), "utf8")]));
}

const ESCAPE = "\u001b";
const MARKS: Readonly<Record<string, string>> = {
  "1": "bold",
  "2": "dim",
  "31": "red",
  "32": "green",
  "33": "yellow",
  "36": "cyan",
};

/** Colours as words, so that a person can read them in a file: "«red 125 %»". */
export function colorsAsWords(text: string): string {
  const [first = "", ...rest] = text.split(ESCAPE);
  const words = rest.map((part) => {
    const end = part.indexOf("m");
    const mark = MARKS[part.slice(1, end)];
    return `${mark === undefined ? "»" : `«${mark} `}${part.slice(end + 1)}`;
  });
  return [first, ...words].join("");
}

/** The situations whose colours are kept too. */
export const COLORED = ["daily", "monthly", "budget-over", "transactions"];

if (process.argv[1] === import.meta.filename) {
  const place = await goldenPlace();
  for (const name of Object.keys(SITUATIONS)) {
    for (const width of WIDTHS) {
      const { stdout } = await runSituation(place, name, [], { columns: width, color: "never" });
      writeFileSync(join(FOLDER, `${name}.${width}.txt`), stdout);
    }
    if (!COLORED.includes(name)) continue;
    const { stdout } = await runSituation(place, name, [], { columns: 80, color: "auto" });
    writeFileSync(join(FOLDER, `${name}.colors.txt`), colorsAsWords(stdout));
  }
  place.remove();
}
