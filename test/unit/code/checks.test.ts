import assert from "node:assert/strict";
import { test } from "node:test";
import type { CodeDiagnostic, QuickFix } from "../../../src/code/findings.ts";
import { recogniseCalls } from "../../../src/code/recognise.ts";

function diagnosticsIn(text: string, fileName: string): readonly CodeDiagnostic[] {
  return recogniseCalls(text, { fileName }).diagnostics;
}

/** The text with the edits of a fix, from the last to the first. */
function fixed(text: string, { edits }: QuickFix): string {
  return edits
    .toSorted((a, b) => b.range.start - a.range.start)
    .reduce((changed, { range, text: put }) => changed.slice(0, range.start) + put + changed.slice(range.end), text);
}

function fixOf(text: string, fileName: string, kind: QuickFix["kind"]): string {
  const all: readonly QuickFix[] = diagnosticsIn(text, fileName).flatMap(({ fixes }) => [...fixes]);
  const fix = all.find((each) => each.kind === kind);
  assert.ok(fix !== undefined, `${kind} in ${text}`);
  return fixed(text, fix);
}

test("a path that nobody has becomes the nearest real one, as it is written there", () => {
  const whole = 'fetch("https://production.deepvue.tech/v1/verification/gstin-lite?gstin=" + g);';
  assert.equal(
    fixOf(whole, "a.ts", "usePath"),
    'fetch("https://production.deepvue.tech/v1/verification/gstinlite?gstin=" + g);',
  );
  const behind =
    'const B = "https://production.deepvue.tech/v1";\nfetch(`${B}/mobile-intelligence/mobile-to-network?m=1`);';
  assert.equal(
    fixOf(behind, "a.ts", "usePath"),
    'const B = "https://production.deepvue.tech/v1";\nfetch(`${B}/mobile-intelligence/mobile-to-network-details?m=1`);',
  );
});

test("a secret is read from the environment instead, as the language reads it", () => {
  const cases: readonly (readonly [file: string, before: string, after: string])[] = [
    [
      "a.ts",
      'const deepvue_client_secret = "0a1b2c3d4e5f";',
      "const deepvue_client_secret = process.env.DEEPVUE_CLIENT_SECRET;",
    ],
    [
      "a.py",
      'import os\nDEEPVUE_CLIENT_SECRET = "0a1b2c3d4e5f"',
      'import os\nDEEPVUE_CLIENT_SECRET = os.environ["DEEPVUE_CLIENT_SECRET"]',
    ],
    ["b.py", 'DEEPVUE_CLIENT_ID = "live_acme_12"', 'import os\nDEEPVUE_CLIENT_ID = os.environ["DEEPVUE_CLIENT_ID"]'],
    [
      "a.php",
      "<?php\n$deepvue_client_secret = '0a1b2c3d4e5f';",
      "<?php\n$deepvue_client_secret = getenv('DEEPVUE_CLIENT_SECRET');",
    ],
    [
      "c.py",
      '#!/usr/bin/env python\n"""Deepvue."""\nfrom __future__ import annotations\nimport re\nSECRET_KEY = "0a1b2c3d4e5f"',
      '#!/usr/bin/env python\n"""Deepvue."""\nfrom __future__ import annotations\nimport os\nimport re\nSECRET_KEY = os.environ["DEEPVUE_CLIENT_SECRET"]',
    ],
    [
      "A.java",
      'String deepvueClientSecret = "0a1b2c3d4e5f";',
      'String deepvueClientSecret = System.getenv("DEEPVUE_CLIENT_SECRET");',
    ],
    ["a.rb", 'DEEPVUE_CLIENT_SECRET = "0a1b2c3d4e5f"', 'DEEPVUE_CLIENT_SECRET = ENV.fetch("DEEPVUE_CLIENT_SECRET")'],
    [
      "a.go",
      'var deepvueClientSecret = "0a1b2c3d4e5f"',
      'var deepvueClientSecret = os.Getenv("DEEPVUE_CLIENT_SECRET")',
    ],
    ["a.yaml", "deepvue_client_secret: 0a1b2c3d4e5f", "deepvue_client_secret: ${DEEPVUE_CLIENT_SECRET}"],
    [
      "c.ts",
      'const s = process.env.DEEPVUE_CLIENT_SECRET ?? "0a1b2c3d4e5f";',
      'const s = process.env.DEEPVUE_CLIENT_SECRET ?? "";',
    ],
  ];
  for (const [file, before, after] of cases) assert.equal(fixOf(before, file, "useEnvironment"), after, file);
});

test("a secret that moves to VS Code's storage leaves an empty place, and is itself in no finding", () => {
  const text = "DEEPVUE_CLIENT_SECRET=0a1b2c3d4e5f\n";
  assert.equal(fixOf(text, ".env", "useSecretStorage"), "DEEPVUE_CLIENT_SECRET=\n");
  assert.doesNotMatch(JSON.stringify(diagnosticsIn(text, ".env")), /0a1b2c3d4e5f/);
  const [fix] = diagnosticsIn(text, ".env").flatMap(({ fixes }): readonly QuickFix[] => [...fixes]);
  assert.ok(fix?.kind === "useSecretStorage");
  assert.equal(text.slice(fix.secret.start, fix.secret.end), "0a1b2c3d4e5f");
});

test("http, an invented host and expires_in are put right", () => {
  assert.equal(
    fixOf('get("http://production.deepvue.tech/v1/verification/upi")', "a.js", "useHttps"),
    'get("https://production.deepvue.tech/v1/verification/upi")',
  );
  assert.equal(
    fixOf('get("https://api.deepvue.tech/v1/verification/upi")', "a.js", "useHost"),
    'get("https://production.deepvue.tech/v1/verification/upi")',
  );
  const token = 'const { data } = await post("https://production.deepvue.tech/v1/authorize");\nuse(data.expires_in);';
  assert.equal(fixOf(token, "a.js", "useExpiry"), token.replace("expires_in", "expiry"));
});
