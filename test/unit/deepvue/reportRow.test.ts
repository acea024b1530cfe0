import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { decodeReportRow } from "../../../src/deepvue/reportRow.ts";
import { parseMoney } from "../../../src/domain/money.ts";
import { canonicalTransactionId, formatTimestamp, parseTimestamp } from "../../../src/domain/transaction.ts";

const ROW = {
  "Transaction Id": "9cb1fa27-c768-430c-9aa3-c13c477a1b0b",
  "Timestamp(UTC)": "2024-05-11T23:33:32.092089+00:00",
  "Product Id": "PAN-Plus",
  Status: 200,
  Message: "Invalid Pan Number.",
  Charge: 2.95,
};

const NAMES = { "Transaction Id": "id", "Product Id": "product" } as const;

function without(name: keyof typeof ROW): Record<string, unknown> {
  return Object.fromEntries(Object.entries(ROW).filter(([key]) => key !== name));
}

/** What one row with some fields replaced is read as. */
function read(fields: Record<string, unknown>): ReturnType<typeof decodeReportRow> {
  return decodeReportRow({ ...ROW, ...fields });
}

test("the documented row is read exactly", () => {
  assert.deepEqual(decodeReportRow(ROW), {
    id: "9cb1fa27-c768-430c-9aa3-c13c477a1b0b",
    at: Date.UTC(2024, 4, 11, 23, 33, 32) * 1000 + 92_089,
    product: "PAN-Plus",
    status: 200,
    message: "Invalid Pan Number.",
    charge: 29_500,
  });
});

test("bare and upper-case ids become the dashed lower-case form", () => {
  for (const id of ["9cb1fa27c768430c9aa3c13c477a1b0b", "9CB1FA27-C768-430C-9AA3-C13C477A1B0B"]) {
    assert.equal((read({ "Transaction Id": id }) as { id: string }).id, ROW["Transaction Id"]);
  }
});

const TOLERATED: readonly (readonly [string, Record<string, unknown>, Record<string, unknown>])[] = [
  ["a charge as text", { Charge: "2.95" }, { charge: 29_500 }],
  ["a refund", { Charge: -2.95 }, { charge: -29_500 }],
  ["a charge of zero", { Charge: 0 }, { charge: 0 }],
  ["a float's rounding noise", { Charge: 2.9499999999999997 }, { charge: 29_500 }],
  ["a status as text", { Status: "422" }, { status: 422 }],
  ["a null message", { Message: null }, { message: "" }],
  ["a missing message", { Message: undefined }, { message: "" }],
  ["a missing status", { Status: undefined }, { status: 0 }],
  ["a message of 16,384 characters", { Message: "m".repeat(16_384) }, { message: "m".repeat(16_384) }],
  ["a longer message", { Message: "m".repeat(20_000) }, { message: `${"m".repeat(16_383)}…` }],
  ["a cut in a surrogate pair", { Message: `${"m".repeat(16_382)}😀😀` }, { message: `${"m".repeat(16_382)}…` }],
  ["a message object", { Message: { reason: "down" } }, { message: '{"reason":"down"}' }],
  ["a numeric message", { Message: 7 }, { message: "7" }],
  ["a fractional status", { Status: 200.5 }, { status: 0 }],
  ["a status in words", { Status: "OK" }, { status: 0 }],
  ["an empty status", { Status: "" }, { status: 0 }],
  ["a product of 512 characters", { "Product Id": "p".repeat(512) }, { product: "p".repeat(512) }],
  ["blanks around a product", { "Product Id": " PAN " }, { product: " PAN " }],
  ["an id that is no UUID", { "Transaction Id": "TXN-1" }, { id: "TXN-1" }],
  ["a timestamp with another offset", { "Timestamp(UTC)": "2024-05-12T05:03:32.092089+05:30" }, {}],
  ["a timestamp without microseconds", { "Timestamp(UTC)": "2024-05-11T23:33:32Z" }, { at: 1_715_470_412_000_000 }],
];

for (const [name, fields, expected] of TOLERATED) {
  test(`${name} is read`, () => {
    assert.deepEqual(read(fields), { ...(decodeReportRow(ROW) as object), ...expected });
  });
}

const FAULTS: readonly (readonly [string, unknown, string, string])[] = [
  ["a number", 1, "row", "not an object"],
  ["null", null, "row", "not an object"],
  ["an array", [ROW], "row", "not an object"],
  ["no id", without("Transaction Id"), "Transaction Id", "missing"],
  ["a blank id", { ...ROW, "Transaction Id": "  " }, "Transaction Id", "missing"],
  ["a numeric id", { ...ROW, "Transaction Id": 7 }, "Transaction Id", "not text"],
  ["no timestamp", without("Timestamp(UTC)"), "Timestamp(UTC)", "missing"],
  ["a numeric timestamp", { ...ROW, "Timestamp(UTC)": 1 }, "Timestamp(UTC)", "not text"],
  [
    "an impossible day",
    { ...ROW, "Timestamp(UTC)": "2024-02-30T00:00:00.000000+00:00" },
    "Timestamp(UTC)",
    "not a date and time",
  ],
  [
    "an impossible hour",
    { ...ROW, "Timestamp(UTC)": "2024-02-29T24:00:00.000000+00:00" },
    "Timestamp(UTC)",
    "not a date and time",
  ],
  [
    "letters in a time",
    { ...ROW, "Timestamp(UTC)": "2024-02-29T1x:00:00.000000+00:00" },
    "Timestamp(UTC)",
    "not a date and time",
  ],
  ["no product", without("Product Id"), "Product Id", "missing"],
  ["an empty product", { ...ROW, "Product Id": "" }, "Product Id", "missing"],
  ["no charge", without("Charge"), "Charge", "missing"],
  ["a null charge", { ...ROW, Charge: null }, "Charge", "missing"],
  ["a charge in words", { ...ROW, Charge: "free" }, "Charge", "not an amount"],
  ["an endless charge", { ...ROW, Charge: Number.POSITIVE_INFINITY }, "Charge", "not an amount"],
  ["a charge beyond all money", { ...ROW, Charge: 1e300 }, "Charge", "not an amount"],
];

for (const [name, value, field, reason] of FAULTS) {
  test(`a row with ${name} is set aside for ${field}`, () => {
    assert.deepEqual(decodeReportRow(value), { field, reason });
  });
}

test("names that are too long are cut, marked, and stay different", () => {
  for (const field of ["Transaction Id", "Product Id"] as const) {
    const [one, other] = ["a", "b"].map((end) => read({ [field]: "x".repeat(3_000) + end }) as unknown as typeof read);
    const names = [one, other].map((row) => (row as unknown as Record<string, string>)[NAMES[field]] ?? "");
    assert.notEqual(names[0], names[1]);
    for (const name of names) {
      assert.equal(name.length, 512);
      assert.match(name, /^x{498}… [0-9a-f]{12}$/);
    }
    // Always the same, or the row would count as changed with every report.
    assert.deepEqual(read({ [field]: `${"x".repeat(3_000)}a` }), one);
  }
});

test("no character is broken where a text is cut", () => {
  for (const whole of ["😀", "👩‍👩‍👧‍👦", "👍🏽", "🇮🇳", "é"]) {
    for (let before = 0; before < 40; before++) {
      const text = "m".repeat(16_384 - 20 - before) + `${whole}-`.repeat(40);
      const { message } = read({ Message: text }) as { message: string };
      assert.ok(message.isWellFormed() && message.endsWith("…"), whole);
      const kept = message.slice(0, -1).replaceAll(/^m+/g, "");
      assert.ok([whole, ""].includes(kept.split("-").at(-1) ?? "?"), `${kept}, ${before}`);
      assert.ok(message.length > 16_300 && message.length <= 16_384);
    }
  }
});

test("the short ways give what the domain's own readers give", () => {
  const micros = fc.integer({ min: 0, max: 4_102_444_800_000_000 });
  fc.assert(
    fc.property(micros, fc.uuid(), fc.integer({ min: -9_999_999, max: 9_999_999 }), (at, id, paise) => {
      const text = formatTimestamp(at);
      const row = read({ "Transaction Id": id, "Timestamp(UTC)": text, Charge: paise / 100 });
      assert.deepEqual(row, {
        ...(decodeReportRow(ROW) as object),
        id: canonicalTransactionId(id),
        at: parseTimestamp(text),
        charge: parseMoney(String(paise / 100)),
      });
    }),
  );
});

test("a timestamp with one character changed is judged as the domain judges it", () => {
  const text = ROW["Timestamp(UTC)"];
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.constantFrom(..."0123456789-+:.TZ x".split("")), (index, letter) => {
      const changed = text.slice(0, index) + letter + text.slice(index + 1);
      const row = read({ "Timestamp(UTC)": changed });
      assert.equal("at" in row ? row.at : undefined, parseTimestamp(changed), changed);
    }),
    { numRuns: 2_000 },
  );
});

test("a row comes through JSON with any charge that the service can write", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (tenThousandths) => {
      const whole = Math.trunc(Math.abs(tenThousandths) / 10_000);
      const text = `${tenThousandths < 0 ? "-" : ""}${whole}.${String(Math.abs(tenThousandths) % 10_000).padStart(4, "0")}`;
      const row = read({ Charge: JSON.parse(text) as unknown });
      assert.equal("charge" in row ? row.charge : undefined, tenThousandths);
    }),
  );
});
