import type { StringForm, Syntax } from "./syntax.ts";

/** What stands between the quotes of one string, or one line of it; or a comment with its signs. */
export interface Span {
  readonly kind: "string" | "comment";
  readonly start: number;
  readonly end: number;
  /** Where the opening quote begins; for what goes on from an earlier line its start. */
  readonly from: number;
  /** Where the code goes on. */
  readonly to: number;
  readonly quote: string;
}

/**
 * Where a line stands: what is open at its beginning, outermost first, one letter each (heredocs with their closing word). Two lines
 * with the same text and the same state are the same.
 */
export type LineState = string;

export interface ScannedLine {
  /** In the order of their ends: what stands in a string's own code comes before it. */
  readonly spans: readonly Span[];
  readonly after: LineState;
}

const COMMENT = "*";
/** Code in a string; further braces in it. */
const CODE = "$";
const BRACE = "{";
const HEREDOC = "H";
const MARKUP = "M";
const SCRIPT = "J";
/** The first string form's letter; a syntax has at most 8. */
const FORMS_FROM = "a".charCodeAt(0);
/** Nobody nests deeper; what does is read as if it did not. */
const DEEPEST = 48;

/** What is open where a text begins. */
export function firstState(syntax: Syntax): LineState {
  return syntax.markup === undefined ? "" : MARKUP;
}

/** Tells comments, strings and code of one line apart; time grows with its length alone. */
export function scanLine(line: string, before: LineState, syntax: Syntax): ScannedLine {
  return new LineScan(line, before, syntax).run();
}

/** One character in single quotes, as Java, C#, Go, Kotlin and Rust write it; anything else is a lifetime or prose. */
const CHARACTER = /'(?:\\u?\{?[^'\\]{1,8}'|\\.'|[^'\\]{1,2}')/y;
const HEREDOCS = {
  php: /<<<[ \t]*(["']?)([A-Za-z_]\w*)\1/y,
  ruby: /<<[~-]?(["']?)([A-Z_][A-Z_\d]*)\1/y,
  shell: /<<-?[ \t]*(["']?)([A-Za-z_]\w*)\1/y,
};
/** Behind these a slash divides. */
const VALUE_ENDS = /[\w$)\]}"'`]/;

class LineScan {
  readonly #line: string;
  readonly #syntax: Syntax;
  readonly #spans: Span[] = [];
  /** Starts of the strings that are open, innermost last: of the quote and of the content. */
  readonly #starts: { readonly from: number; readonly start: number }[] = [];
  #state: LineState;
  #heredoc: string | undefined;
  #at = 0;

  constructor(line: string, before: LineState, syntax: Syntax) {
    this.#line = line.endsWith("\r") ? line.slice(0, -1) : line;
    this.#syntax = syntax;
    this.#state = before;
    // A heredoc's word is no list of letters, and nothing is ever open inside of it.
    const letters = before.endsWith(HEREDOC) ? before.slice(0, before.indexOf(";")) : before;
    for (const letter of letters) if (isForm(letter)) this.#starts.push({ from: 0, start: 0 });
  }

  run(): ScannedLine {
    while (this.#at < this.#line.length) this.#step();
    this.#endLine();
    return { spans: this.#spans, after: this.#state };
  }

  #step(): void {
    const top = this.#state.at(-1) ?? "";
    if (top === COMMENT) this.#comment();
    else if (top === HEREDOC) this.#heredocLine();
    else if (top === MARKUP) this.#markup();
    else if (isForm(top)) this.#string(this.#form(top));
    else this.#code();
  }

  #form(letter: string): StringForm | undefined {
    return this.#syntax.strings[letter.charCodeAt(0) - FORMS_FROM];
  }

  #push(letter: string): boolean {
    if (this.#state.length >= DEEPEST) return false;
    this.#state += letter;
    return true;
  }

  #pop(): void {
    this.#state = this.#state.slice(0, -1);
  }

  #comment(): void {
    const [open = "", close = ""] = this.#syntax.blockComment ?? [];
    const start = this.#at;
    const end = this.#line.indexOf(close, start);
    if (this.#syntax.nestedComments === true) {
      const inner = this.#line.indexOf(open, start);
      if (inner !== -1 && (end === -1 || inner < end)) {
        this.#push(COMMENT);
        this.#at = inner + open.length;
        this.#addComment(start, this.#at);
        return;
      }
    }
    this.#at = end === -1 ? this.#line.length : end + close.length;
    if (end !== -1) this.#pop();
    this.#addComment(start, this.#at);
  }

  #addComment(start: number, end: number): void {
    this.#spans.push({ kind: "comment", start, end, from: start, to: end, quote: "" });
  }

  /** A heredoc is left in the line that begins with its closing word. */
  #heredocLine(): void {
    const from = this.#state.lastIndexOf(";");
    const word = this.#state.slice(from + 1, -1);
    const text = this.#line.trimStart();
    const indent = this.#line.length - text.length;
    if (text.startsWith(word) && !/^\w/.test(text.slice(word.length))) {
      this.#state = this.#state.slice(0, Math.max(from, 0));
      this.#at = indent + word.length;
      return;
    }
    const end = this.#line.length;
    this.#spans.push({ kind: "string", start: 0, end, from: 0, to: end, quote: "<<" });
    this.#at = end;
  }

  /** Outside of scripts only the values of attributes are of interest. */
  #markup(): void {
    const isPhp = this.#syntax.markup === "php";
    const open = isPhp ? /<\?(?:php\b|=)?/g : /<script\b[^>]*>|<!--|["'`]/g;
    open.lastIndex = this.#at;
    const found = open.exec(this.#line);
    if (found === null) {
      this.#at = this.#line.length;
      return;
    }
    this.#at = found.index + found[0].length;
    if (found[0] === "<!--") {
      const end = this.#line.indexOf("-->", this.#at);
      this.#at = end === -1 ? this.#line.length : end + 3;
      this.#addComment(found.index, this.#at);
    } else if (found[0].startsWith("<")) {
      if (!found[0].endsWith("/>")) this.#push(SCRIPT);
    } else this.#attribute(found.index, found[0]);
  }

  #attribute(from: number, quote: string): void {
    const end = this.#line.indexOf(quote, this.#at);
    if (end === -1) return;
    const isValue = this.#line[from - 1] === "=" || quote !== '"';
    if (!isValue) return;
    this.#spans.push({ kind: "string", start: this.#at, end, from, to: end + 1, quote });
    // A double-quoted attribute may hold code with strings of its own.
    if (quote !== '"') this.#at = end + 1;
  }

  #string(form: StringForm | undefined): void {
    if (form === undefined) {
      this.#pop();
      return;
    }
    const { close, raw, code } = form;
    const line = this.#line;
    const stops = stopsOf(form);
    let at = this.#at;
    for (; at < line.length; at++) {
      stops.lastIndex = at;
      at = stops.exec(line)?.index ?? line.length;
      const character = line[at];
      if (character === undefined) break;
      if (character === "\\" && raw !== true) {
        at++;
      } else if (character === close[0] && line.startsWith(close, at)) {
        // C# and others write a quote in a raw string twice.
        if (raw === true && close === '"' && line[at + 1] === '"') at++;
        else break;
      } else if (code !== undefined && character === code[0] && line.startsWith(code, at)) {
        if (code === "{" && line[at + 1] === "{") at++;
        else if (this.#push(CODE)) {
          this.#at = at + code.length;
          return;
        }
      }
    }
    if (at >= line.length) {
      this.#at = line.length;
      return;
    }
    this.#at = at + close.length;
    this.#closeString(at, this.#at, form.open);
  }

  #closeString(end: number, to: number, quote: string): void {
    this.#pop();
    const { from, start } = this.#starts.pop() ?? { from: 0, start: 0 };
    this.#spans.push({ kind: "string", start, end, from, to, quote });
  }

  #code(): void {
    const line = this.#line;
    const at = this.#at;
    const special = specialOf(this.#syntax);
    special.lastIndex = at;
    const found = special.exec(line);
    if (found === null || found.index > at) {
      this.#at = found?.index ?? line.length;
      return;
    }
    const character = found[0];
    if (this.#opensComment(at) || this.#opensString(at) || this.#opensOther(at, character)) return;
    this.#brace(character);
    this.#at = at + 1;
  }

  #opensComment(at: number): boolean {
    const { lineComments, blockComment, markup } = this.#syntax;
    for (const sign of lineComments) {
      if (!this.#line.startsWith(sign, at) || !this.#isCommentSign(sign, at)) continue;
      // A closing tag ends PHP even in a comment.
      const tag = markup === "php" ? this.#line.indexOf("?>", at) : -1;
      this.#at = tag === -1 ? this.#line.length : tag;
      this.#addComment(at, this.#at);
      return true;
    }
    if (blockComment === undefined || !this.#line.startsWith(blockComment[0], at)) return false;
    if (blockComment[0] === "=begin" && at !== 0) return false;
    if (!this.#push(COMMENT)) return false;
    this.#at = at + blockComment[0].length;
    this.#addComment(at, this.#at);
    return true;
  }

  /** `#` opens a comment at the beginning of a word, and `#[` an attribute of PHP. */
  #isCommentSign(sign: string, at: number): boolean {
    if (sign !== "#") return true;
    const { heredoc, markup } = this.#syntax;
    if (markup === "php") return this.#line[at + 1] !== "[";
    return heredoc !== "shell" || at === 0 || /[\s;&|(]/.test(this.#line[at - 1] ?? "");
  }

  #opensString(at: number): boolean {
    const { strings, characters } = this.#syntax;
    for (const [index, { open }] of strings.entries()) {
      if (!this.#line.startsWith(open, at)) continue;
      // The letter of a raw string must not be the end of a word.
      if (/^[a-z]/.test(open) && /\w/.test(this.#line[at - 1] ?? "")) continue;
      if (!this.#push(String.fromCharCode(FORMS_FROM + index))) return false;
      this.#at = at + open.length;
      this.#starts.push({ from: at, start: this.#at });
      return true;
    }
    if (characters !== true || this.#line[at] !== "'") return false;
    CHARACTER.lastIndex = at;
    const found = CHARACTER.exec(this.#line);
    this.#at = at + (found?.[0].length ?? 1);
    return true;
  }

  #opensOther(at: number, character: string): boolean {
    const { heredoc, regex, markup } = this.#syntax;
    if (character === "<" && heredoc !== undefined) {
      const pattern = HEREDOCS[heredoc];
      pattern.lastIndex = at;
      const found = pattern.exec(this.#line);
      if (found !== null) {
        this.#heredoc ??= found[2];
        this.#at = at + found[0].length;
        return true;
      }
    }
    if (character === "/" && regex === true && this.#isRegex(at)) {
      const end = endOfRegex(this.#line, at);
      this.#at = end;
      return true;
    }
    const isScriptsEnd =
      (markup === "component" && this.#line.startsWith("</script", at)) ||
      (markup === "php" && this.#line.startsWith("?>", at));
    if (!isScriptsEnd) return false;
    // Whatever is open in the script ends with it.
    this.#state = this.#state.slice(0, this.#state.indexOf(MARKUP) + 1);
    this.#starts.length = 0;
    this.#at = at + 2;
    return true;
  }

  #isRegex(at: number): boolean {
    const before = this.#line.slice(Math.max(0, at - 16), at).trimEnd();
    const next = this.#line[at + 1] ?? "";
    if (next === "" || next === " " || next === "=") return false;
    if (/(^|[^\w$.])(return|case|typeof|in|of|if|unless|when|and|or|not)$/.test(before)) return true;
    return before === "" || !VALUE_ENDS.test(before.at(-1) ?? "");
  }

  #brace(character: string): void {
    const top = this.#state.at(-1);
    const isInString = top === CODE || top === BRACE;
    if (!isInString) return;
    if (character === "{") this.#push(BRACE);
    else if (character === "}") this.#pop();
  }

  /** Ends what can not go on in the next line. */
  #endLine(): void {
    const end = this.#line.length;
    let kept = this.#state.length;
    for (let index = 0; index < this.#state.length; index++) {
      const letter = this.#state[index] ?? "";
      if (letter === ";") break;
      if (isForm(letter) && this.#form(letter)?.multiline !== true) {
        // A backslash at the end of the line lets it go on; nobody writes an address that way.
        kept = index;
        break;
      }
    }
    const open = this.#starts.toReversed();
    for (const { from, start } of open) {
      this.#spans.push({ kind: "string", start: Math.min(start, end), end, from, to: end, quote: "" });
    }
    this.#state = this.#state.slice(0, kept);
    if (this.#heredoc !== undefined && this.#state.length < DEEPEST) this.#state += `;${this.#heredoc}${HEREDOC}`;
  }
}

function isForm(letter: string): boolean {
  return letter >= "a" && letter <= "h";
}

const STOPS = new WeakMap<StringForm, RegExp>();

/** What may end a string or open code in it. */
function stopsOf(form: StringForm): RegExp {
  const known = STOPS.get(form);
  if (known !== undefined) return known;
  const signs = ["\\", form.close.slice(0, 1), form.code?.slice(0, 1) ?? ""].filter((sign) => sign !== "");
  const stops = new RegExp(`[${signs.map((sign) => `\\${sign}`).join("")}]`, "g");
  STOPS.set(form, stops);
  return stops;
}

const SPECIAL = new WeakMap<Syntax, RegExp>();

/** What may open or close something in code; everything else is passed over at once. */
function specialOf(syntax: Syntax): RegExp {
  const known = SPECIAL.get(syntax);
  if (known !== undefined) return known;
  const { lineComments, blockComment, strings, heredoc, regex, markup, characters } = syntax;
  const openings = [...lineComments, blockComment?.[0] ?? "", ...strings.map(({ open }) => open), "{", "}"];
  if (heredoc !== undefined || markup !== undefined) openings.push("<", "?");
  if (regex === true) openings.push("/");
  if (characters === true) openings.push("'");
  const signs = new Set(openings.map((opening) => opening.slice(0, 1)).filter((sign) => sign !== ""));
  const special = new RegExp(
    `[${[...signs]
      .map((sign) => `\\${sign}`)
      .join("")
      .replace("\\r", "r")}]`,
    "g",
  );
  SPECIAL.set(syntax, special);
  return special;
}

/** Behind the closing slash, or behind the opening one where the line has no other. */
function endOfRegex(line: string, at: number): number {
  let inClass = false;
  for (let index = at + 1; index < line.length; index++) {
    const character = line[index];
    if (character === "\\") index++;
    else if (character === "[") inClass = true;
    else if (character === "]") inClass = false;
    else if (character === "/" && !inClass) return index + 1;
  }
  return at + 1;
}
