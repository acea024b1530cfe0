import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as fc from "fast-check";
import { ProblemError } from "../../../../src/domain/problem.ts";
import { type Envelope, ReportSlicer } from "../../../../src/ledger/intake/reportSlicer.ts";

interface Sliced {
  readonly elements: readonly unknown[];
  readonly envelope: Envelope;
}

const PATH = ["data", "usage_data"] as const;

/** Slices chunks; elements are parsed as the reader of rows does. */
function slice(chunks: readonly Uint8Array[]): Sliced {
  const elements: unknown[] = [];
  const slicer = new ReportSlicer(
    {
      tryElement: () => -1,
      element: (bytes, start, end, index) => {
        assert.equal(index, elements.length);
        elements.push(JSON.parse(Buffer.from(bytes.subarray(start, end)).toString()));
      },
    },
    PATH,
  );
  for (const chunk of chunks) slicer.push(chunk);
  const envelope = slicer.end();
  assert.equal(slicer.count, elements.length);
  return { elements, envelope };
}

/** Cuts bytes at random places. */
function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (let turn = 0; at < bytes.length; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
const anyValue = fc.jsonValue({ maxDepth: 3, noUnicodeString: false });

/** Serialises with random white space, so that no place between tokens is left out. */
function spaced(value: unknown, blanks: readonly string[]): string {
  let turn = 0;
  const blank = (): string => blanks[turn++ % blanks.length] ?? "";
  const write = (part: unknown): string => {
    if (Array.isArray(part)) return `[${part.map((item) => blank() + write(item) + blank()).join(",")}${blank()}]`;
    if (typeof part !== "object" || part === null) return JSON.stringify(part);
    const members = Object.entries(part).map(
      ([key, item]) => `${blank()}${JSON.stringify(key)}${blank()}:${write(item)}`,
    );
    return `{${members.join(`${blank()},`)}${blank()}}`;
  };
  return blank() + write(value) + blank();
}

const blanks = fc.array(fc.constantFrom("", "", " ", "\n", "\t \r\n"), { minLength: 1, maxLength: 7 });

/** Objects with the array at its path, among other keys in any order, some of them misleading. */
const report = fc
  .tuple(
    fc.array(anyValue, { maxLength: 8 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("usage_data", "code", "rows")), anyValue, { maxKeys: 4 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("file_url", "data")), anyValue, { maxKeys: 4 }),
    fc.infiniteStream(fc.nat()),
  )
  .map(([rows, outer, inner, order]) => {
    const shuffled = (object: object): Record<string, unknown> =>
      Object.fromEntries(
        Object.entries(object)
          .map((entry) => ({ entry, rank: order.next().value as number }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ entry }) => entry),
      );
    return shuffled({ ...outer, data: shuffled({ ...inner, usage_data: rows }) });
  });

describe("report slicer", () => {
  it("finds the elements of data.usage_data like JSON.parse, wherever the body is cut", () => {
    fc.assert(
      fc.property(report, blanks, cuts, (document, spaces, sizes) => {
        const text = spaced(document, spaces);
        const expected = JSON.parse(text);
        const { elements, envelope } = slice(cut(Buffer.from(text), sizes));
        assert.deepEqual(elements, expected.data.usage_data);
        assert.deepEqual(envelope, { ...expected, data: { ...expected.data, usage_data: [] } });
      }),
      { numRuns: 500 },
    );
  });

  it("accepts what JSON.parse accepts and nothing else, when a byte is changed, removed or added", () => {
    const bytes = fc.constantFrom(...Buffer.from('{}[],:"\\ 0-9.etrufalsn\u0000'));
    fc.assert(
      fc.property(
        report,
        fc.nat(),
        bytes,
        fc.integer({ min: 0, max: 2 }),
        cuts,
        (document, place, byte, edit, sizes) => {
          const body = [...Buffer.from(JSON.stringify(document))];
          body.splice(place % body.length, edit === 2 ? 0 : 1, ...(edit === 0 ? [] : [byte]));
          const changed = Buffer.from(body);
          let expected: unknown;
          try {
            expected = JSON.parse(changed.toString());
          } catch {
            assert.throws(() => slice(cut(changed, sizes)), changed.toString());
            return;
          }
          let sliced: Sliced | undefined;
          try {
            sliced = slice(cut(changed, sizes));
          } catch (error) {
            // The one thing that JSON allows and we do not: the array twice.
            assert.ok(error instanceof ProblemError && error.problem.detail.includes("twice"), changed.toString());
            return;
          }
          const { data } = expected as { data?: { usage_data?: unknown } | null };
          const found = typeof data === "object" && data !== null && !Array.isArray(data) ? data.usage_data : undefined;
          const isReport = Array.isArray((sliced.envelope["data"] as typeof data)?.usage_data);
          if (Array.isArray(found)) assert.deepEqual(sliced.elements, found, changed.toString());
          else assert.equal(isReport, false, changed.toString());
        },
      ),
      { numRuns: 800 },
    );
  });

  it("never takes a body that breaks off for a whole one", () => {
    const body = Buffer.from(JSON.stringify({ code: 200, data: { usage_data: [{ a: '}]"' }, 1, "ü"] }, tail: [{}] }));
    for (let end = 0; end < body.length; end++) {
      assert.throws(() => slice([body.subarray(0, end)]), ProblemError, `broken off at ${end}`);
    }
    assert.equal(slice([body]).elements.length, 3);
  });

  it("names the row in which a body breaks off", () => {
    const [first, second] = ['{"data":{"usage_data":[{"a":1},', '{"a":2'].map((text) => Buffer.from(text));
    assert.throws(() => slice([first!, second!]), /breaks off in row 1/);
  });

  it("refuses a report that has its array twice, instead of adding one to the other", () => {
    for (const text of [
      '{"data":{"usage_data":[1],"usage_data":[2]}}',
      '{"data":{"usage_data":[1]},"data":{"usage_data":[]}}',
    ]) {
      assert.throws(() => slice([Buffer.from(text)]), /twice/);
    }
  });

  it("bounds what it holds: one element and the envelope", () => {
    const long = "x".repeat(1 << 20);
    const problem = /unexpectedAnswer/;
    assert.throws(() => slice(cut(Buffer.from(`{"data":{"usage_data":["${long}"]}}`), [65_536])), problem);
    assert.throws(() => slice(cut(Buffer.from(`{"note":"${long}","data":{"usage_data":[]}}`), [65_536])), problem);
  });

  it("reads an escaped key as the key it spells", () => {
    const { elements } = slice([Buffer.from('{"d\\u0061ta":{"\\u0075sage_data":[1,2]}}')]);
    assert.deepEqual(elements, [1, 2]);
  });

  it("offers every object to the quick reader and takes its word for where it ends", () => {
    const text = '{"data":{"usage_data":[{"a":1}, {"b":2} ,3,{"c":[]}]}}';
    const offered: string[] = [];
    const fallen: string[] = [];
    const slicer = new ReportSlicer(
      {
        tryElement: (bytes, start, end, index) => {
          const rest = Buffer.from(bytes.subarray(start, end)).toString();
          offered.push(`${index} ${rest.slice(0, 6)}`);
          return rest.startsWith('{"b":2}') ? start + 7 : -1;
        },
        element: (bytes, start, end) => void fallen.push(Buffer.from(bytes.subarray(start, end)).toString()),
      },
      PATH,
    );
    slicer.push(Buffer.from(text));
    slicer.end();
    assert.deepEqual(offered, ['0 {"a":1', '1 {"b":2', '3 {"c":[']);
    assert.deepEqual(fallen, ['{"a":1}', "3", '{"c":[]}']);
    assert.equal(slicer.count, 4);
  });
});
