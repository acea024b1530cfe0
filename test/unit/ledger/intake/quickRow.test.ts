import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as fc from "fast-check";
import { REPORT_ROW_FIELDS } from "../../../../src/deepvue/wire.ts";
import { QuickRowReader, UNUSUAL } from "../../../../src/ledger/intake/quickRow.ts";
import { RowReader } from "../../../../src/ledger/intake/rowReader.ts";
import { StagedRows } from "../../../../src/ledger/intake/stagedRows.ts";
import { format, reportRow, transaction } from "../../../support/ledgers.ts";

const usual = (): string => JSON.stringify(reportRow(transaction()));

/** Reads element texts with and without the quick way, and gives what each of them staged. */
function readBoth(texts: readonly string[]): { quick: unknown; careful: unknown; quickCount: number } {
  const quick = new RowReader(format);
  const careful = new RowReader(format);
  let quickCount = 0;
  for (const [index, text] of texts.entries()) {
    // What follows an element in a report must not matter.
    const bytes = Buffer.from(`${text},{"Transaction Id"`);
    const end = Buffer.byteLength(text);
    const after = text.startsWith("{") ? quick.tryElement(bytes, 0, bytes.length) : UNUSUAL;
    if (after === UNUSUAL) quick.element(bytes, 0, end, index);
    else {
      quickCount++;
      assert.equal(after, end, text);
    }
    careful.element(bytes, 0, end, index);
  }
  return { quick: stagedBy(quick), careful: stagedBy(careful), quickCount };
}

function stagedBy({ rows, faults }: RowReader): unknown {
  return {
    ids: Buffer.from(rows.ids.subarray(0, rows.count * 16)).toString("hex"),
    at: [...rows.at.subarray(0, rows.count)],
    charge: [...rows.charge.subarray(0, rows.count)],
    kind: Array.from(rows.kind.subarray(0, rows.count), (kind) => rows.kinds[kind]),
    foreign: [...rows.foreignIds],
    faults,
  };
}

const product = fc.constantFrom("PAN-Plus", "GSTIN", "Größe", 'a"b', "\\", "", "\u0001");
const message = fc.constantFrom("Verified.", "Invalid Pan Number.", "Prüfung 🙂 läuft", 'say "hi"', "tab\t", "");
const number = fc.oneof(
  fc.constantFrom(
    "2.95",
    "0",
    "-0",
    "-2.95",
    "11.8",
    "1e2",
    "1E-2",
    "0.00005",
    "0.1234",
    "0.12345",
    "12345678901",
    "9999999999.9999",
    "-0.0001",
    "2.9499999999999997",
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }).map(String),
);
const time = fc.oneof(
  fc.constantFrom(
    "2024-05-11T23:33:32.092089+00:00",
    "2024-05-11T00:00:00.000000+00:00",
    "2023-02-29T10:00:00.000000+00:00",
    "2024-05-11T24:00:00.000000+00:00",
    "2024-05-11T23:60:00.000000+00:00",
    "2024-05-11T23:33:32.092089+05:30",
    "2024-05-11T23:33:32Z",
    "2024-05-11 23:33:32.092089+00:00",
    "not a time",
  ),
  fc
    .date({ min: new Date("1999-01-01"), max: new Date("2030-01-01"), noInvalidDate: true })
    .map((date) => date.toISOString().replace("Z", "123+00:00")),
);
const id = fc.oneof(
  fc.uuid(),
  fc.uuid().map((text) => text.toUpperCase()),
  fc.uuid().map((text) => text.replaceAll("-", "")),
  fc.constantFrom("TXN-1", "gggggggg-0000-4000-8000-000000000000", "00000000_0000-4000-8000-000000000000", ""),
);
const status = fc.constantFrom("200", "422", "0", "1000", "200.5", '"200"', "null");

/** Mostly what is usual, so that whole rows often are. */
function mostly<T>(usualValue: fc.Arbitrary<T>, any: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 12, arbitrary: usualValue }, { weight: 1, arbitrary: any });
}

const date = fc.date({ min: new Date("1999-01-01"), max: new Date("2030-01-01"), noInvalidDate: true });
const usualTime = date.map((at) => at.toISOString().replace("Z", "123+00:00"));
const parts = fc.tuple(
  mostly(fc.uuid(), id),
  mostly(usualTime, time),
  mostly(fc.constant("PAN-Plus"), product),
  mostly(fc.constant("200"), status),
  mostly(fc.constantFrom("Verified.", "Größe"), message),
  mostly(fc.constantFrom("2.95", "0"), number),
);

/** Rows in the documented order, mostly; the parts are JSON texts. */
const row = fc
  .tuple(parts, fc.constantFrom("", " "), fc.constantFrom("", " "), fc.nat(20))
  .map(([[anId, aTime, aProduct, aStatus, aMessage, aCharge], space, inner, oddity]) => {
    const fields = [
      ["Transaction Id", JSON.stringify(anId)],
      ["Timestamp(UTC)", JSON.stringify(aTime)],
      ["Product Id", JSON.stringify(aProduct)],
      ["Status", aStatus],
      ["Message", JSON.stringify(aMessage)],
      ["Charge", aCharge],
    ];
    if (oddity === 0) fields.reverse();
    if (oddity === 1) fields.pop();
    if (oddity === 2) fields.push(["Message", '"a second one"']);
    if (oddity === 3) fields.push(["Extra", "{}"]);
    return `{${inner}${fields.map(([key, value]) => `"${key}":${space}${value}`).join(`,${space}`)}${inner}}`;
  });

describe("quick way of reading a row", () => {
  it("reads what the careful way reads, or leaves it to it", () => {
    let quickly = 0;
    const same = fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (texts) => {
      const { quick, careful, quickCount } = readBoth(texts);
      assert.deepEqual(quick, careful);
      quickly += quickCount;
    });
    fc.assert(same, { numRuns: 400 });
    assert.ok(quickly > 100, `only ${quickly} rows were read the quick way`);
  });

  it("leaves alone what a changed byte makes of a row, unless it still means the same", () => {
    const first = usual();
    const byte = fc.integer({ min: 0, max: 255 });
    const same = fc.property(fc.nat(first.length - 1), byte, (place, value) => {
      const changed = Buffer.from(first);
      changed[place] = value;
      const text = changed.toString();
      try {
        JSON.parse(text);
      } catch {
        const { rows } = new RowReader(format);
        const quick = new QuickRowReader(rows, REPORT_ROW_FIELDS);
        assert.equal(quick.read(changed, 0, changed.length), UNUSUAL, text);
        return;
      }
      if (Buffer.byteLength(text) !== changed.length) return;
      const { quick, careful } = readBoth([first, text]);
      assert.deepEqual(quick, careful);
    });
    fc.assert(same, { numRuns: 2_000 });
  });

  it("is the way that documented rows take, from the second of a kind on", () => {
    const texts = Array.from({ length: 50 }, usual);
    assert.equal(readBoth(texts).quickCount, 49);
    assert.equal(readBoth(texts.map((text) => text.replaceAll('":', '": ').replaceAll(',"', ', "'))).quickCount, 49);
  });

  it("leaves charges alone that are not plain decimals, or that JSON does not allow", () => {
    const { rows } = new RowReader(format);
    const quick = new QuickRowReader(rows, REPORT_ROW_FIELDS);
    const read = (charge: string): number => {
      const bytes = Buffer.from(usual().replace(/"Charge":[^}]*/, `"Charge":${charge}`));
      return quick.read(bytes, 0, bytes.length);
    };
    assert.equal(read("2.95"), UNUSUAL);
    quick.learn(0);
    for (const charge of ["2.95", "0", "-4.0", "0.0001", "9999999.9999", "10000000", "7 "])
      assert.ok(read(charge) > 0, charge);
    const others = [
      "01",
      "-01.5",
      "00",
      "1.",
      ".5",
      "-",
      "",
      "+1",
      "--1",
      "1e5",
      "1E2",
      "0x1",
      "1.2.3",
      "1 2",
      "1.23456",
    ];
    for (const charge of [...others, "10000000.0001", "9999999999.9999", "12345678901", '"2.95"', "null"])
      assert.equal(read(charge), UNUSUAL, charge);
  });

  it("gives up where the bytes end, wherever that is", () => {
    const text = usual();
    for (let end = 1; end < text.length; end++) {
      const rows = new StagedRows();
      assert.equal(new QuickRowReader(rows, REPORT_ROW_FIELDS).read(Buffer.from(text.slice(0, end)), 0, end), UNUSUAL);
      assert.equal(rows.count, 0);
    }
  });

  it("bounds what it remembers of kinds: in all, and of those that begin alike", () => {
    assert.equal(quickOf(100, 1), 64);
    assert.equal(quickOf(5_000, 100), 4_096);
  });
});

/** How many of twice as many rows as kinds were read straight from their bytes. */
function quickOf(kinds: number, products: number): number {
  const texts = Array.from({ length: kinds }, (_, n) =>
    JSON.stringify(reportRow(transaction({ product: `${n % products} product`, message: `message ${n}` }))),
  );
  const { quick, careful, quickCount } = readBoth([...texts, ...texts]);
  assert.deepEqual(quick, careful);
  return quickCount;
}
