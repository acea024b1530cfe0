import type { CodeLanguage } from "./languages.ts";

/** One way to write a string. */
export interface StringForm {
  readonly open: string;
  readonly close: string;
  /** May go on in the next line. */
  readonly multiline?: true;
  /** A backslash does not hide the closing quote. */
  readonly raw?: true;
  /** What opens code inside, closed by a brace. */
  readonly code?: "${" | "#{" | "{";
}

/** What must be known of a language to tell comments, strings and code apart. */
export interface Syntax {
  readonly lineComments: readonly string[];
  readonly blockComment?: readonly [open: string, close: string];
  readonly nestedComments?: true;
  /** Longer openings first. */
  readonly strings: readonly StringForm[];
  /** A single quote is one character or nothing. */
  readonly characters?: true;
  readonly heredoc?: "php" | "ruby" | "shell";
  /** A slash may open a regular expression. */
  readonly regex?: true;
  /** Code stands in markup: in script elements, or between tags of PHP. */
  readonly markup?: "component" | "php";
}

const DOUBLE: StringForm = { open: '"', close: '"' };
const SINGLE: StringForm = { open: "'", close: "'" };
const RAW_BACKTICK: StringForm = { open: "`", close: "`", multiline: true, raw: true };
const TRIPLE: StringForm = { open: '"""', close: '"""', multiline: true };
const TRIPLE_SINGLE: StringForm = { open: "'''", close: "'''", multiline: true };
const TEMPLATE: StringForm = { open: "`", close: "`", multiline: true, code: "${" };

const SLASHES: Pick<Syntax, "lineComments" | "blockComment"> = { lineComments: ["//"], blockComment: ["/*", "*/"] };
const JAVASCRIPT: Syntax = { ...SLASHES, strings: [DOUBLE, SINGLE, TEMPLATE], regex: true };

export const SYNTAXES: Readonly<Record<CodeLanguage, Syntax>> = {
  javascript: JAVASCRIPT,
  component: { ...JAVASCRIPT, markup: "component" },
  python: { lineComments: ["#"], strings: [TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE] },
  php: {
    lineComments: ["//", "#"],
    blockComment: ["/*", "*/"],
    strings: [
      { open: '"', close: '"', multiline: true },
      { open: "'", close: "'", multiline: true },
    ],
    heredoc: "php",
    markup: "php",
  },
  java: { ...SLASHES, strings: [TRIPLE, DOUBLE], characters: true },
  kotlin: {
    ...SLASHES,
    nestedComments: true,
    strings: [
      { ...TRIPLE, code: "${", raw: true },
      { ...DOUBLE, code: "${" },
    ],
    characters: true,
  },
  csharp: {
    ...SLASHES,
    strings: [
      { open: '$"""', close: '"""', multiline: true, raw: true },
      { ...TRIPLE, raw: true },
      { open: '$@"', close: '"', multiline: true, raw: true, code: "{" },
      { open: '@$"', close: '"', multiline: true, raw: true, code: "{" },
      { open: '@"', close: '"', multiline: true, raw: true },
      { open: '$"', close: '"', code: "{" },
      DOUBLE,
    ],
    characters: true,
  },
  go: { ...SLASHES, strings: [DOUBLE, RAW_BACKTICK], characters: true },
  ruby: {
    lineComments: ["#"],
    blockComment: ["=begin", "=end"],
    strings: [
      { open: '"', close: '"', multiline: true, code: "#{" },
      { open: "'", close: "'", multiline: true },
    ],
    heredoc: "ruby",
    regex: true,
  },
  dart: {
    ...SLASHES,
    nestedComments: true,
    strings: [
      { open: "r'", close: "'", raw: true },
      { open: 'r"', close: '"', raw: true },
      { ...TRIPLE, code: "${" },
      { ...TRIPLE_SINGLE, code: "${" },
      { ...DOUBLE, code: "${" },
      { ...SINGLE, code: "${" },
    ],
  },
  rust: {
    ...SLASHES,
    nestedComments: true,
    strings: [
      { open: 'r##"', close: '"##', multiline: true, raw: true },
      { open: 'r#"', close: '"#', multiline: true, raw: true },
      { open: 'r"', close: '"', multiline: true, raw: true },
      { open: '"', close: '"', multiline: true },
    ],
    characters: true,
  },
  http: { lineComments: ["#", "//"], strings: [] },
  shell: {
    lineComments: ["#"],
    strings: [
      { open: '"', close: '"', multiline: true },
      { open: "'", close: "'", multiline: true, raw: true },
    ],
    heredoc: "shell",
  },
  crontab: { lineComments: ["#"], strings: [DOUBLE, { ...SINGLE, raw: true }] },
  markdown: { lineComments: [], strings: [] },
  json: { ...SLASHES, strings: [DOUBLE] },
  yaml: { lineComments: ["#"], strings: [DOUBLE, { ...SINGLE, raw: true }] },
  env: { lineComments: ["#"], strings: [DOUBLE, { ...SINGLE, raw: true }] },
  properties: { lineComments: ["#", "!"], strings: [] },
};
