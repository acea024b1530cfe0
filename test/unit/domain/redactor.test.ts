import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as fc from "fast-check";
import { Redactor, redactedLog } from "../../../src/domain/redactor.ts";
import { echoesOf, tracesOf } from "../../support/echoes.ts";

const SECRET = "live_3F2a-9c41/Q~z+7Kp=x";
const TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI5OTkifQ.s1gN4tUr3-0f_IT";

function redactor(): Redactor {
  const created = new Redactor();
  created.learn(SECRET, "client secret");
  created.learn(TOKEN, "token");
  return created;
}

describe("what the redactor blots out", () => {
  for (const secret of [SECRET, TOKEN]) {
    for (const [name, echo] of Object.entries(echoesOf(secret))) {
      test(`${secret === TOKEN ? "token" : "secret"} ${name}`, () => {
        const text = `before ${echo} after`;
        assert.ok(tracesOf(secret, text).length > 0, "the echo is one");
        const redacted = redactor().redact(text);
        assert.deepEqual(tracesOf(secret, redacted), [], redacted);
        assert.match(redacted, /^before .*\[(client secret|token)\].* after$/s);
      });
    }
  }

  test("several in one text, each named", () => {
    const both = `a ${SECRET} b ${TOKEN} c ${encodeURIComponent(SECRET)}`;
    assert.equal(redactor().redact(both), "a [client secret] b [token] c [client secret]");
  });

  for (const secret of ['!"!!!%00!!!!!!', 'p%41ss"w\\u0041rd&#65;<x>', "50%25off&amp;more'quoted'"]) {
    test(`one that looks escaped itself: ${secret}`, () => {
      const one = new Redactor();
      one.learn(secret, "token");
      for (const [name, echo] of Object.entries(echoesOf(secret)))
        assert.deepEqual(tracesOf(secret, one.redact(`before ${echo} after`)), [], name);
    });
  }

  // Together with a secret's first characters they are an escape that nobody wrote.
  for (const [before, secret] of [
    ["%0", "0!!!!!!!!:!!!"],
    ["&#6", "5;!!!!!!!:!!!"],
    ["\\u00", "41!!!!!!!:!!!"],
  ] as const) {
    test(`one behind what begins an escape: ${before} ${secret}`, () => {
      const one = new Redactor();
      one.learn(secret, "token");
      for (const gap of [" ", "\n", "\u200b"]) {
        for (const [name, echo] of Object.entries(echoesOf(secret)))
          assert.deepEqual(tracesOf(secret, one.redact(`${before}${gap}${echo} after`)), [], name);
      }
    });
  }

  test("any secret in any text", () => {
    const character = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));
    // Also what looks escaped itself.
    const piece = fc.oneof(
      character,
      fc.constantFrom("%", "&", "#", ";", "\\", "u", "0", "4", "1", "%41", "&#65;", "&amp;"),
    );
    const printable = fc.oneof(
      fc.string({ unit: character, minLength: 12, maxLength: 60 }),
      fc.string({ unit: piece, minLength: 12, maxLength: 40 }),
    );
    const around = fc.oneof(fc.string({ maxLength: 20 }), fc.string({ unit: piece, maxLength: 6 }));
    fc.assert(
      fc.property(printable, around, around, fc.nat(), (secret, before, after, which) => {
        const one = new Redactor();
        one.learn(secret, "token");
        const echoes = Object.values(echoesOf(secret));
        const echo = echoes[which % echoes.length] ?? secret;
        assert.deepEqual(tracesOf(secret, one.redact(`${before} ${echo} ${after}`)), []);
      }),
      { numRuns: 500 },
    );
  });
});

describe("what the redactor leaves", () => {
  test("texts without a secret, character by character", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => assert.equal(redactor().redact(text), text)));
  });

  test("a secret that is shorter than a word", () => {
    const short = new Redactor();
    short.learn("abc", "client secret");
    assert.equal(short.redact("abc of abc"), "abc of abc");
  });

  test("everything, when it knows nothing", () => assert.equal(new Redactor().redact(SECRET), SECRET));
});

describe("a reason of a failure", () => {
  test("is redacted first and cut then, so that the cut leaves no half of a secret", () => {
    for (let before = 260; before < 320; before++) {
      const { detail } = redactor().redactProblem({
        kind: "unexpectedAnswer",
        detail: `${"x".repeat(before)}${SECRET} and more`,
      });
      assert.ok(!detail.includes(SECRET.slice(0, 5)), detail);
      assert.ok(detail.length <= 301);
    }
  });

  test("the service's sentence is one line without addresses and tokens, known or not", () => {
    const said = redactor().said(
      `see https://files.example/x?Signature=abc\nBearer some-other.token ${SECRET}\n[error] FAKE`,
    );
    assert.equal(said, "see [address] [token] [client secret] [error] FAKE");
  });
});

describe("the log", () => {
  test("has one line an entry and no secret, at every level", () => {
    const lines: string[] = [];
    const add = (line: string): void => void lines.push(line);
    const log = redactedLog({ debug: add, info: add, warn: add, error: add }, redactor());
    const text = `no\r\n2026-11-25 [error] FAKE LOG LINE\u2028next\u001b[31m ${SECRET}`;
    log.debug(text);
    log.info(text);
    log.warn(text);
    log.error(text);
    assert.equal(lines.length, 4);
    for (const line of lines) {
      assert.equal(line, "no 2026-11-25 [error] FAKE LOG LINE next\ufffd[31m [client secret]");
    }
  });

  test("cuts what is too long to be read", () => {
    const lines: string[] = [];
    const add = (line: string): void => void lines.push(line);
    redactedLog({ debug: add, info: add, warn: add, error: add }, redactor()).warn("x".repeat(100_000));
    assert.ok((lines[0]?.length ?? 0) < 5_000);
  });
});
