import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { outcomeOf } from "../../../src/domain/outcome.ts";
import { intervalOf, type Period } from "../../../src/domain/period.ts";
import type { Transaction } from "../../../src/domain/transaction.ts";
import {
  COLORED,
  colorsAsWords,
  FETCHED,
  GOLDEN_ACCOUNT,
  GOLDEN_NOW,
  type GoldenPlace,
  goldenPlace,
  runSituation,
  SITUATIONS,
  storedOutputs,
  WIDTHS,
} from "../../support/goldenOutputs.ts";
import { publishedAnswer } from "../../support/publishedAnswers.ts";

const IST_MS = 5.5 * 3_600_000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
/** Everything that the ledger was given, counted here and by nothing that is tested. */
const ROWS: readonly Counted[] = FETCHED.flatMap((period) =>
  [...GOLDEN_ACCOUNT.transactions(intervalOf(period, "UTC"), GOLDEN_NOW)].map(counted),
);
const stored = storedOutputs();

interface Counted extends Transaction {
  /** "2026-11-23", in India. */
  readonly day: string;
  readonly outcome: "success" | "failure" | "unknown";
}

function counted(row: Transaction): Counted {
  const day = new Date(row.at / 1000 + IST_MS).toISOString().slice(0, 10);
  return { ...row, day, outcome: outcomeOf(row.status, row.message) };
}

function within({ since, until }: Period): readonly Counted[] {
  return ROWS.filter(({ day }) => day >= since && day <= until);
}

/** "₹1,23,456.78" of ten-thousandths; no amount of these rows has a fraction of a paisa. */
function rupees(amount: number): string {
  assert.equal(Math.abs(amount % 100), 0);
  const [whole = "", paise = ""] = (Math.abs(amount) / 10_000).toFixed(2).split(".");
  const thousands = whole.slice(0, -3).replaceAll(/\B(?=(\d\d)+$)/g, ",");
  return `${amount < 0 ? "-" : ""}₹${thousands === "" ? "" : `${thousands},`}${whole.slice(-3)}.${paise}`;
}

/** "123.4500" without the last zeros beyond the paisa. */
function decimal(amount: number): string {
  return (amount / 10_000).toFixed(2);
}

function spend(rows: readonly Counted[]): number {
  return rows.reduce((sum, { charge }) => sum + charge, 0);
}

function grouped(count: number): string {
  return rupees(count * 10_000).slice(1, -3);
}

/** What stands in a row of a whole table, without the empty cells and the bar. */
function cells(name: string, rows: readonly Counted[]): readonly string[] {
  const failures = rows.filter(({ outcome }) => outcome === "failure");
  const unknowns = rows.filter(({ outcome }) => outcome === "unknown");
  const paid = spend(failures.filter(({ charge }) => charge > 0));
  return [
    name,
    grouped(rows.length),
    failures.length === 0 ? "" : grouped(failures.length),
    unknowns.length === 0 ? "" : grouped(unknowns.length),
    paid === 0 ? "" : rupees(paid),
    rupees(spend(rows)),
  ].filter((cell) => cell !== "");
}

function output(name: string, width: number): string {
  return stored.get(`${name}.${width}`) ?? "";
}

/** The rows of the first table, with its total, as cells that are not empty. */
function rowsOf(text: string): readonly (readonly string[])[] {
  const lines = text.split("\n");
  const first = lines.findIndex((line) => line.startsWith("─"));
  const end = lines.indexOf("", first);
  return lines
    .slice(first + 1, end)
    .filter((line) => !line.startsWith("─"))
    .map((line) =>
      line
        .trim()
        .split(/ {2,}/)
        .filter((cell) => !/[█▏▎▍▌▋▊▉]/.test(cell)),
    );
}

function by<Key extends string>(rows: readonly Counted[], keyOf: (row: Counted) => Key): ReadonlyMap<Key, Counted[]> {
  const groups = new Map<Key, Counted[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

function dearestFirst(groups: ReadonlyMap<string, Counted[]>): readonly (readonly [string, Counted[]])[] {
  return [...groups].toSorted(([a, one], [b, other]) => spend(other) - spend(one) || (a < b ? -1 : 1));
}

/** "Mon 23 Nov" */
function dayText(day: string): string {
  const date = new Date(day);
  return `${WEEKDAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

function kindOf({ message, product }: Counted): string {
  return `${message}\t${product}`;
}

/** By the rules of `labels.json`, read here. */
function labelOf({ id, product, message }: Counted): string {
  if (/^(?:1a|2)/.test(id)) return "Asha";
  if (/^pan/i.test(product)) return "Onboarding of partners and their customers";
  return /unavailable/i.test(message) ? "Retries" : "No label";
}

function isPaid({ outcome, charge }: Counted): boolean {
  return outcome === "failure" && charge > 0;
}

const MONTH = { since: "2026-11-01", until: "2026-11-23" };

describe("what people read at a terminal", () => {
  let place: GoldenPlace;
  before(async () => {
    place = await goldenPlace();
  });
  after(() => place.remove());

  test("each file belongs to a command and a width", () => {
    const names = Object.keys(SITUATIONS).flatMap((name) => WIDTHS.map((width) => `${name}.${width}`));
    assert.deepEqual([...stored.keys()].sort(), [...names, ...COLORED.map((name) => `${name}.colors`)].sort());
  });

  for (const name of Object.keys(SITUATIONS)) {
    test(`${name} reads as kept, at every width, in colour and without`, async () => {
      for (const columns of WIDTHS) {
        const { stdout, stderr } = await runSituation(place, name, [], { columns, color: "auto" });
        assert.equal(stripVTControlCharacters(stdout), output(name, columns), `${name}.${columns}; ${stderr}`);
        if (columns === 80 && COLORED.includes(name)) assert.equal(colorsAsWords(stdout), stored.get(`${name}.colors`));
      }
    });
  }

  test("into a pipe it is as wide as it needs, and has no colour", async () => {
    const { stdout } = await runSituation(place, "daily");
    assert.equal(stdout, output("daily", 200));
  });

  // The others are checked as processes, where everything is known.
  test("as JSON too: what is known in part, not at all, or within limits is as published", async () => {
    const answers: Record<string, Partial<Record<string, unknown>>> = {};
    for (const name of ["monthly", "nothing-fetched", "daily-breakdown", "balance", "budget-over", "statusline"]) {
      const { stdout } = await runSituation(place, name, ["--json"]);
      answers[name] = publishedAnswer(stdout) as Partial<Record<string, unknown>>;
    }
    const { monthly, statusline } = answers;
    assert.deepEqual(monthly?.["totals"], { ...(monthly?.["totals"] as object), charge: decimal(spend(ROWS)) });
    assert.equal(statusline?.["month"], decimal(spend(within(MONTH))));
    const unknown = answers["nothing-fetched"]?.["totals"];
    assert.deepEqual(unknown, { ...(unknown as object), calls: null, charge: null });
  });

  test("rows come the other way round with --order, and the sums are the same", async () => {
    for (const [name, other] of [
      ["daily", "desc"],
      ["products", "asc"],
    ] as const) {
      const { stdout } = await runSituation(place, name, ["--order", other]);
      const [total, ...rows] = rowsOf(stdout).toReversed();
      assert.deepEqual([...rows, total], rowsOf(output(name, 200)));
    }
  });

  test("a product that there is not is named, with the one that was meant", async () => {
    const { stderr } = await runSituation(place, "products", ["--product", "pan-pluss"]);
    assert.match(stderr, /no call of the product pan-pluss in this period\. Did you mean PAN-Plus\?/);
    assert.equal((await runSituation(place, "products", ["--product", "PAN-Plus"])).stderr, "");
  });
});

describe("in what is kept", () => {
  test("no line is wider than its terminal", () => {
    for (const [name, text] of stored) {
      const width = Number(name.split(".")[1]);
      if (Number.isNaN(width) || name.startsWith("statusline")) continue;
      for (const line of text.split("\n")) assert.ok(Array.from(line).length <= width, `${name}: ${line}`);
    }
  });

  test("a line of a status bar is one line", () => {
    for (const width of WIDTHS) assert.match(output("statusline", width), /^[^\n]+\n$/);
  });

  test("days, products and outcomes are what was counted here, and their sums", () => {
    const rows = within(MONTH);
    const days = [...by(rows, ({ day }) => day)].toSorted(([a], [b]) => (a < b ? -1 : 1));
    assert.deepEqual(rowsOf(output("daily", 200)), [
      ...days.map(([day, group]) => cells(dayText(day), group)),
      cells("Total", rows),
    ]);
    assert.deepEqual(rowsOf(output("products", 200)), [
      ...dearestFirst(by(rows, ({ product }) => product)).map(([product, group]) => cells(product, group)),
      cells("Total", rows),
    ]);
    const outcomes = by(rows, ({ outcome }) => outcome);
    assert.deepEqual(rowsOf(output("outcomes", 200)), [
      ...[...outcomes]
        .toSorted(([, one], [, other]) => spend(other) - spend(one))
        .map(([outcome, group]) => [
          outcome,
          grouped(group.length),
          `${((100 * group.length) / rows.length).toFixed(1)} %`,
          rupees(spend(group)),
        ]),
      ["Total", grouped(rows.length), "100.0 %", rupees(spend(rows))],
    ]);
  });

  test("labels are those that were counted here, and add up to the whole with what has none", () => {
    const rows = within(MONTH);
    const groups = by(rows, labelOf);
    const shown = rowsOf(output("labels", 200));
    assert.equal(groups.size, 4);
    const named = dearestFirst(groups).filter(([label]) => label !== "No label");
    assert.deepEqual(shown, [
      ...named.map(([label, group]) => cells(label, group)),
      cells("No label", groups.get("No label") ?? []),
      cells("Total", rows),
    ]);
  });

  test("narrow tables have the same rows and sums, with whole amounts", () => {
    for (const name of ["daily", "daily-failures", "weekly", "monthly", "products", "outcomes", "messages", "labels"]) {
      const amounts = (width: number): readonly unknown[] => rowsOf(output(name, width)).map((row) => row.at(-1));
      for (const width of [40, 80]) assert.deepEqual(amounts(width), amounts(200), `${name}.${width}`);
    }
  });

  test("weeks and months that are known in part say at least; what nobody asked for is no zero", () => {
    const month = (since: string, until: string): string => rupees(spend(within({ since, until })));
    const text = output("monthly", 200);
    assert.match(text, /^Aug 2026 +— +— +— +— +—$/m);
    assert.ok(rowLike(text, "Sep 2026").includes(`≥ ${month("2026-09-01", "2026-09-30")}`));
    assert.ok(rowLike(text, "Oct 2026").includes(month("2026-10-01", "2026-10-31")));
    assert.ok(rowLike(text, "Total").includes(`≥ ${rupees(spend(ROWS))}`));
    const weeks = output("weekly", 200);
    assert.ok(rowLike(weeks, "16–22 Nov 2026").includes(month("2026-11-16", "2026-11-22")));
    assert.ok(rowLike(weeks, "28 Sep – 4 Oct 2026").includes(month("2026-09-28", "2026-10-04")));
  });

  test("a day's products add up to the day", () => {
    const rows = within({ since: "2026-11-22", until: "2026-11-22" });
    const products = dearestFirst(by(rows, ({ product }) => product));
    assert.deepEqual(rowsOf(output("daily-breakdown", 200)).slice(0, products.length + 1), [
      cells("Sun 22 Nov", rows),
      ...products.map(([product, group]) => cells(product, group)),
    ]);
  });

  test("messages and paid failures are those that were counted here", () => {
    const messages = by(within({ since: "2026-11-22", until: "2026-11-23" }), kindOf);
    const shown = rowsOf(output("messages", 200)).slice(0, -1);
    assert.equal(shown.length, messages.size);
    for (const [message = "", product = "", calls, ...rest] of shown) {
      const group = messages.get(`${message}\t${product}`) ?? [];
      assert.deepEqual([calls, rest.at(-1)], [grouped(group.length), rupees(spend(group))], message);
    }
    const paid = within(MONTH).filter(isPaid);
    const failures = by(paid, kindOf);
    const rows = rowsOf(output("failures", 200));
    assert.deepEqual(rows.at(-1), ["Total", grouped(paid.length), rupees(spend(paid))]);
    assert.equal(rows.length - 1, failures.size);
    for (const [message, product, calls, amount] of rows.slice(0, -1)) {
      const group = failures.get(`${message}\t${product}`) ?? [];
      assert.deepEqual([calls, amount], [grouped(group.length), rupees(spend(group))], message);
    }
  });

  test("the newest calls are the newest, and every column says what the service said", () => {
    const newest = ROWS.toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1)).slice(0, 8);
    const shown = rowsOf(output("transactions", 200));
    const expected = newest.map(({ at, product, outcome, charge, message, id }) => {
      const time = new Date(at / 1000 + IST_MS).toISOString().slice(11, 19);
      return [`23 Nov, ${time}`, product, outcome, rupees(charge), message, id];
    });
    // Two of the same second may come in either order.
    assert.equal(shown.length, expected.length);
    for (const row of expected)
      assert.ok(
        shown.some((each) => each.join() === row.join()),
        row.join(),
      );
    assert.ok(output("transactions", 200).includes(`The newest 8 calls of ${grouped(within(MONTH).length)};`));
  });

  test("budgets, the status line and an invoice speak of the same sums", () => {
    const [month, today] = [spend(within(MONTH)), spend(within({ since: "2026-11-23", until: "2026-11-23" }))];
    for (const width of WIDTHS) {
      assert.ok(rowLike(output("budget-over", width), "Nov 2026").includes(rupees(month)));
      assert.ok(rowLike(output("budget-over", width), "23 Nov").includes(rupees(today)));
      assert.ok(output("statusline", width).startsWith(`${rupees(today)} today · ${rupees(month)} this month · `));
    }
    const october = spend(within({ since: "2026-10-01", until: "2026-10-31" }));
    assert.ok(output("reconcile", 200).includes(rupees(october)));
    assert.ok(output("reconcile", 200).includes(`₹${((october - 1_000_000_000) / 10_000).toFixed(2)} less`));
    assert.ok(output("balance", 40).includes(rupees(GOLDEN_ACCOUNT.balance(GOLDEN_NOW - 12 * 60_000))));
  });
});

function rowLike(text: string, name: string): string {
  return text.split("\n").find((line) => line.startsWith(name)) ?? "";
}
