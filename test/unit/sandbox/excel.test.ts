import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32 } from "node:zlib";
import { generateAccount } from "../../../src/sandbox/generator.ts";
import { fixedAccount } from "../../../src/sandbox/sandboxAccount.ts";
import { askReport, type ReportBody, sandboxFor } from "./asking.ts";

const NOW = Date.parse("2026-03-10T12:00:00Z");
const WEEK = { since_date: "2026-03-02", until_date: "2026-03-08", generate_excel: "true" };

/** The parts of a stored zip archive by name, read through its directory; checks sizes and checksums. */
function readArchive(bytes: Buffer): ReadonlyMap<string, string> {
  const parts = new Map<string, string>();
  const end = bytes.length - 22;
  assert.equal(bytes.readUInt32LE(end), 0x06054b50);
  let entry = bytes.readUInt32LE(end + 16);
  assert.equal(entry + bytes.readUInt32LE(end + 12), end);
  for (let index = 0; index < bytes.readUInt16LE(end + 8); index++) {
    assert.equal(bytes.readUInt32LE(entry), 0x02014b50);
    const nameLength = bytes.readUInt16LE(entry + 28);
    const name = bytes.toString("utf8", entry + 46, entry + 46 + nameLength);
    const header = bytes.readUInt32LE(entry + 42);
    assert.equal(bytes.readUInt32LE(header), 0x04034b50);
    const start = header + 30 + bytes.readUInt16LE(header + 26);
    const data = bytes.subarray(start, start + bytes.readUInt32LE(header + 22));
    assert.equal(crc32(data), bytes.readUInt32LE(entry + 16));
    parts.set(name, data.toString());
    entry += 46 + nameLength;
  }
  return parts;
}

test("generate_excel gives the address of a workbook with the same rows, which needs no credentials", async (t) => {
  const account = generateAccount({ anchor: "2026-03-10" });
  const sandbox = await sandboxFor(t, { account, clock: () => NOW });
  const report = (await (await askReport(sandbox, WEEK)).json()) as ReportBody;
  const address = report.data.file_url ?? "";
  assert.match(address, /^http:\/\/127\.0\.0\.1:\d+\/client\/usage-report\/\d+\.xlsx$/);
  const response = await fetch(address);
  assert.equal(response.status, 200);
  assert.equal(
    response.headers.get("content-type"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  );
  assert.deepEqual(
    [sandbox.requests.at(-1)?.hasCredentials, sandbox.requests.at(-1)?.headerStyle],
    [false, "none"],
    "the record proves that no credentials came",
  );
  const parts = readArchive(Buffer.from(await response.arrayBuffer()));
  assert.deepEqual(
    [...parts.keys()],
    ["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"],
  );
  const sheet = parts.get("xl/worksheets/sheet1.xml") ?? "";
  const places = [...sheet.matchAll(/<(?:row|c) r="(\w+)"/g)].map((match) => match[1]);
  const rows = [undefined, ...report.data.usage_data];
  assert.deepEqual(
    places,
    rows.flatMap((_, index) => ["", "A", "B", "C", "D", "E", "F"].map((column) => `${column}${index + 1}`)),
  );
  assert.doesNotMatch(sheet, /<(row|c)[ >](?!r=)/, "every row and cell says where it is");
  const charges = [...sheet.matchAll(/<v>([^<]*)<\/v><\/c><\/row>/g)].map((match) => Number(match[1]));
  assert.deepEqual(
    charges,
    report.data.usage_data.map((row) => row.Charge),
  );
});

test("without generate_excel there is no file", async (t) => {
  const sandbox = await sandboxFor(t, { account: fixedAccount(() => []), clock: () => NOW });
  const report = (await (await askReport(sandbox, { ...WEEK, generate_excel: "false" })).json()) as ReportBody;
  assert.equal(report.data.file_url, null);
});

test("text that XML has no notation for does not break the workbook", async (t) => {
  const row = { id: "1", at: NOW * 1000, product: "<b>&\u0000\uD83D", status: 200, message: "=1+1\n🧾", charge: 0 };
  const sandbox = await sandboxFor(t, { account: fixedAccount(() => [row]), clock: () => NOW });
  const query = { since_date: "2026-03-10", until_date: "2026-03-10", generate_excel: "true" };
  const report = (await (await askReport(sandbox, query)).json()) as ReportBody;
  const response = await fetch(report.data.file_url ?? "");
  const sheet = readArchive(Buffer.from(await response.arrayBuffer())).get("xl/worksheets/sheet1.xml") ?? "";
  assert.ok(sheet.includes(">&lt;b&gt;&amp;\uFFFD\uFFFD</t>"));
  assert.ok(sheet.includes(">=1+1\n🧾</t>"));
});
