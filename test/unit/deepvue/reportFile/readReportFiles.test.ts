import assert from "node:assert/strict";
import { readFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { DuckDBInstance } from "@duckdb/node-api";
import * as fc from "fast-check";
import { patient } from "../../../../scripts/patience.ts";
import { problemOf } from "../../../../src/domain/problem.ts";
import { formatTimestamp, type Transaction } from "../../../../src/domain/transaction.ts";
import { workbookChunks } from "../../../../src/sandbox/reportWorkbook.ts";
import { atEnd } from "../../../support/endings.ts";
import { micros, temporaryFolder } from "../../../support/ledgers.ts";
import { madeUpRows } from "../../../support/madeUpRows.ts";
import { fileIn, HEADING, readFiles, rowXml, workbookOf, zipOf } from "../../../support/reportFiles.ts";

const FIXTURES = join(import.meta.dirname, "../../../support/fixtures/reportFiles");
const ID = "9cb1fa27-c768-430c-9aa3-c13c477a1b0";
const PLAIN: Transaction = {
  id: `${ID}b`,
  at: micros("2026-06-10T23:33:32.092Z") + 89,
  product: "PAN-Plus",
  status: 200,
  message: "Invalid Pan Number.",
  charge: 29_500,
};
const LINE = `${PLAIN.id},2026-06-10T23:33:32.092089+00:00,PAN-Plus,200,Invalid Pan Number.,2.95`;

for (const writer of ["libreOffice", "gnumeric"]) {
  test(`a workbook that ${writer} has written: texts, dates as serial numbers, money, every script`, async () => {
    const { rows, faults } = await readFiles([join(FIXTURES, `${writer}.xlsx`)]);
    assert.deepEqual(faults, []);
    assert.deepEqual(rows, [
      PLAIN,
      {
        id: `${ID}c`,
        at: micros("2026-06-10T18:29:59Z"),
        product: "GSTIN",
        status: 200,
        message: "Name, “differs” & 3 < 4",
        charge: 125_000,
      },
      {
        id: `${ID}d`,
        at: micros("2026-06-09T00:00:00Z"),
        product: "UPI",
        status: 503,
        message: "Source Unavailable",
        charge: 0,
      },
      {
        id: `${ID}e`,
        at: micros("2026-06-08T05:00:00Z"),
        product: "PAN-Plus",
        status: 200,
        message: "पैन ✓",
        charge: -29_500,
      },
    ]);
  });
}

test("large files are read in small steps, between which the thread's other work gets its turn", async (t) => {
  const rows = madeUpRows("2026-06-01", "2026-06-10", 800);
  const lines = rows.map(({ id, at }) => LINE.replace(PLAIN.id, id).replace(/2026-[^,]+/, formatTimestamp(at)));
  const folder = temporaryFolder(t);
  const paths = [
    fileIn(folder, "a.xlsx", Buffer.concat(workbookChunks([rows]))),
    fileIn(folder, "b.csv", [HEADING.join(","), ...lines, ""].join("\n")),
  ];
  let turns = 0;
  let isReading = true;
  const turn = (): void => {
    turns++;
    if (isReading) setImmediate(turn);
  };
  setImmediate(turn);
  const { pages } = await readFiles(paths);
  isReading = false;
  // 4 KB of a file at once; a row of the text is some 110 bytes.
  const most = [0, 1].map((of) =>
    Math.max(...pages.filter(({ file }) => file === of).map(({ rows: read }) => read.length)),
  );
  assert.ok(
    most.every((count) => count > 0 && count <= 48),
    `${most.join(" and ")} rows at once`,
  );
  assert.ok(turns > 100, `${turns} turns`);
});

test("the service's own workbook, and several files as one body", async (t) => {
  const folder = temporaryFolder(t);
  const [first, second] = [madeUpRows("2026-06-01", "2026-06-03", 40), madeUpRows("2026-06-04", "2026-06-05", 40)];
  const paths = [first, second].map((rows, i) => fileIn(folder, `${i}.xlsx`, Buffer.concat(workbookChunks([rows]))));
  const { rows, body, shares } = await readFiles(paths);
  assert.deepEqual(rows, [...first, ...second]);
  assert.deepEqual(body[0], {
    "Transaction Id": first[0]?.id,
    "Timestamp(UTC)": formatTimestamp(first[0]?.at ?? 0),
    "Product Id": first[0]?.product,
    Status: 200,
    Message: first[0]?.message,
    Charge: (first[0]?.charge ?? 0) / 10_000,
  });
  assert.equal(body.length, rows.length);
  assert.deepEqual(
    shares.toSorted((a, b) => a - b),
    shares,
  );
  assert.equal(shares.at(-1), 1);
});

test("CSV that DuckDB has written, in each of its ways", async (t) => {
  const folder = temporaryFolder(t);
  const texts = ["plain", "a,b;c\td", 'He said "no"', "two\nlines", "ends with \\", "पैन ✓ 🪪", " blanks "];
  const expected = madeUpRows("2026-06-01", "2026-06-07", 30).map((row, i) => ({
    ...row,
    message: texts[i % 7] ?? "",
  }));
  const instance = await DuckDBInstance.create();
  atEnd(t, () => instance.closeSync());
  const connection = await instance.connect();
  const values = expected.map(
    ({ id, at, product, status, message, charge }) =>
      `('${id}', '${formatTimestamp(at)}', '${product}', ${status}, '${message.replaceAll("'", "''")}', ${charge / 10_000})`,
  );
  const columns = HEADING.map((name) => `"${name}"`).join(", ");
  await connection.run(`CREATE TABLE report AS SELECT * FROM (VALUES ${values.join(", ")}) t(${columns})`);
  for (const [name, options] of [
    ["comma", "HEADER"],
    ["semicolon", "HEADER, DELIMITER ';'"],
    ["tab", "HEADER, DELIMITER '\t', FORCE_QUOTE *"],
  ] as const) {
    const path = join(folder, `${name}.csv`);
    await connection.run(`COPY report TO '${path}' (FORMAT csv, ${options})`);
    assert.deepEqual((await readFiles([path])).rows, expected, name);
  }
});

const GOOD: readonly (readonly [string, string | Buffer])[] = [
  ["a byte order mark, carriage returns", `\ufeff${HEADING.join(",")}\r\n${LINE}\r\n`],
  [
    "UTF-16, as Excel's Unicode text",
    Buffer.from(`\ufeff${HEADING.join("\t")}\r\n${LINE.replaceAll(",", "\t")}\r\n`, "utf16le"),
  ],
  ["a line that names the separator", `sep=;\n${HEADING.join(";")}\n${LINE.replaceAll(",", ";")}`],
  ["old Mac line ends", `${HEADING.join(",")}\r${LINE}\r`],
  [
    "headings written otherwise, further columns, another order",
    `Charge,MESSAGE,x,status,product_id,Timestamp (UTC),transaction id\n2.95,Invalid Pan Number.,y,200,PAN-Plus,2026-06-10T23:33:32.092089Z,${PLAIN.id}`,
  ],
  ["a title and an empty line above", `Usage report\n\n${HEADING.join(",")}\n${LINE}`],
  [
    "quoted headings and blanks around cells",
    `${HEADING.map((name) => `"${name}"`).join(",")}\n ${LINE.replace(",2.95", ', "₹2.95" ')}`.replace(
      ', "₹2.95" ',
      ',"₹ 2.95"',
    ),
  ],
  [
    "bare ids and a time in India's zone",
    `${HEADING.join(",")}\n${LINE.replaceAll("-0", "-0").replace(PLAIN.id, PLAIN.id.replaceAll("-", "").toUpperCase()).replace("2026-06-10T23:33:32.092089+00:00", "2026-06-11 05:03:32.092089+05:30")}`,
  ],
  ["a time without a zone, which is UTC", `${HEADING.join(",")}\n${LINE.replace("+00:00", "").replace("T", " ")}`],
];

for (const [what, content] of GOOD) {
  test(`CSV with ${what}`, async (t) => {
    const { rows, faults } = await readFiles([fileIn(temporaryFolder(t), "report.csv", content)]);
    assert.deepEqual([rows, faults], [[PLAIN], []]);
  });
}

async function amountOf(t: TestContext, charge: string): Promise<number | string> {
  const line = LINE.replace("2.95", charge);
  const path = fileIn(
    temporaryFolder(t),
    "report.csv",
    `${HEADING.join(",")}\n${LINE}\n${line.replace(PLAIN.id, `${ID}f`)}`,
  );
  const { rows, faults } = await readFiles([path]);
  return rows[1]?.charge ?? `${faults[0]?.file}, row ${faults[0]?.row}, ${faults[0]?.field}: ${faults[0]?.reason}`;
}

test("amounts as people write them are exact; what may be something else is set aside", async (t) => {
  assert.equal(await amountOf(t, '"1,23,456.78"'), 1_234_567_800);
  assert.equal(await amountOf(t, '"Rs. 1,234.5"'), 12_345_000);
  assert.equal(await amountOf(t, "₹-2.95"), -29_500);
  assert.equal(await amountOf(t, "2.9499999999999997"), 29_500);
  assert.equal(await amountOf(t, '"2,95"'), "report.csv, row 3, Charge: not an amount");
  assert.equal(await amountOf(t, ""), "report.csv, row 3, Charge: missing");
});

/** A row of the ninth, as a writer has it that keeps texts apart and leaves the first column empty. */
function ninthRow(id: string, at: string, status: string): string {
  return `<row r="9"><c r="B9" t="str"><f>A1</f><v>${id}</v></c>${at}<c r="D9" t="inlineStr"><is><t>PAN-Plus</t></is></c><c r="E9">${status}</c><c r="F9" t="s"><v>6</v></c><c r="G9"><v>2.9500000000000002</v></c></row>`;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

test("workbooks: texts kept apart and in runs, the sheet that is a report, 1904, errors in cells, gaps", async (t) => {
  const folder = temporaryFolder(t);
  const texts = [
    ...HEADING.map((name) => `<si><t>${name}</t></si>`),
    "<si><r><t>Invalid </t></r><r><t>Pan</t></r><rPh><t>no</t></rPh><r><t xml:space='preserve'> Number.</t></r></si>",
  ];
  const heading = `<row r="3">${HEADING.map((_, i) => `<c r="${"BCDEFG"[i]}3" t="s"><v>${i}</v></c>`).join("")}</row>`;
  // 23:33:32.092 of day 44721 since 1904-01-01, which is 10 June 2026.
  const days = (Date.UTC(2026, 5, 10, 23, 33, 32, 92) - Date.UTC(1904, 0, 1)) / 86_400_000;
  const sheet = [
    heading,
    ninthRow(PLAIN.id, `<c r="C9"><v>${days}</v></c>`, "<v>200</v>"),
    ninthRow(`${ID}c`, '<c r="C9" t="e"><v>#REF!</v></c>', "<v>200</v>"),
    ninthRow("", `<c r="C9"><v>${days}</v></c>`, ""),
    ninthRow(`${ID}d`, `<c r="C9"><v>${days + 365}</v></c>`, ""),
  ].join("");
  const path = fileIn(
    folder,
    "a.xlsx",
    workbookOf([rowXml(["Summary", 12]), sheet], { properties: '<workbookPr date1904="1"/>', texts: texts.join("") }),
  );
  const { rows, faults } = await readFiles([path]);
  assert.deepEqual(rows, [{ ...PLAIN, at: micros("2026-06-10T23:33:32.092Z") }]);
  assert.deepEqual(
    faults.map(({ row: number, field, reason }) => [number, field, reason]),
    [
      [9, "Timestamp(UTC)", "not a date and time"],
      [9, "Transaction Id", "missing"],
      [9, "Timestamp(UTC)", "of a day that no report can have"],
    ],
  );
});

const WORKBOOK = Buffer.concat(workbookChunks([madeUpRows("2026-06-01", "2026-06-03", 400)]));
const SHEET = `<row>${HEADING.map((name) => `<c t="inlineStr"><is><t>${name}</t></is></c>`).join("")}</row>`;

const BAD: readonly (readonly [string, string, string | Uint8Array, RegExp])[] = [
  ["an empty file", "a.csv", "", /“a\.csv”: It is empty/],
  ["a heading alone", "a.csv", `${HEADING.join(",")}\n`, /no row below its heading/],
  ["a text", "a.txt", "Dear all,\nplease find attached the report.\n", /no row with the headings Transaction Id, /],
  ["a picture", "a.png", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13]), /neither XLSX nor CSV/],
  ["an old workbook", "a.xls", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0, 0]), /no workbook in the XLSX format/],
  ["a missing column", "a.csv", `${HEADING.slice(0, 5).join(",")}\n${LINE}\n`, /It has no column “Charge”/],
  ["a column twice", "a.csv", `${HEADING.join(",")},Charge\n${LINE},1\n`, /two columns “Charge”/],
  ["half a line", "a.csv", `${HEADING.join(",")}\n${LINE}\n${LINE.slice(0, 50)}`, /ends in the middle of a row/],
  ["half a quoted cell", "a.csv", `${HEADING.join(",")}\n${LINE}\n${ID}f,"2026`, /ends in the middle of a row/],
  [
    "rows without any sense",
    "a.csv",
    `${HEADING.join(",")}\n${LINE.replace("2026-06-10", "10/06/2026")}\n`,
    /None of its 1 rows can be read/,
  ],
  ["half a workbook", "a.xlsx", WORKBOOK.subarray(0, WORKBOOK.length / 2), /ends in the middle/],
  ["a workbook with a flipped bit", "a.xlsx", WORKBOOK.map((byte, i) => (i === 9_000 ? byte ^ 1 : byte)), /damaged/],
  ["another archive", "a.zip", zipOf([{ name: "a.txt", data: "x" }]), /no Excel workbook/],
  ["a workbook of something else", "a.xlsx", workbookOf([rowXml(["Name", "Amount"])]), /no row with the headings/],
  ["a sheet that is no XML", "a.xlsx", workbookOf([`${SHEET}<row><c>`]), /damaged/],
  [
    "entities that grow",
    "a.xlsx",
    workbookOf([`${SHEET}<row><c t="inlineStr"><is><t>&lol;</t></is></c></row>`]),
    /damaged/,
  ],
  ["a bomb", "a.xlsx", workbookOf([`${SHEET}${" ".repeat(64 << 20)}`]), /far too large/],
  [
    "a bomb that lies about its size",
    "a.xlsx",
    zipOf([{ name: "xl/workbook.xml", data: " ".repeat(64 << 20), size: 10 }]),
    /far too large|damaged/,
  ],
];

for (const [what, name, content, expected] of BAD) {
  test(`${what}: a clear error that names the file`, async (t) => {
    const path = fileIn(temporaryFolder(t), name, content);
    const problem = await readFiles([path]).then(() => undefined, problemOf);
    assert.equal(problem?.kind, "notAReport", problem?.detail);
    assert.match(problem.detail, expected);
    assert.match(problem.detail, /“a\.\w+”/);
    assert.doesNotMatch(problem.detail, /deepvue-ledger/, "no path, which names the user");
  });
}

test("400 MB are refused before a byte of them is read; so is what is no file", async (t) => {
  const folder = temporaryFolder(t);
  const path = fileIn(folder, "a.csv", `${HEADING.join(",")}\n${LINE}\n`);
  truncateSync(path, 400_000_000);
  const start = performance.now();
  const [large, absent, directory] = await Promise.all(
    [path, join(folder, "b.csv"), folder].map(async (file) => readFiles([file]).then(() => undefined, problemOf)),
  );
  assert.match(large?.detail ?? "", /400 MB, and 268 MB is the most/);
  assert.match(absent?.detail ?? "", /no longer there/);
  assert.equal(directory?.kind, "notAReport");
  assert.ok(performance.now() - start < patient(5_000));
});

test("cancelled: it stops, and closes the file", async (t) => {
  const folder = temporaryFolder(t);
  const lines = madeUpRows("2026-06-01", "2026-06-07", 3_000).map(({ id }) => LINE.replace(PLAIN.id, id));
  const path = fileIn(folder, "a.csv", `${HEADING.join(",")}\n${lines.join("\n")}\n`);
  const cancel = new AbortController();
  cancel.abort();
  const problem = await readFiles([path], cancel.signal).then(() => undefined, problemOf);
  assert.equal(problem?.kind, "cancelled");
});

test("any cells, written as RFC 4180 has it, are read as they were", async (t) => {
  const folder = temporaryFolder(t);
  const cell = fc.string({ unit: fc.constantFrom("a", "b", ",", ";", '"', "\n", "\r", "\t", " ", "é", "🪪") });
  await fc.assert(
    fc.asyncProperty(
      fc.array(cell, { minLength: 1, maxLength: 8 }),
      fc.constantFrom(",", ";", "\t"),
      async (messages, by) => {
        const lines = messages.map((message, i) =>
          [`id-${i}`, "2026-06-10T12:00:00Z", "P", "200", quoted(message), "1"].join(by),
        );
        const path = fileIn(folder, "a.csv", [HEADING.join(by), ...lines].join("\r\n"));
        const { rows } = await readFiles([path]);
        assert.deepEqual(
          rows.map(({ message }) => message),
          messages,
        );
      },
    ),
    { numRuns: 150 },
  );
});

test("a large file is read in the memory of a small one", async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, "large.xlsx");
  const { writeFileSync } = await import("node:fs");
  writeFileSync(path, Buffer.concat(workbookChunks([madeUpRows("2026-06-01", "2026-06-05", 4_000)])));
  assert.ok(readFileSync(path).length > 6_000_000);
  let rows = 0;
  const { readReportFiles } = await import("../../../../src/deepvue/reportFile/readReportFiles.ts");
  const files = [{ name: "large.xlsx", path }];
  let most = 0;
  const tell = (page: { rows: readonly unknown[] }): void => {
    rows += page.rows.length;
    most = Math.max(most, page.rows.length);
  };
  for await (const chunk of readReportFiles(files, tell, Date.UTC(2026, 5, 20), new AbortController().signal))
    void chunk;
  assert.equal(rows, 20_000);
  assert.ok(most < 2_000, `${most} rows at once`);
});
