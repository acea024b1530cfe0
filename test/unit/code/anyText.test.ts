import assert from "node:assert/strict";
import { test } from "node:test";
import { array, assert as assertProperty, constantFrom, integer, oneof, property, record, string } from "fast-check";
import { patient } from "../../../scripts/patience.ts";
import { CodeFile } from "../../../src/code/codeFile.ts";
import { endpointOf } from "../../../src/code/endpoints.ts";
import { NO_HINTS, type WorkspaceHints } from "../../../src/code/findings.ts";
import { lookInSlices, recogniseCalls } from "../../../src/code/recognise.ts";
import { CODE_FILES, hostileTexts } from "../../support/hostileCode.ts";

const PIECES = [
  'fetch("https://production.deepvue.tech/v1/verification/panbasic?pan=" + pan);',
  "`${BASE}/v1/verification/upi?vpa=${vpa}`",
  'const BASE = "https://production.deepvue.tech/v1";',
  'const OTHER = "https://api.karza.in";',
  "api.get('/v1/verification/ifsc')",
  "for (let i = 0; i < 5; i++) {",
  "  while (true) { try {",
  "} catch (e) { continue; }",
  "async function verifyPanCard(pan) {",
  "  await verifyPanCard(pan);",
  'client_secret: "0123456789abcdef01"',
  "token.expires_in",
  "deepvue",
  "/*",
  "*/",
  "//",
  "#",
  "`",
  '"',
  "'",
  '"""',
  "${",
  "}",
  "<script>",
  "</script>",
  "<?php",
  "?>",
  "=begin\n",
  "\n=end\n",
  "<<~EOT\n",
  "\nEOT\n",
  "```sh\n",
  "curl https://production.deepvue.tech/v2/facematch \\\n",
  "paths:\n  /v1/verification/upi:\n",
  "\r\n",
  "\n",
  "\n    ",
  "\t",
  "\u2028",
  "₹",
] as const;

const texts = array(oneof({ weight: 5, arbitrary: constantFrom(...PIECES) }, { weight: 1, arbitrary: string() }), {
  maxLength: 30,
}).map((pieces) => pieces.join(""));
const edits = array(record({ at: integer({ min: 0, max: 900 }), cut: integer({ min: 0, max: 90 }), text: texts }), {
  minLength: 1,
  maxLength: 6,
});
const panBasic = endpointOf("/v1/verification/panbasic");
const HINTS: WorkspaceHints = {
  ...NO_HINTS,
  mentionsDeepvue: true,
  bases: new Map([["BASE", "https://production.deepvue.tech/v2"]]),
  wrappers: new Map([["verifyPanCard", panBasic === undefined ? [] : [panBasic]]]),
};

test("after any edits a file has the findings of its whole text", () => {
  assertProperty(
    property(
      texts,
      edits,
      constantFrom(...CODE_FILES),
      constantFrom(NO_HINTS, HINTS),
      (before, changes, fileName, hints) => {
        let text = before;
        const file = CodeFile.of(text, { fileName });
        file.findings(hints);
        for (const change of changes) {
          const start = Math.min(change.at, text.length);
          const end = Math.min(start + change.cut, text.length);
          text = text.slice(0, start) + change.text + text.slice(end);
          file.edit([{ start, end, text: change.text }]);
          assert.deepEqual(file.findings(hints), recogniseCalls(text, { fileName }, hints));
        }
      },
    ),
    { numRuns: 120 },
  );
});

test("every range lies in the text, and every fix leaves a text that can be looked at", () => {
  assertProperty(
    property(texts, constantFrom(...CODE_FILES), (text, fileName) => {
      const { calls, wrapperCalls, multipliers, diagnostics } = recogniseCalls(text, { fileName }, HINTS);
      for (const { range } of [...calls, ...wrapperCalls, ...multipliers, ...diagnostics])
        assert.ok(range.start >= 0 && range.start <= range.end && range.end <= text.length);
      for (const { calls: places } of multipliers) for (const place of places) assert.ok(calls[place] !== undefined);
      for (const { edits: replacements } of diagnostics.flatMap(({ fixes }) => [...fixes])) {
        for (const { range } of replacements) assert.ok(range.start <= range.end && range.end <= text.length);
      }
    }),
    { numRuns: 120 },
  );
});

test("in slices the same is found as at once", () => {
  assertProperty(
    property(texts, constantFrom(...CODE_FILES), (text, fileName) => {
      const slices = lookInSlices(text, { fileName }, HINTS);
      let step = slices.next();
      while (step.done !== true) step = slices.next();
      assert.deepEqual(step.value, recogniseCalls(text, { fileName }, HINTS));
    }),
    { numRuns: 100 },
  );
});

/** Of text; whatever grows with the square of it takes minutes. */
const HOSTILE = 100_000;
const SLOWEST_MS = 700;

test("no text makes a pattern try for ever", () => {
  const files = CODE_FILES.filter((_, index) => index % 3 === 0);
  for (const { name, text } of hostileTexts(HOSTILE)) {
    const fileName = files[name.length % files.length] ?? "a.ts";
    const start = process.cpuUsage();
    recogniseCalls(text, { fileName });
    const { user } = process.cpuUsage(start);
    assert.ok(user / 1000 < patient(SLOWEST_MS), `${fileName}, ${name}: ${Math.round(user / 1000)} ms`);
  }
});

test("long names before a bracket are read once", () => {
  const text =
    'builder.Services.AddHttpClient("deepvue", c => c.BaseAddress = new Uri("https://production.deepvue.tech/"));\n';
  const start = process.cpuUsage();
  recogniseCalls(text, { fileName: "Program.cs" });
  const { user } = process.cpuUsage(start);
  assert.ok(user / 1000 < patient(SLOWEST_MS), `${Math.round(user / 1000)} ms`);
});
