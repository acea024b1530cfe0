import { headsOf } from "../syntax/enclosing.ts";
import type { Line } from "../syntax/line.ts";
import type { ScannedText } from "../syntax/scannedText.ts";
import { commandAbove, shellWords, type Word, withoutComments } from "./words.ts";

/** Keys whose value is said, not asked. */
const TELLING_KEY =
  /^(?:description|summary|title|label|note|notes|message|msg|help|comment|text|example|examples|documentation|docs?|docs?[_-]?url|externalDocs|homepage|referer|origin|readme|name|\$comment|\$schema|error|path|prefix|pattern|match|source|from|keywords|tags|exports|imports|operationId|instructions|prompt)$/i;

/** What is kept of an answer, not asked. */
const ANSWER = /"(?:originalRequest|responses?|examples?|headers?)"\s*:/;

/**
 * Strings of a JSON text: an OpenAPI description's paths, a collection's requests, settings. A key is asked where it is a path below
 * "paths"; a value where its key does not say that it is told.
 */
export function* wordsOfJson(scanned: ScannedText): Generator<Word> {
  const { lines } = scanned;
  const wanted = lines.flatMap((line, at) => (line.addresses.length > 0 ? [at] : []));
  const heads = headsOf(lines, wanted);
  for (const at of wanted) {
    const line = lines[at];
    if (line === undefined) continue;
    const above = (heads.get(at) ?? []).map((head) => lines[head]?.text ?? "");
    for (const { start, end, from, to } of line.addresses) {
      const text = line.text.slice(start, end);
      if (/\s/.test(withoutPlaceholders(text))) continue;
      const isKey = /^\s*:/.test(line.text.slice(to));
      const before = line.text.slice(0, from);
      const key = isKey ? "" : keyBefore(before, above);
      const isInAnswer = above.some((head) => ANSWER.test(head)) || ANSWER.test(before);
      const isAsked = isKey ? /"paths"\s*:/.test([before, ...above].join("\n")) : !TELLING_KEY.test(key) && !isInAnswer;
      const enclosing = above.map((head) => /"([^"]{1,80})"\s*:/.exec(head)?.[1]).filter((name) => name !== undefined);
      const paired =
        key === "value" ? (PAIRED.exec(before)?.[1] ?? PAIRED.exec(lines[at - 1]?.text ?? "")?.[1]) : undefined;
      const names = paired === undefined ? [key, ...enclosing] : [paired];
      yield { line: at, start, text, names, isAsked };
    }
  }
}

/** A pair's name: `{ "key": "base_url", "value": "https://…" }`. */
const PAIRED = /"(?:key|name)"\s*:\s*"([\w.-]{1,80})"\s*,[^{}]*$/;

/** The key that a value belongs to, also where it stands in a list. */
function keyBefore(before: string, above: readonly string[]): string {
  const own = /"([^"]{1,80})"\s*:\s*$/.exec(before)?.[1] ?? /"([^"]{1,80})"\s*:\s*\[[^\]{}]*$/.exec(before)?.[1];
  return own ?? /"([^"]{1,80})"\s*:\s*\[\s*$/.exec(above[0] ?? "")?.[1] ?? "";
}

const BLOCK = /^\s*(?:-\s+)?["']?([\w./-]{1,100})["']?\s*:\s*[|>][-+\d]*\s*$/;
const SCRIPT_KEY = /^(?:run|script|command|args|before_script|after_script|shell|cmd|entrypoint|inline)$/i;
const PAIR = /^(\s*(?:-\s+)?)(["']?)([^\s"'#:][^"'#]{0,200}?)\2\s*:(?:\s+(.*))?$/;

/** Values of YAML, paths below "paths", and scripts in it. */
export function* wordsOfYaml(scanned: ScannedText): Generator<Word> {
  const { lines } = scanned;
  const wanted = lines.flatMap((line, at) => (line.isOfInterest ? [at] : []));
  const heads = headsOf(lines, wanted);
  for (const at of wanted) {
    const line = lines[at];
    if (line === undefined || /^\s*#/.test(line.text)) continue;
    const above = (heads.get(at) ?? []).map((head) => lines[head]?.text ?? "");
    yield* wordsOfYamlLine(lines, at, above);
  }
}

function* wordsOfYamlLine(lines: readonly Line[], at: number, above: readonly string[]): Generator<Word> {
  const line = lines[at];
  if (line === undefined) return;
  const block = above.map((head) => BLOCK.exec(head)?.[1]).find((key) => key !== undefined);
  if (block !== undefined) {
    if (SCRIPT_KEY.test(block)) yield* shellWords(withoutComments(line), commandAbove(lines, at), at);
    return;
  }
  const pair = PAIR.exec(line.text.replace(/\s#.*$/, ""));
  if (pair === null) {
    yield* listItem(lines, at, above);
    return;
  }
  const [, lead = "", quote = "", key = "", value = ""] = pair;
  if (value === "" || value === "{}") {
    const isPath = above.some((head) => /^\s*["']?paths["']?\s*:/.test(head));
    if (key.includes("/")) yield { line: at, start: lead.length + quote.length, text: key, names: [], isAsked: isPath };
    return;
  }
  if (SCRIPT_KEY.test(key)) {
    // A list in brackets: its quotes are YAML's, not the shell's.
    const code = withoutComments(line);
    yield* shellWords(value.startsWith("[") ? code.replaceAll(/["'[\],]/g, " ") : code, "", at);
    return;
  }
  const text = /^["']?((?:\{\{[^{}"']{0,80}\}\}|[^\s"']){1,2000})["']?$/.exec(value.trim())?.[1];
  if (text === undefined) return;
  const isAsked = !TELLING_KEY.test(key);
  const enclosing = above.map((head) => PAIR.exec(head)?.[3]).filter((name) => name !== undefined);
  yield {
    line: at,
    start: line.text.indexOf(text, lead.length + key.length),
    text,
    names: [key, ...enclosing],
    isAsked,
  };
}

function* listItem(lines: readonly Line[], at: number, above: readonly string[]): Generator<Word> {
  const line = lines[at];
  const found = /^(\s*-\s+["']?(?:([A-Za-z_]\w{0,80})=["']?)?)([^\s"']{1,2000})["']?\s*$/.exec(line?.text ?? "");
  const key = found?.[2] ?? PAIR.exec(above[0] ?? "")?.[3] ?? "";
  if (found !== null) {
    yield {
      line: at,
      start: (found[1] ?? "").length,
      text: found[3] ?? "",
      names: [key],
      isAsked: !TELLING_KEY.test(key),
    };
  } else if (line !== undefined && SCRIPT_KEY.test(key)) yield* shellWords(withoutComments(line), "", at);
}

/** `{{ gstin }}` is no blank of a sentence. */
function withoutPlaceholders(text: string): string {
  return text.replaceAll(/\{\{[^{}]{0,80}\}\}/g, "x");
}
