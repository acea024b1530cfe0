import { addressAt, baseAt, HOST, namesWhom, pathAt, type WrittenPath } from "../address.ts";
import type { Endpoint } from "../endpoint.ts";
import { endpointOf } from "../endpoints.ts";
import type { Via, WorkspaceHints } from "../findings.ts";
import type { CodeLanguage } from "../syntax/languages.ts";
import type { ScannedText } from "../syntax/scannedText.ts";
import { Bases } from "./bases.ts";
import { wordsOfJson, wordsOfYaml } from "./dataWords.ts";
import { type FoundCall, type FoundCalls, INVENTED_HOST, isWrong, type WrongAddress } from "./found.ts";
import { type Word, wordsOfMarkdown, wordsOfRequests, wordsOfSettings, wordsOfShell } from "./words.ts";

const READERS: Readonly<Partial<Record<CodeLanguage, (scanned: ScannedText) => Iterable<Word>>>> = {
  shell: wordsOfShell,
  crontab: wordsOfShell,
  markdown: wordsOfMarkdown,
  http: wordsOfRequests,
  env: wordsOfSettings,
  properties: wordsOfSettings,
  json: wordsOfJson,
  yaml: wordsOfYaml,
};

/** The words of a text that is no code; undefined for code. */
export function wordsOf(scanned: ScannedText): Iterable<Word> | undefined {
  return READERS[scanned.language]?.(scanned);
}

/** Calls among the words of a text that is no code. */
export function callsAmong(words: Iterable<Word>, scanned: ScannedText, hints: WorkspaceHints): FoundCalls {
  return new WordCalls(scanned, hints).run([...words]);
}

/** Keys of descriptions and collections: what stands below them has nothing to do with what stands below them elsewhere. */
const STRUCTURE =
  /^(?:raw|url|href|item|request|requests|response|info|auth|event|paths|get|post|put|patch|delete|head|servers?|externalDocs|schema|components|collection|entries|steps?|jobs?|tasks?|resources|variable|value|uri|ansible\..*|-?\s*name|)$|\//;

class WordCalls {
  readonly #scanned: ScannedText;
  readonly #hints: WorkspaceHints;
  readonly #bases: Bases;
  readonly #calls: FoundCall[] = [];
  readonly #wrong: WrongAddress[] = [];
  /** Of a base that the text gives as a whole: an OpenAPI description's server. */
  #server: { readonly isDeepvue: boolean; readonly version?: string } | undefined;

  constructor(scanned: ScannedText, hints: WorkspaceHints) {
    this.#scanned = scanned;
    this.#hints = hints;
    this.#bases = new Bases(hints);
  }

  run(words: readonly Word[]): FoundCalls {
    for (const word of words) this.#learn(word);
    for (const word of words) this.#judge(word);
    return { calls: this.#calls, wrong: this.#wrong, bases: this.#bases };
  }

  #learn({ text, names, line, isAsked }: Word): void {
    const address = addressAt(text);
    if (address === undefined) return;
    if (address.host === HOST && address.path !== undefined && endpointOf(address.path.path) !== undefined) return;
    if (!isAsked) return;
    // A whole address of somebody else is no base.
    const last = address.path?.path.split("/").at(-1) ?? "";
    if (address.host !== HOST && last !== "" && !/^(?:v\d{1,2}|api|rest|kyc)$/i.test(last)) return;
    for (const name of names) if (!STRUCTURE.test(name)) this.#bases.add(name, address, line);
    const isDeepvue = address.host === HOST;
    if (this.#server === undefined || (isDeepvue && !this.#server.isDeepvue))
      this.#server = { isDeepvue, ...(address.version !== undefined && { version: address.version }) };
  }

  #judge(word: Word): void {
    if (!word.isAsked) return;
    const { text } = word;
    const address = addressAt(text);
    if (address === undefined) {
      const base = baseAt(text);
      const path = pathAt(text, base?.end ?? 0);
      if (path !== undefined) this.#judgePath(word, path, base?.code);
      return;
    }
    if (address.host !== HOST) {
      if (INVENTED_HOST.test(address.host)) this.#addWrong("unknownHost", word, address.hostStart, address.hostEnd);
      return;
    }
    if (address.scheme === "http") this.#addWrong("plainHttp", word, 0, "http".length);
    const { path } = address;
    if (path === undefined) return;
    const endpoint = endpointOf(path.path);
    if (endpoint !== undefined) this.#addCall(word, endpoint, "address", 0, path.end);
    else if (isWrong(path)) this.#addWrong("unknownPath", word, path.start, path.end);
  }

  #judgePath(word: Word, path: WrittenPath, code: string | undefined): void {
    const told = code === undefined ? undefined : this.#bases.find([code], word.line);
    const others = code === undefined ? word.names : word.names.filter((name) => namesWhom(name) !== undefined);
    const named = told ?? this.#bases.find(others, word.line);
    const base = named ?? (this.#server?.isDeepvue === true || code === undefined ? this.#server : undefined);
    if (base !== undefined && !base.isDeepvue) return;
    if (base === undefined && (!this.#isOurs(word.line) || !path.path.includes("/"))) return;
    const version = path.version === undefined ? base?.version : undefined;
    const endpoint = endpointOf(version === undefined ? path.path : `v${version}/${path.path}`);
    if (endpoint !== undefined)
      this.#addCall(word, endpoint, base === undefined ? "path" : "base", path.start, path.end);
    else if (isWrong(path) && base !== undefined) this.#addWrong("unknownPath", word, path.start, path.end);
  }

  #isOurs(line: number): boolean {
    const { lines } = this.#scanned;
    for (let at = line; at >= 0; at--) {
      const whom = lines[at]?.whom;
      if (whom !== undefined) return whom === "deepvue";
    }
    return this.#hints.mentionsDeepvue || lines.some(({ whom }) => whom === "deepvue");
  }

  #addCall({ line, start }: Word, endpoint: Endpoint, via: Via, from: number, to: number): void {
    const at = this.#scanned.startOf(line) + start;
    this.#calls.push({ line, range: { start: at + from, end: at + to }, endpoint, via });
  }

  #addWrong(kind: WrongAddress["kind"], { line, start, text }: Word, from: number, to: number): void {
    const at = this.#scanned.startOf(line) + start;
    this.#wrong.push({ kind, line, range: { start: at + from, end: at + to }, text: text.slice(from, to) });
  }
}
