import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { type Manner, NO_SURFACES, SURFACES, type Surface } from "../support/foreignTextSurfaces.ts";
import { HOSTILE_TEXTS } from "../support/hostileTexts.ts";
import { beginsLikeFormula, isNumber, split } from "../support/unguarded.ts";

const SRC = resolve(import.meta.dirname, "../../src");

/** What a text may not hold: it would disguise others, be seen by nobody, or break something that reads it. */
const DISGUISE =
  /(?![\t\n\v\f\r\u0085])[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u200b\u200e\u200f\u061c\u2060\ufeff\u202a-\u202e\u2066-\u2069]|[\u{e0000}-\u{e007f}]/u;
/** A sentence with a few foreign texts in it, each cut. */
const LONGEST_LINE = 1_500;
const LONGEST_ENTRY = 4_001;

/** An honest text: what a surface shows of it, and how much Markdown it is around it. */
const HONEST = "Zebra";

function isLine(shown: string): void {
  assert.doesNotMatch(shown, /[\t\n\v\f\r\u0085\u2028\u2029]/, "one line");
  assert.doesNotMatch(shown, DISGUISE);
  assert.ok(shown.length <= LONGEST_LINE, `${shown.length} characters`);
}

/** All that Markdown, codicons and automatic links are made of. A foreign text must not add to it. */
function structureOf(markdown: string): string {
  const literal = markdown.replaceAll(/\\[^\n]/g, "").replaceAll(/&(?:lt|gt|amp);/g, "");
  return literal.match(/[\n[\]()*_`~<>|#$!@{}&]|:\/\/|\bwww\./g)?.join("") ?? "";
}

/** Fields of the dashboard's messages that hold data word for word. */
const DATA = new Set(["id", "product", "products", "message", "messages", "key", "label", "text", "account"]);

function eachText(
  value: unknown,
  path: readonly string[],
  visit: (text: string, path: readonly string[]) => void,
): void {
  if (typeof value === "string") visit(value, path);
  else if (Array.isArray(value)) for (const part of value) eachText(part, path, visit);
  else if (typeof value === "object" && value !== null) {
    for (const [key, part] of Object.entries(value)) eachText(part, [...path, key], visit);
  }
}

type Check = (shown: unknown, foreign: string, honest: unknown) => void;

const HARMLESS: Readonly<Record<Manner, Check>> = {
  line: (shown) => isLine(String(shown)),
  inert: (shown) => {
    assert.doesNotMatch(String(shown), /\]\(|\$\(/, "no link and no icon");
    assert.doesNotMatch(String(shown), DISGUISE);
  },
  markdown: (shown, foreign, honest) => {
    const markdown = String(shown);
    assert.doesNotMatch(markdown, DISGUISE);
    assert.ok(markdown.length < 20_000, `${markdown.length} characters`);
    // A text of blanks leaves its place empty, or has a word of ours there.
    if (foreign.trim() !== "") assert.equal(structureOf(markdown), structureOf(String(honest)));
  },
  page: (shown, foreign) =>
    eachText(shown, [], (text, path) => {
      if (!(text === foreign && DATA.has(path.at(-1) ?? ""))) isLine(text);
    }),
  csv: (shown) => {
    const cells = [...String(shown).matchAll(/"((?:[^"]|"")*)"/g)].map(([, cell = ""]) => cell.replaceAll('""', '"'));
    assert.ok(cells.length >= 3, "cells in quotation marks");
    for (const cell of cells) isNoFormula(cell);
    const bare = String(shown).replaceAll(/"(?:[^"]|"")*"/g, "");
    assert.match(bare, /^[^"]*\r\n[^"\r\n]*(\r\n)?$/, "a heading and one row");
  },
  tabs: (shown) => {
    const [heading = "", row = "", ...more] = String(shown).split("\n");
    assert.deepEqual(more, []);
    const cells = row.split("\t");
    assert.equal(cells.length, heading.split("\t").length);
    for (const cell of cells) {
      assert.doesNotMatch(cell, DISGUISE);
      isNoFormula(cell);
    }
  },
  jsonLines: (shown) => {
    const lines = String(shown).split("\n");
    assert.equal(lines.length, 2);
    assert.equal(typeof JSON.parse(lines[0] ?? ""), "object");
  },
  webhook: (shown, _, honest) => {
    const [texts, own] = [chatTexts(String(shown)), chatTexts(String(honest))];
    assert.equal(texts.length, own.length, "as many texts as an honest one has");
    const isSlack = String(shown).includes('"blocks"');
    const isTeams = String(shown).includes('"attachments"');
    for (const [index, text] of texts.entries()) {
      assert.equal(text.split("\n").length, own[index]?.split("\n").length, "no line more");
      for (const line of text.split("\n")) isLine(line);
      if (isSlack) assert.doesNotMatch(text, /[<>]|&(?!(?:amp|lt|gt);)/, "no mention, no link, no date");
      if (isTeams) assert.doesNotMatch(text, /\{\{|\$\{/, "no function");
      if (isSlack || isTeams) assert.doesNotMatch(text, /:\/\/|\bwww\.\S/, "no address");
    }
  },
  log: (shown) => {
    assert.doesNotMatch(String(shown), /[\t\n\v\f\r\u0085\u2028\u2029]/, "one line");
    assert.doesNotMatch(String(shown), DISGUISE);
    assert.ok(Array.from(String(shown)).length <= LONGEST_ENTRY);
  },
  model: (shown, foreign, honest) => {
    if (typeof shown === "string") {
      for (const line of shown.split("\n")) isLine(line);
      assert.doesNotMatch(shown, LIVELY);
      // Two foreign texts that are cut to the same are told once.
      const [marks, expected] = [shown, String(honest)].map((text) => text.match(MARKS)?.join("") ?? "");
      assert.match(marks ?? "", /^(«»)*$/);
      if (foreign.trim() !== "") assert.ok((marks ?? "").length <= (expected ?? "").length, "only our marks");
      return;
    }
    eachText(shown, [], (text, path) => {
      isLine(text);
      assert.doesNotMatch(text, LIVELY);
      if (DATA.has(path.at(-1) ?? "")) assert.doesNotMatch(text, MARKS);
    });
  },
};

/** The texts of a webhook's body that people see. */
function chatTexts(body: string): readonly string[] {
  const texts: string[] = [];
  eachText(JSON.parse(body), [], (text, path) => {
    if (["text", "title", "fallbackText"].includes(path.at(-1) ?? "")) texts.push(text);
  });
  return texts;
}

/** Marks of ours around a foreign text, and what a reader of the answer might render, follow or run. */
const MARKS = /[«»]/g;
const LIVELY = /\]\(|\$\(|[`<>]|:\/\//;

function isNoFormula(cell: string): void {
  if (isNumber(cell)) return;
  for (const part of split(cell))
    assert.ok(!beginsLikeFormula(part), `a formula: ${JSON.stringify(part.slice(0, 40))}`);
}

function nameOf({ tries, manner }: Surface): string {
  return `${manner}: ${tries.join(", ")}`;
}

describe("foreign text is harmless", () => {
  for (const surface of SURFACES) {
    test(nameOf(surface), async () => {
      const honest = await surface.texts(HONEST);
      assert.ok(JSON.stringify(honest).includes(HONEST), "it shows foreign text at all");
      const failures: string[] = [];
      for (const [name, foreign] of Object.entries(HOSTILE_TEXTS)) {
        try {
          const shown = await surface.texts(foreign);
          // Of nothing there may be less to show.
          if (foreign.trim() !== "") assert.equal(shown.length, honest.length);
          for (const [index, text] of shown.entries()) HARMLESS[surface.manner](text, foreign, honest[index]);
        } catch (error) {
          failures.push(`${name}: ${error instanceof Error ? error.message.slice(0, 600) : String(error)}`);
        }
      }
      assert.deepEqual(failures, []);
    });
  }
});

/** Calls by which a file of `ui/` has VS Code show a text, or hands one on. */
const SHOWS =
  /\bwindow\.(show|create|set|with)\w*|\bnew vscode\.(MarkdownString|TreeItem)\b|\bwriteText\b|\bopenTextDocument\b|\bpostMessage\b|\.(title|prompt|placeholder|tooltip|description|message|text|html|badge) = /;

function exportsOf(path: string, wanted: RegExp): string[] {
  const text = readFileSync(join(SRC, path), "utf8");
  return [...text.matchAll(wanted)].map(([, name]) => `${path} ${name}`);
}

function filesIn(pattern: string): string[] {
  return globSync(pattern, { cwd: SRC }).map((path) => path.replaceAll("\\", "/"));
}

/** Whatever makes a text, has one shown, or writes one to a file. */
function everySurface(): string[] {
  const views = filesIn("view/**/*.ts").flatMap((path) => exportsOf(path, /^export (?:async )?function (\w+)/gm));
  const writers = filesIn("app/export/*.ts").flatMap((path) =>
    exportsOf(path, /^export (?:async )?function (open\w+)/gm),
  );
  const shown = filesIn("ui/**/*.ts")
    .filter((path) => SHOWS.test(readFileSync(join(SRC, path), "utf8")))
    .flatMap((path) => exportsOf(path, /^export (?:async )?(?:function|class) (\w+)/gm));
  const answers = filesIn("answers/*.ts").flatMap((path) => exportsOf(path, /^export const (TOOLS)\b/gm));
  return [...views, ...writers, ...shown, ...answers];
}

test("every surface of the source tree is in the table, or says why it is none", () => {
  const known = new Set([...SURFACES.flatMap(({ tries }) => tries), ...Object.keys(NO_SURFACES)]);
  const all = everySurface();
  assert.ok(all.length > 100, `${all.length} found`);
  const forgotten = all.filter((name) => !known.has(name) && !known.has(name.split(" ")[0] ?? ""));
  assert.deepEqual(forgotten, []);
  const gone = [...known].filter((name) => !all.some((surface) => surface === name || surface.startsWith(`${name} `)));
  assert.deepEqual(gone, []);
});
