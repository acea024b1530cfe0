import { HOST } from "../address.ts";
import type { Line } from "../syntax/line.ts";
import type { Span } from "../syntax/lineScan.ts";
import { namesGivenTo } from "./bases.ts";

const HOST_TEXT =
  /^(https?:\/\/|\/\/)?((?:[a-z\d][a-z\d-]{0,60}\.){1,5}[a-z]{2,12}|localhost|\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5})?\/?$/i;
/** Ends of names that are hosts and hardly anything else: `kyc.upi` and `paths.json` are none. */
const HOSTS_END =
  /\.(?:com|in|io|co|net|org|app|tech|ai|dev|gov|xyz|local|internal|test|example|cloud|me|biz|info|us|uk|eu|site|online|invalid)$|^localhost$|^[\d.]+$/i;
/** `host: "…"`, `.setHost("…")`, `:host => '…'`, `HTTPSConnection("…")`, `HTTP.start('…')`. */
const HOST_KEY =
  /(?:(?:^|[^\w])["':]?(?:set_?|with_?)?(?:host|host_?name|authority|net_?loc|domain|server|origin|base_?ur[il])["']?\s*\]?\s*(?:=>|:=|[:=(,])|\bHTTPS?Connection\(|\bHTTP\.(?:new|start)\(|\bHttpHost\(|\bnew\s+TcpClient\()\s*[rfbu$@&]{0,2}$/i;
/** What stands between a host and the path behind it: the next argument or field, or the next link of a chain. */
const BETWEEN =
  /^\s*(?:,[^;{}()]{0,80}|\)(?:\s*,\s*\d+)?[^;{}]{0,80}(?:\.|->)\s*\w{1,40}\(\s*[^;{}()]{0,40}|;\s*(?:\w+\.)?\w*[pP]ath\w*\s*[(=]\s*)$/;
/** Behind a path stands the base that it is joined to: `new URL("/v1/…", "https://…")`, `path: "…", host: "…"`. */
const BETWEEN_BEHIND = /^\s*,[^;{}()]{0,80}$/;
const MOST_LINES = 8;

/** Whose host a string is; undefined where it is none. */
function hostIn(line: Line, { kind, start, end, from }: Span, isKeyed: boolean): "deepvue" | "other" | undefined {
  if (kind !== "string" || end - start > 120) return undefined;
  const found = HOST_TEXT.exec(line.text.slice(start, end));
  if (found === null) return undefined;
  const host = (found[2] ?? "").toLowerCase();
  const isNamed = HOST_KEY.test(line.code.slice(Math.max(0, from - 80), from));
  if (!isNamed && (isKeyed || (found[1] === undefined && !HOSTS_END.test(host)))) return undefined;
  return host === HOST ? "deepvue" : "other";
}

/**
 * Whose host stands apart from a path in the same call or list of fields: as an earlier argument, a field beside it, a link of the chain, or
 * the base that it is joined to.
 */
export function hostBeside(lines: readonly Line[], at: number, path: Span): "deepvue" | "other" | undefined {
  const line = lines[at];
  if (line === undefined) return undefined;
  for (const span of line.spans.toReversed()) {
    if (span.to <= path.from && BETWEEN.test(line.code.slice(span.to, path.from).replaceAll(/["'`]/g, ""))) {
      const host = hostIn(line, span, false);
      if (host !== undefined) return host;
    }
  }
  for (const span of line.spans) {
    if (span.from >= path.to && BETWEEN_BEHIND.test(line.code.slice(path.to, span.from).replaceAll(/["'`]/g, ""))) {
      const host = hostIn(line, span, false);
      if (host !== undefined) return host;
    }
  }
  return hostOnLine(lines, at, -1) ?? hostOnLine(lines, at, 1);
}

/** A field or link of its own line, above or below: `host: 'api.example.in',`. */
function hostOnLine(lines: readonly Line[], at: number, step: -1 | 1): "deepvue" | "other" | undefined {
  const indent = lines[at]?.indent ?? 0;
  for (let near = at + step; Math.abs(near - at) <= MOST_LINES; near += step) {
    const line = lines[near];
    if (line === undefined || line.indent < indent || line.isTooLong) return undefined;
    if (line.indent > indent) continue;
    if (!/^\s*(?:\.|\?\.|->|["':]?\w+["']?\s*(?:=>|[:=]))/.test(line.text) || /;\s*$/.test(line.code)) return undefined;
    const host = line.spans.map((span) => hostIn(line, span, true)).find((each) => each !== undefined);
    if (host !== undefined) return host;
  }
  return undefined;
}

/** A name that is given a connection to a host: `conn = http.client.HTTPSConnection("api.example.in")`. */
export interface GivenHost {
  readonly name: string;
  readonly whom: "deepvue" | "other";
}

/** Names that a line gives a connection to a bare host. */
export function hostsGivenOn(line: Line): readonly GivenHost[] {
  if (line.isTooLong || !/HTTPS?Connection\(|HTTP\.(?:new|start)\(|HttpHost\(/.test(line.text)) return [];
  return line.spans.flatMap((span): readonly GivenHost[] => {
    const whom = hostIn(line, span, true);
    if (whom === undefined) return [];
    const before = line.code.slice(Math.max(0, span.from - 200), span.from);
    return namesGivenTo(before).map((name) => ({ name: name.replace(/^\$/, ""), whom }));
  });
}
