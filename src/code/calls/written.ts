import { addressAt, baseAt, pathAt, type WrittenAddress, type WrittenPath } from "../address.ts";
import type { Line } from "../syntax/line.ts";
import type { Span } from "../syntax/lineScan.ts";
import { namesGivenTo } from "./bases.ts";

/** A string that is an address or a path, in the words of the code. */
export interface WrittenString {
  readonly span: Span;
  readonly text: string;
  readonly address?: WrittenAddress;
  /** Of the address, or by itself. */
  readonly path?: WrittenPath;
  /** What stands before the path in the string: code, or "" for a placeholder. */
  readonly base?: string;
  /** Names that the string is given to on its line. */
  readonly names: readonly string[];
  /** Nothing but its key stands before it: what it is part of began in a line above. */
  readonly isAlone: boolean;
}

const ALONE = /^\s*(?:["']?[\w-]{1,60}["']?\s*(?::|=>?)\s*)?(?:new\s+)?(?:[\w.]{1,40}\(\s*)?[rfbu$@]{0,2}$/;

/** A way to the service through a server of one's own: /api/deepvue/v1/… */
const THROUGH_PROXY = /^(?:https?:\/\/localhost(?::\d+)?)?\/(?:[\w-]+\/){0,4}(?:[\w-]*deepvue[\w-]*)\//i;
const LONGEST = 2000;
const MOST_BEFORE = 300;

/** The strings of a line that are an address or a path; prose is none. */
export function writtenOn(line: Line): readonly WrittenString[] {
  return line.addresses.map((span) => writtenIn(line, span)).filter((each) => each !== undefined);
}

function writtenIn(line: Line, span: Span): WrittenString | undefined {
  // What goes on from an earlier line is a text, not an address.
  if (span.quote === "" || (span.quote === "<<" && !/^\s*(?:https?:|\/)/.test(line.text))) return undefined;
  const text = line.text.slice(span.start, span.end);
  if (text.length > LONGEST || isProse(text)) return undefined;
  const before = line.text.slice(Math.max(0, span.from - MOST_BEFORE), span.from);
  const place = { span, text, names: namesGivenTo(before), isAlone: ALONE.test(before) };
  const proxy = THROUGH_PROXY.exec(text);
  if (proxy !== null) {
    const path = pathAt(text, proxy[0].length);
    return path === undefined ? undefined : { ...place, path, base: "deepvue" };
  }
  const address = addressAt(text);
  if (address !== undefined) {
    return { ...place, address, ...(address.path !== undefined && { path: address.path }) };
  }
  const base = baseAt(text);
  const path = pathAt(text, base?.end ?? 0);
  if (path === undefined) return undefined;
  return { ...place, path, ...(base !== undefined && { base: base.code }) };
}

/** A string of a line that may go on where a base with a folder ends, with what it says behind the base. */
interface WrittenRest {
  readonly written: WrittenString;
  readonly text: string;
}

const REST = /^\/?((?:[a-z\d][\w-]{1,60})(?:\/[\w-]{1,60}){0,4})\/?(?=$|[?#"'`\s$%{&])/;

/** Strings of a line that may go on where a base ends: `/pan-plus?pan_number=`. */
export function restsOn(line: Line): readonly WrittenRest[] {
  return line.spans.flatMap((span): readonly WrittenRest[] => {
    if (span.kind !== "string" || span.quote === "" || span.end - span.start > LONGEST) return [];
    const text = line.text.slice(span.start, span.end);
    const base = baseAt(text);
    const from = base?.end ?? 0;
    const found = REST.exec(text.slice(from));
    if (found === null || isProse(text)) return [];
    const [whole, rest = ""] = found;
    const path: WrittenPath = { start: from, end: from + whole.length, path: rest, version: undefined, isOpen: false };
    const before = line.text.slice(Math.max(0, span.from - MOST_BEFORE), span.from);
    const written = {
      span,
      text,
      path,
      names: [],
      isAlone: ALONE.test(before),
      ...(base !== undefined && { base: base.code }),
    };
    return [{ written, text: rest }];
  });
}

/** Blanks outside of what the running program puts in. */
function isProse(text: string): boolean {
  if (!/\s/.test(text)) return false;
  return /\s/.test(text.replace(/[$#]?\{[^{}]{0,200}\}/g, "").replace(/[$#]?\{[^{}]{0,200}\}/g, ""));
}
