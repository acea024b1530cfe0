import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { inflateRawSync } from "node:zlib";
import readWorkbook from "read-excel-file/node";
import type { ExportFormat } from "../../../../src/app/export/exporter.ts";
import { type DateForm, FIRST_EXPORT_OPTIONS } from "../../../../src/app/export/exportOptions.ts";
import type { Transaction } from "../../../../src/domain/transaction.ts";
import { duckDb, exportRows, temporaryFolder, transactions } from "../../../support/exports.ts";

/** What people and programs see of an export, with the right values written out. */

const folder = temporaryFolder();
const NOON = Date.UTC(2026, 1, 28, 12) * 1000;

function row(change: Partial<Transaction>): Transaction {
  return { id: "id", at: NOON, product: "pan-basic", status: 200, message: "m", charge: 29_500, ...change };
}

async function write(name: string, format: ExportFormat, rows: readonly Transaction[], dateForm: DateForm = "iso") {
  const target = join(folder, name);
  await exportRows({ format, target, options: { ...FIRST_EXPORT_OPTIONS, dateForm } }, rows);
  return target;
}

interface Entry {
  readonly name: string;
  readonly text: string;
}

/** The entries of a zip file in the order of the file, as a reader of streams meets them, found by the directory at its end. */
function entriesOf(target: string): Entry[] {
  const bytes = readFileSync(target);
  const end = bytes.lastIndexOf(Buffer.from("PK\x05\x06"));
  const entries: (Entry & { readonly at: number })[] = [];
  for (let at = bytes.readUInt32LE(end + 16); bytes.readUInt32LE(at) === 0x02014b50; ) {
    const [nameLength, start] = [bytes.readUInt16LE(at + 28), bytes.readUInt32LE(at + 42)];
    const name = bytes.subarray(at + 46, at + 46 + nameLength).toString();
    const data = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
    const text = inflateRawSync(bytes.subarray(data, data + bytes.readUInt32LE(at + 20))).toString();
    entries.push({ name, text, at: start });
    at += 46 + nameLength;
  }
  return entries.toSorted((a, b) => a.at - b.at);
}

function partOf(target: string, name: string): string {
  return entriesOf(target).find((entry) => entry.name === name)?.text ?? "";
}

/** The number as it is written in a cell, and the code of its format. */
function cellOf(target: string, reference: string): { readonly value: string; readonly format: string } {
  const cell = new RegExp(`<c r="${reference}" s="(\\d+)"><v>([^<]*)</v>`).exec(
    partOf(target, "xl/worksheets/sheet2.xml"),
  );
  assert.ok(cell, reference);
  const styles = partOf(target, "xl/styles.xml");
  const looks = /<cellXfs[^>]*>(.*)<\/cellXfs>/.exec(styles)?.[1]?.match(/numFmtId="\d+"/g) ?? [];
  const id = /\d+/.exec(looks[Number(cell[1])] ?? "")?.[0];
  const format = new RegExp(`<numFmt numFmtId="${id}" formatCode="([^"]*)"`).exec(styles)?.[1] ?? `built in ${id}`;
  return { value: cell[2] ?? "", format };
}

/** What Excel shows for a format of one section: digits from the right, each literal ("\,") in its place. */
function shown(value: string, format: string): string {
  const [wholeFormat = "", decimalFormat = ""] = format.split(".");
  const [whole = "", decimals = ""] = value.replace("-", "").split(".");
  let digits = whole;
  let text = "";
  for (let i = wholeFormat.length - 1; i >= 0; i--) {
    if (wholeFormat[i - 1] === "\\") {
      text = `${wholeFormat[i]}${text}`;
      i -= 1;
    } else {
      text = `${digits.at(-1) ?? (wholeFormat[i] === "0" ? "0" : "")}${text}`;
      digits = digits.slice(0, -1);
    }
  }
  assert.ok(decimals.length <= decimalFormat.length, `${value} is rounded by ${format}`);
  return `${value.startsWith("-") ? "-" : ""}${digits}${text}.${decimals.padEnd(decimalFormat.length, "0")}`;
}

describe("money in a workbook", () => {
  const CASES: readonly (readonly [charge: number, text: string])[] = [
    [12_345_678_000, "12,34,567.80"],
    [250_000_000_000, "2,50,00,000.00"],
    [-12_345_678_000, "-12,34,567.80"],
    [0, "0.00"],
    [625, "0.0625"],
    [-50, "-0.005"],
    [1, "0.0001"],
    [9_999_999, "999.9999"],
    [10_000_000, "1,000.00"],
    [999_999_900, "99,999.99"],
    [1_000_000_000, "1,00,000.00"],
    [99_999_999_999, "99,99,999.9999"],
    [100_000_000_000, "1,00,00,000.00"],
    [9_999_999_999_900, "99,99,99,999.99"],
    [10_000_000_000_000, "1,00,00,00,000.00"],
    [-9_007_199_254_740_991, "-9,00,71,99,25,474.0991"],
  ];
  test("has commas at lakh and crore and all of its decimals, whatever the reader's locale", async () => {
    const target = await write(
      "money.xlsx",
      "xlsx",
      CASES.map(([charge], i) => row({ id: `${i}`, charge })),
    );
    const texts = CASES.map((_, i) => {
      const { value, format } = cellOf(target, `I${i + 2}`);
      return shown(value, format);
    });
    assert.deepEqual(
      texts,
      CASES.map(([, text]) => text),
    );
  });

  test("uses number formats of one section, without optional digits or separators of a locale", async () => {
    const target = await write("formats.xlsx", "xlsx", transactions(3));
    const codes = [...partOf(target, "xl/styles.xml").matchAll(/formatCode="([^"]*)"/g)].map(([, code]) => code);
    assert.equal(codes.length, 19);
    for (const code of codes.slice(1)) assert.match(code ?? "", /^(##\\,)*(##)?0\.00{1,3}$/);
  });
});

describe("times", () => {
  const NIGHT = [
    row({ id: "february", at: Date.UTC(2026, 1, 28, 18, 29, 59) * 1000 + 999_700 }),
    row({ id: "march", at: Date.UTC(2026, 1, 28, 18, 30) * 1000 }),
  ];

  test("in a workbook never roll over into the next second, day, or month; the exact instant stands beside", async () => {
    const target = await write("night.xlsx", "xlsx", NIGHT);
    const [february, march] = [
      [cellOf(target, "B2"), cellOf(target, "C2")],
      [cellOf(target, "B3"), cellOf(target, "C3")],
    ];
    // Days since 1899-12-30, in whole seconds: (46081 + 18:29:59), (46081 + 23:59:59), (46081 + 18:30:00), 46082.
    const seconds = [...february, ...march].map(({ value }) => Number(value) * 86_400);
    assert.deepEqual(
      seconds.map((exact) => Math.round(exact)),
      [3_981_464_999, 3_981_484_799, 3_981_465_000, 3_981_484_800],
    );
    for (const exact of seconds) assert.ok(Math.abs(exact - Math.round(exact)) < 1e-5, `${exact} is no whole second`);
    assert.equal(february[0]?.format, "yyyy\\-mm\\-dd\\ hh:mm:ss");
    const sheets = await readWorkbook(target);
    assert.deepEqual(
      sheets.find(({ sheet }) => sheet === "Transactions")?.data.map((cells) => cells.slice(1, 4)),
      [
        ["Time (UTC)", "Time (Asia/Kolkata)", "Exact time (UTC)"],
        [new Date("2026-02-28T18:29:59Z"), new Date("2026-02-28T23:59:59Z"), "2026-02-28T18:29:59.999700+00:00"],
        [new Date("2026-02-28T18:30:00Z"), new Date("2026-03-01T00:00:00Z"), "2026-02-28T18:30:00.000000+00:00"],
      ],
    );
  });

  for (const [form, format] of [
    ["monthName", "dd\\-mmm\\-yyyy\\ hh:mm:ss"],
    ["dayFirst", "dd\\/mm\\/yyyy\\ hh:mm:ss"],
  ] as const) {
    test(`in a workbook look as chosen: ${form}`, async () => {
      const target = await write(`${form}.xlsx`, "xlsx", NIGHT, form);
      assert.equal(cellOf(target, "C2").format, format);
    });
  }

  for (const zone of ["UTC", "Asia/Kolkata", "America/New_York"]) {
    test(`in CSV and JSON Lines belong to the billing zone's month, whatever the session's zone: ${zone}`, async () => {
      for (const [format, reader] of [
        ["csv", "read_csv"],
        ["jsonl", "read_json"],
      ] as const) {
        const target = await write(`night.${format}`, format, NIGHT);
        const read = await duckDb(
          `SELECT strftime(time_billing_zone::TIMESTAMP, '%Y-%m') AS month, time_billing_zone::VARCHAR AS wall,
             epoch_us(time_utc)::VARCHAR AS instant FROM ${reader}('${target}')`,
          zone,
        );
        assert.deepEqual(read, [
          { month: "2026-02", wall: "2026-02-28 23:59:59.9997", instant: "1772303399999700" },
          { month: "2026-03", wall: "2026-03-01 00:00:00", instant: "1772303400000000" },
        ]);
      }
    });
  }

  test("in CSV for sheets are dates and times of day, each in a column of its own", async () => {
    const target = await write("night.csv", "sheetCsv", NIGHT, "dayFirst");
    assert.equal(
      readFileSync(target, "utf8"),
      '\uFEFF"Id","Date (Asia/Kolkata)","Time (Asia/Kolkata)","Date (UTC)","Time (UTC)","Exact time (UTC)","Product","Status","Outcome","Message","Charge (INR)"\r\n' +
        '"february",2026-02-28,23:59:59,2026-02-28,18:29:59,"2026-02-28T18:29:59.999700+00:00","pan-basic",200,"unknown","m",2.95\r\n' +
        '"march",2026-03-01,00:00:00,2026-02-28,18:30:00,"2026-02-28T18:30:00.000000+00:00","pan-basic",200,"unknown","m",2.95\r\n',
    );
    const [types] = await duckDb(
      `SELECT typeof("Date (Asia/Kolkata)") AS date, typeof("Time (Asia/Kolkata)") AS time FROM read_csv('${target}') LIMIT 1`,
    );
    assert.deepEqual(types, { date: "DATE", time: "TIME" });
  });
});

/** Texts that a sheet corrects when it reads them from CSV. */
const CORRECTED = [
  "44E0107",
  "2-3",
  "007",
  "+918000000000",
  "5/6",
  "3E5",
  "TRUE",
  "1e3",
  "00123",
  "12.50",
  "=1+1",
  "1,2",
];

describe("texts", () => {
  test("that a sheet corrects stay texts in a workbook", async () => {
    const target = await write(
      "texts.xlsx",
      "xlsx",
      CORRECTED.map((text) => row({ id: text, product: text, message: text })),
    );
    const sheets = await readWorkbook(target);
    const data = sheets.find(({ sheet }) => sheet === "Transactions")?.data.slice(1) ?? [];
    assert.deepEqual(
      data.map((cells) => [cells[0], cells[4], cells[7]]),
      CORRECTED.map((text) => [text, text, text]),
    );
    // Typed as text and formatted as text ("@", 49), so that a sheet does not correct them on editing either.
    const sheet = partOf(target, "xl/worksheets/sheet2.xml");
    for (let i = 0; i < CORRECTED.length; i++) assert.match(sheet, new RegExp(`<c r="H${i + 2}" s="1" t="inlineStr">`));
    assert.match(partOf(target, "xl/styles.xml"), /<cellXfs[^>]*><xf numFmtId="0" [^>]*\/><xf numFmtId="49" /);
  });

  const GUESSED = [
    "name differs; try again",
    "wait\tcode 3",
    "a;=2+2",
    'say "hi", bye',
    "a|b",
    "line\r\nbreak",
    "semi;",
  ];
  for (const format of ["csv", "sheetCsv"] as const) {
    test(`shift no column in any reader's guess of the separator (${format})`, async () => {
      const rows = GUESSED.map((message, i) => row({ id: `id ${i}`, product: message, message, charge: 10_000 + i }));
      const target = await write(`guess.${format}`, format, rows);
      const [guess] = await duckDb(`SELECT Delimiter AS delimiter, Quote AS quote FROM sniff_csv('${target}')`);
      assert.deepEqual(guess, { delimiter: ",", quote: '"' });
      const names = format === "csv" ? ["charge_inr", "message"] : ["Charge (INR)", "Message"];
      const read = await duckDb(
        `SELECT "${names[0]}"::VARCHAR AS charge, "${names[1]}" AS message FROM read_csv('${target}')`,
      );
      assert.deepEqual(
        read.map(({ charge }) => Number(charge)),
        [1, 1.0001, 1.0002, 1.0003, 1.0004, 1.0005, 1.0006],
      );
      assert.deepEqual(
        read.map(({ message }) => message),
        ["name differs; try again", "wait\tcode 3", "a;'=2+2", 'say "hi", bye', "a|b", "line\r\nbreak", "semi;"],
      );
    });
  }

  const CUT: readonly (readonly [what: string, tail: string, kept: string])[] = [
    ["an emoji", "🙈", ""],
    ["joined emoji", "👨‍👩‍👧", ""],
    ["a flag", "🇮🇳", ""],
    ["a conjunct with its vowel sign", "क्षि", ""],
    ["a letter with a mark", "e\u0301", ""],
    ["plain letters", "yz", "y"],
  ];
  for (const [what, tail, kept] of CUT) {
    test(`that are too long for a cell are cut and marked, never within a character: ${what}`, async () => {
      // The 32,766th code unit, the last that fits before the mark, is the first of the character.
      const message = `${"x".repeat(32_765)}${tail}${"z".repeat(7_000)}`;
      const target = await write("cut.xlsx", "xlsx", [row({ message, product: "p".repeat(3_000) })]);
      const sheets = await readWorkbook(target);
      const cells = sheets.find(({ sheet }) => sheet === "Transactions")?.data[1];
      assert.equal(cells?.[7], `${"x".repeat(32_765)}${kept}…`);
      assert.equal(cells?.[4], "p".repeat(3_000));
      assert.equal(cells?.[8], 2.95);
    });
  }

  test("with line ends or what looks like an escape are read as they are", async () => {
    const texts = ["a\r\nb", "a\rb", "a\nb", "_x0041_", "_X0041_", "_x000d_ _x0041", "__x0041_"];
    const target = await write(
      "escapes.xlsx",
      "xlsx",
      texts.map((message) => row({ message })),
    );
    const sheets = await readWorkbook(target, { trim: false });
    const read = sheets.find(({ sheet }) => sheet === "Transactions")?.data.slice(1) ?? [];
    assert.deepEqual(
      read.map((cells) => cells[7]),
      ["a\nb", "a\nb", "a\nb", "_x0041_", "_X0041_", "_x000d_ _x0041", "__x0041_"],
    );
    // Readers that know of no escapes show what is written: no carriage return, in any form.
    const sheet = partOf(target, "xl/worksheets/sheet2.xml");
    assert.doesNotMatch(sheet, /_x000D_|\r/);
    // The reader here knows small letters only, others take capitals too.
    assert.match(sheet, />_x005F_X0041_</);
  });
});

describe("the parts of a workbook", () => {
  test("come in the order that readers of streams need, and name their size", async () => {
    const target = await write("parts.xlsx", "xlsx", transactions(350));
    const entries = entriesOf(target);
    assert.deepEqual(
      entries.map(({ name }) => name),
      [
        "[Content_Types].xml",
        "_rels/.rels",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/worksheets/sheet2.xml",
        "xl/worksheets/sheet1.xml",
      ],
    );
    assert.match(entries[5]?.text ?? "", /<worksheet [^>]*><dimension ref="A1:I351"\/><sheetViews>/);
    assert.match(entries[6]?.text ?? "", /<dimension ref="A1:C11"\/>/);
    // `file` and others look at the first entry, whose sizes must be in front of it, and at the third, which must lie in xl/.
    const bytes = readFileSync(target);
    assert.equal(bytes.readUInt16LE(6) & 0x0008, 0);
    assert.ok(bytes.readUInt32LE(18) > 0);
  });
});

describe("Parquet", () => {
  test("marks times and decimals in the old way and in the new one", async () => {
    const target = await write("marks.parquet", "parquet", transactions(3));
    const marks = await duckDb(
      `SELECT name, type, converted_type, scale, precision, logical_type FROM parquet_schema('${target}')`,
    );
    const of = (name: string) => marks.find((mark) => mark.name === name);
    assert.deepEqual(of("time_utc"), {
      name: "time_utc",
      type: "INT64",
      converted_type: "TIMESTAMP_MICROS",
      scale: null,
      precision: null,
      logical_type:
        "TimestampType(isAdjustedToUTC=1, unit=TimeUnit(MILLIS=<null>, MICROS=MicroSeconds(), NANOS=<null>))",
    });
    assert.deepEqual(of("charge_inr"), {
      name: "charge_inr",
      type: "INT64",
      converted_type: "DECIMAL",
      scale: "4",
      precision: "18",
      logical_type: "DecimalType(scale=4, precision=18)",
    });
    // The old annotation knows instants only.
    assert.equal(of("time_billing_zone")?.converted_type, null);
    assert.match(String(of("time_billing_zone")?.logical_type), /isAdjustedToUTC=0/);
    assert.equal(of("message")?.converted_type, "UTF8");
    assert.equal(of("message")?.logical_type, "StringType()");
  });
});
