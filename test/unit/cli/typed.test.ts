import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { callsCsv, callsTable, failuresTable } from "../../../src/cli/callsTable.ts";
import { cellWidth } from "../../../src/cli/cellWidth.ts";
import { commandAt, readTyped } from "../../../src/cli/commandLine.ts";
import { COMMANDS, flagsOf } from "../../../src/cli/commandTable.ts";
import { documentText } from "../../../src/cli/documentText.ts";
import type { ExitError } from "../../../src/cli/exits.ts";
import type { Flag } from "../../../src/cli/flags.ts";
import { folded, foldedParts } from "../../../src/cli/folded.ts";
import { commandHelp, programHelp } from "../../../src/cli/helpText.ts";
import { nearest } from "../../../src/cli/nearest.ts";
import { numberTexts } from "../../../src/cli/numberTexts.ts";
import { chosenAccount } from "../../../src/cli/opened.ts";
import { type PeriodWish, periodOf, presetWords } from "../../../src/cli/periodWish.ts";
import { placesIn } from "../../../src/cli/places.ts";
import { SETTING_CHECKS } from "../../../src/cli/settingsFile.ts";
import { spendTable } from "../../../src/cli/spendTable.ts";
import { layOut } from "../../../src/cli/table.ts";
import { isColored } from "../../../src/cli/terminal.ts";
import type { Account } from "../../../src/domain/account.ts";
import { FIRST_GST_RULE } from "../../../src/domain/gst.ts";
import type { SpendReport } from "../../../src/domain/spendReport.ts";
import { HOSTILE_TEXTS } from "../../support/hostileTexts.ts";
import { misfits } from "../../support/jsonSchema.ts";
import { describedCommands } from "../../support/publishedAnswers.ts";

const FLAGS: readonly Flag[] = [
  { name: "since", kind: "text", value: "DATE", short: "s", summary: "" },
  { name: "json", kind: "switch", summary: "" },
  { name: "product", kind: "list", value: "ID", summary: "" },
  { name: "color", kind: "text", choices: ["auto", "never"], summary: "" },
];

/** Without colours. */
const PLAIN = { width: 100, numbers: numberTexts(), style: (_: unknown, text: string): string => text };

function usage(work: () => unknown): string {
  let said = "";
  assert.throws(work, (error: ExitError) => {
    said = error.message;
    return error.exit === 2;
  });
  return said;
}

describe("what was typed", () => {
  test("values may begin with a dash, lists repeat, words are kept", () => {
    const typed = readTyped(["--since", "-89d", "a", "--product=x", "--product", "y", "--json"], FLAGS, 1);
    assert.deepEqual(typed.texts, { since: "-89d" });
    assert.deepEqual(typed.lists, { product: ["x", "y"] });
    assert.deepEqual([...typed.switches], ["json"]);
    assert.deepEqual(typed.words, ["a"]);
    assert.deepEqual(readTyped(["-s", "-7d"], FLAGS, 0).texts, { since: "-7d" });
    assert.deepEqual(readTyped(["--since=-7d"], FLAGS, 0).texts, { since: "-7d" });
  });

  for (const [args, told] of [
    [["--jsno"], "Did you mean --json?"],
    [["--zzz"], "--help lists"],
    [["--since"], "--since needs a value"],
    [["--since", "--json"], "--since needs a value"],
    [["--json=yes"], "takes no value"],
    [["--color", "nver"], "Did you mean never?"],
    [["one", "two"], "“two”"],
    [["-x"], "no flag -x"],
  ] as const) {
    test(`${args.join(" ")} is wrong usage`, () => {
      const said = usage(() => readTyped(args, FLAGS, 1));
      assert.ok(said.includes(told), said);
    });
  }

  test("the command is the first word that is no flag's value", () => {
    assert.equal(commandAt(["daily", "--json"], FLAGS), 0);
    assert.equal(commandAt(["--since", "-7d", "daily"], FLAGS), 2);
    assert.equal(commandAt(["--since=-7d", "--json"], FLAGS), -1);
    assert.equal(commandAt(["--json", "--", "daily"], FLAGS), -1);
  });

  test("no command takes a flag twice, nor two flags with one letter", () => {
    for (const command of COMMANDS) {
      const names = flagsOf(command).map(({ name }) => name);
      const letters = flagsOf(command).flatMap(({ short }) => short ?? []);
      assert.equal(new Set(names).size, names.length, command.name);
      assert.equal(new Set(letters).size, letters.length, command.name);
    }
  });

  test("the nearest word is a slip away, or none", () => {
    const words = ["daily", "weekly", "monthly", "transactions"];
    assert.equal(nearest("dialy", words), "daily");
    assert.equal(nearest("trans", words), "transactions");
    assert.equal(nearest("montly", words), "monthly");
    assert.equal(nearest("Dayly", words), "daily");
    assert.equal(nearest("xyzzy", words), undefined);
  });
});

describe("the period that flags mean, on 26 November 2026", () => {
  const TODAY = "2026-11-26";
  const of = (wish: Partial<PeriodWish>) =>
    periodOf(
      { since: undefined, until: undefined, period: undefined, last: undefined, ...wish },
      "thisMonth",
      TODAY,
      1,
    );
  for (const [wish, expected] of [
    [{}, { preset: "thisMonth" }],
    [{ since: "2026-11-01" }, { since: "2026-11-01", until: TODAY }],
    [
      { since: "20261101", until: "20261103" },
      { since: "2026-11-01", until: "2026-11-03" },
    ],
    [{ since: "-89d" }, { since: "2026-08-29", until: TODAY }],
    [{ since: "7d" }, { since: "2026-11-19", until: TODAY }],
    [{ since: "last-month" }, { since: "2026-10-01", until: "2026-10-31" }],
    [{ until: "2026-11-10" }, { since: "2026-11-01", until: "2026-11-10" }],
    [{ last: "7" }, { since: "2026-11-20", until: TODAY }],
    [{ last: "1d" }, { since: TODAY, until: TODAY }],
    [{ period: "last-financial-year" }, { preset: "lastFinancialYear" }],
    [{ period: "last7Days" }, { preset: "last7Days" }],
    [{ period: "last-7-days" }, { preset: "last7Days" }],
    [{ period: "financial-quarter-1" }, { preset: "financialQuarter1" }],
  ] as const) {
    test(JSON.stringify(wish), () => assert.deepEqual(of(wish), expected));
  }

  for (const [wish, told] of [
    [{ since: "05/10/2026" }, "may be 5 Oct 2026 or 10 May 2026"],
    [{ since: "tomorrow" }, "--since: Write a date"],
    [{ since: "2026-12-01" }, "--since: Must not be after today"],
    [{ since: "2026-11-10", until: "2026-11-01" }, "--until: Must not be before"],
    [{ last: "0" }, "--last is a number"],
    [{ period: "this-wek" }, "Did you mean this-week?"],
    [{ period: "today", last: "7" }, "in one way"],
  ] as const) {
    test(`${JSON.stringify(wish)} is wrong usage`, () => {
      const said = usage(() => of(wish));
      assert.ok(said.includes(told), said);
    });
  }

  test("every preset has one name", () => assert.equal(new Set(presetWords()).size, 21));
});

function wordsOf(text: string): string {
  return text.split(/\s+/).join(" ");
}

function helps(width: number): readonly string[] {
  const manner = { bold: (text: string) => text, width };
  return [programHelp(manner), ...COMMANDS.map((command) => commandHelp(command, manner))];
}

describe("a table", () => {
  const columns = [
    { title: "Product", align: "left", least: 10 },
    { title: "Calls", align: "right", expendable: 1 },
    { title: "Spend", align: "right" },
  ] as const;
  const rows = [
    ["GSTIN-Advanced-Verification", "12", "₹1,23,456.78"],
    "rule",
    ["Total", "12", "₹1,23,456.78"],
  ] as const;

  test("as wide as it is where there is room", () => {
    assert.deepEqual(layOut(columns, rows, 200).lines, [
      "Product                      Calls         Spend",
      "────────────────────────────────────────────────",
      "GSTIN-Advanced-Verification     12  ₹1,23,456.78",
      "────────────────────────────────────────────────",
      "Total                           12  ₹1,23,456.78",
    ]);
  });

  test("names are cut first, then columns go; amounts are never cut", () => {
    assert.deepEqual(layOut(columns, rows, 36).lines[2], "GSTIN-Advanced…     12  ₹1,23,456.78".slice(0, 36));
    const narrow = layOut(columns, rows, 26);
    assert.deepEqual(narrow.left, ["Calls"]);
    assert.equal(narrow.lines[2], "GSTIN-Advan…  ₹1,23,456.78");
    assert.ok(layOut(columns, rows, 5).lines[2]?.endsWith("₹1,23,456.78"));
  });

  test("an ornament goes before a name is cut; a title is folded before that; a name folds where it may", () => {
    const wide = [
      columns[0],
      { title: "Paid for failures", align: "right" },
      { title: "", align: "left", expendable: 9 },
    ] as const;
    const lines = layOut(wide, [["GSTIN-Advanced", "₹1.00", "█████"]], 24).lines;
    assert.deepEqual(lines, [
      "Product         Paid for",
      "                failures",
      "────────────────────────",
      "GSTIN-Advanced     ₹1.00",
    ]);
    const folding = [{ title: "What", align: "left", folds: true }, columns[2]] as const;
    assert.deepEqual(layOut(folding, [["with GST in place of without", "₹1.00"]], 20).lines, [
      "What           Spend",
      "────────────────────",
      "with GST in    ₹1.00",
      "place of",
      "without",
    ]);
  });

  test("help fits the terminal, also a narrow one, and loses no word", () => {
    const whole = helps(Number.POSITIVE_INFINITY).map(wordsOf);
    for (const width of [40, 80, 100]) {
      for (const [at, help] of helps(width).entries()) {
        assert.equal(wordsOf(help).replaceAll(" ·", ""), whole[at]?.replaceAll(" ·", ""));
        // A usage line and an example are typed as they stand.
        const lines = help.split("\n").filter((line) => !line.includes("deepvue-usage "));
        for (const line of lines) assert.ok(line.length <= width, `${width}: ${line}`);
      }
    }
  });

  test("lines are broken between words, parts between parts", () => {
    assert.deepEqual(folded("one two three", 7), ["one two", "three"]);
    assert.deepEqual(folded("one two three", Number.POSITIVE_INFINITY), ["one two three"]);
    assert.deepEqual(foldedParts(["an account", "1–23 Nov 2026", "UTC"], " · ", 26), [
      "an account · 1–23 Nov 2026",
      "UTC",
    ]);
    assert.deepEqual(foldedParts(["much too long a part", "b"], " · ", 10), ["much too", "long a", "part", "b"]);
  });

  test("wide letters and marks take the room that they take", () => {
    assert.deepEqual(["पैन", "パン", "🪪", "ab", "é"].map(cellWidth), [2, 4, 2, 2, 1]);
  });

  test("other locales group otherwise; a locale that there is not is wrong usage", () => {
    assert.equal(numberTexts().money(1_234_567_8900), "₹12,34,567.89");
    assert.equal(numberTexts("en-US").money(1_234_567_8900), "₹1,234,567.89");
    assert.ok(usage(() => numberTexts("no_such")).includes("no locale"));
  });

  test("a document loses its marks and keeps its words", () => {
    const page = "# Head\n\n**Equal\\.** PAN\\-Plus &lt;b&gt;\n\n| A | Calls |\n| --- | ---: |\n| x \\| y | 12 |\n";
    assert.deepEqual(documentText(page, { ...PLAIN, width: 80 }).split("\n"), [
      "Head",
      "",
      "Equal. PAN-Plus <b>",
      "",
      "A      Calls",
      "────────────",
      "x | y     12",
      "",
    ]);
  });
});

/** What a terminal would obey, or what would disguise a text. */
const OBEYED = /(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

test("foreign text commands no terminal: neither as a product or message, nor as an account's name", () => {
  for (const text of [...Object.values(HOSTILE_TEXTS), "\u001b]0;title\u0007\u001b[2J", "a\r\nb"]) {
    const figures = { calls: 1, charge: 29_500, successes: 0, failures: 1, unknowns: 0 };
    const call = {
      ...figures,
      id: text,
      at: 1,
      product: text,
      status: 200,
      message: text,
      outcome: "failure",
    } as const;
    const report: SpendReport = {
      account: { id: "x", label: text, kind: "live" },
      by: "message",
      choice: { preset: "today" },
      period: { since: "2026-11-26", until: "2026-11-26" },
      zone: "UTC",
      cycleStart: 1,
      askedAt: 0,
      extent: "wholly",
      coverage: { dates: 1, fetched: 1 },
      totals: figures,
      rows: [{ ...figures, name: text, product: text, extent: "wholly" }],
    };
    const lines = [
      ...spendTable(report, PLAIN, { gst: FIRST_GST_RULE, filter: { products: [text] } }),
      ...callsTable([call], "UTC", PLAIN),
      ...failuresTable([{ product: text, message: text, calls: 1, charge: 1, share: 1 }], PLAIN),
    ];
    for (const line of lines) assert.doesNotMatch(line, OBEYED, JSON.stringify(text));
    const cells = callsCsv([call]).split("\r\n")[1]?.split(",") ?? [];
    assert.match(cells[0] ?? "", /^"(?![=+\-@])/, "no formula");
  }
});

test("colours: the flag decides, then NO_COLOR, then FORCE_COLOR, then the terminal", () => {
  for (const [wish, env, isTerminal, expected] of [
    ["auto", {}, true, true],
    ["auto", {}, false, false],
    ["auto", { TERM: "dumb" }, true, false],
    ["auto", { NO_COLOR: "1" }, true, false],
    ["auto", { NO_COLOR: "" }, true, true],
    ["auto", { FORCE_COLOR: "1" }, false, true],
    ["auto", { FORCE_COLOR: "0" }, true, false],
    ["auto", { NO_COLOR: "1", FORCE_COLOR: "1" }, true, false],
    ["always", { NO_COLOR: "1" }, false, true],
    ["never", { FORCE_COLOR: "1" }, true, false],
  ] as const) {
    assert.equal(isColored(wish, env, isTerminal), expected, JSON.stringify([wish, env, isTerminal]));
  }
});

test("files lie where the rules of the system say; a folder that is not absolute is passed over", () => {
  const usual = placesIn({ HOME: "/home/a" }, "linux");
  assert.equal(usual.ledger, "/home/a/.local/state/deepvue-usage/ledger.sqlite");
  assert.equal(usual.credentials, "/home/a/.config/deepvue-usage/credentials.json");
  const own = placesIn({ HOME: "/home/a", XDG_STATE_HOME: "/s", XDG_CONFIG_HOME: "relative" }, "linux");
  assert.deepEqual(
    [own.ledger, own.config],
    ["/s/deepvue-usage/ledger.sqlite", "/home/a/.config/deepvue-usage/config.json"],
  );
});

test("an account is found by its name or a part of it; what may be two is wrong usage", () => {
  const [a, b] = ["live_aaaa…1111", "live_bbbb…2222"].map((label, at): Account => {
    return { id: `id${at}`, kind: "live", label, baseUrl: "https://x", plan: "starter" };
  });
  assert.ok(a !== undefined && b !== undefined);
  assert.equal(chosenAccount([a, b], "bbbb", undefined), b);
  assert.equal(chosenAccount([a, b], "ID0", undefined), a);
  assert.equal(chosenAccount([a, b], undefined, "id1"), b);
  assert.equal(chosenAccount([a, b], undefined, "gone"), a);
  assert.equal(chosenAccount([], undefined, undefined), undefined);
  assert.ok(usage(() => chosenAccount([a, b], "live", undefined)).includes("may be any of"));
  assert.ok(usage(() => chosenAccount([a, b], "zzz", undefined)).includes("No account is called"));
});

test("whatever answers as JSON is described by a published schema, by its name, and nothing else is", () => {
  const answering = COMMANDS.filter((command) => flagsOf(command).some(({ name }) => name === "json"));
  const names = answering.flatMap(({ name }) => (name === "team" ? ["team status", "team check"] : [name]));
  assert.deepEqual(describedCommands().toSorted(), names.toSorted());
});

describe("settings", () => {
  const schema = JSON.parse(readFileSync(new URL("../../../docs/schemas/config.schema.json", import.meta.url), "utf8"));
  const manifest = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8"));

  test("the published schema has the keys that are read, and those of VS Code's names mean the same there", () => {
    assert.deepEqual(Object.keys(schema.properties).sort(), Object.keys(SETTING_CHECKS).sort());
    const ofEditor = manifest.contributes.configuration.properties;
    for (const key of Object.keys(SETTING_CHECKS).filter((name) => name.startsWith("deepvue."))) {
      assert.ok(Object.hasOwn(ofEditor, key), key);
      assert.deepEqual(misfits(ofEditor[key].default, schema.properties[key]), [], `${key}: the editor's default fits`);
      assert.equal(SETTING_CHECKS[key]?.(ofEditor[key].default), undefined, key);
    }
  });

  test("a value that means nothing is refused by both", () => {
    for (const [key, value] of [
      ["deepvue.plan", "gold"],
      ["deepvue.billingCycleStart", 31],
      ["deepvue.budget", 5],
      ["deepvue.gst", "maybe"],
      ["color", "blue"],
      ["account", 7],
    ] as const) {
      assert.notEqual(SETTING_CHECKS[key]?.(value), undefined, key);
      assert.notDeepEqual(misfits(value, schema.properties[key]), [], key);
    }
  });
});
