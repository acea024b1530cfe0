/** The host that is documented. */
export const HOST = "production.deepvue.tech";

/** An address or a path as a string of the code has it. */
export interface WrittenPath {
  /** Where the path begins in the string: its slash, or its first letter. */
  readonly start: number;
  readonly end: number;
  /** From the version on, as it is written, without a slash at the end. */
  readonly path: string;
  readonly version: string | undefined;
  /** Goes on with something only the running program knows, without a question mark before it. */
  readonly isOpen: boolean;
}

export interface WrittenAddress {
  readonly scheme: "http" | "https" | undefined;
  readonly host: string;
  /** Columns of scheme and host in the string. */
  readonly start: number;
  readonly hostStart: number;
  readonly hostEnd: number;
  /** Absent for a bare host, or one with a version only. */
  readonly path?: WrittenPath;
  /** Version behind the host where no path follows. */
  readonly version?: string;
}

const SCHEME_AND_HOST = /^(?:(https?):\/\/)?([a-z\d](?:[a-z\d-]{0,40}\.){1,5}[a-z]{2,12})(?::\d{1,5})?(?=[/?#"'\s]|$)/i;
const ANY_ADDRESS = /^(https?):\/\/([^/?#\s"'`{}$%:]{1,120})(?::\d{1,5})?/i;

/** What every path of the service begins with, behind the version. */
const STEM =
  /^(\/?(?:v(\d{1,2})\/)?)((?:verification|business-compliance|mobile-intelligence|financial-services|ekyc\/aadhaar|kyc\/digilocker|documents\/extraction|client\/usage-report|internal\/wallet-balance|facematch|liveness-check|authorize)(?:\/[\w-]{1,60}){0,8})\/?/;
const ANY_PATH = /^(\/(?:v(\d{1,2})\/)?)([\w-]{1,60}(?:\/[\w.-]{1,60}){0,8})\/?/;

/** Reads an address at the beginning of a string; undefined where there is none. */
export function addressAt(text: string): WrittenAddress | undefined {
  const found = ANY_ADDRESS.exec(text) ?? (isDeepvueHost(text) ? SCHEME_AND_HOST.exec(text) : null);
  if (found === null) return undefined;
  const [whole, scheme, host = ""] = found;
  const hostStart = scheme === undefined ? 0 : scheme.length + 3;
  const rest = text.slice(whole.length);
  const path = pathIn(rest, whole.length, ANY_PATH);
  const version = /^\/v(\d{1,2})\/?(?=$|["'`${%?#])/.exec(rest)?.[1];
  return {
    scheme: scheme?.toLowerCase() === "http" ? "http" : scheme === undefined ? undefined : "https",
    host: host.toLowerCase(),
    start: 0,
    hostStart,
    hostEnd: hostStart + host.length,
    ...(path !== undefined && version === undefined && { path }),
    ...(version !== undefined && { version }),
  };
}

function isDeepvueHost(text: string): boolean {
  return /^[\w-]{1,40}\.deepvue\.(?:tech|ai)\b/i.test(text);
}

/** Reads a path of the service at the beginning of a string, at an offset of it; undefined where there is none. */
export function pathAt(text: string, offset: number): WrittenPath | undefined {
  return pathIn(text.slice(offset), offset, STEM);
}

function pathIn(rest: string, offset: number, pattern: RegExp): WrittenPath | undefined {
  const found = pattern.exec(rest);
  if (found === null) return undefined;
  const [whole, lead = "", version, stem = ""] = found;
  const tail = rest.slice(whole.length);
  if (/^[^?#&"'`\s${%#\\:),;|<>=+]/.test(tail)) return undefined;
  const end = offset + lead.length + stem.length;
  return {
    start: offset,
    end,
    path: (lead + stem).replace(/^\//, ""),
    version,
    isOpen: /^(?:[$%{]|#\{)/.test(tail) || (whole.endsWith("/") && tail !== ""),
  };
}

/** The folder that an address of the service ends with, with its version: "v1/verification". */
export function folderOf(address: string): string | undefined {
  return /\/(v\d\/[a-z].*)$/.exec(address)?.[1];
}

/** A version that a base's own name tells: DEEPVUE_BASE_URL_V2. */
export function versionInName(name: string): string | undefined {
  return /(?:^|_|[a-z])v(\d)$/i.exec(name)?.[1];
}

/** Other services that check the same things; their paths look alike. */
const OTHERS =
  /surepass|karza|signzy|cashfree|idfy|hyperverge|digio|sandbox\.co\.in|setu\b|attestr|zoop|perfios|decentro|razorpay|authbridge|gridlines|befisc|aadhaarapi|quickekyc|apiclub|eko\.in|onfido|jumio|veriff|sumsub|persona|trulioo|ongrid|crif|protean|nsdl|legitquest|probe42|idspay|kychub|hypervrg|leegality|surepaas|invincibleocean|ultronsms|masterindia|mastersindia|cleartax/i;

/** Who a text names: the service, somebody else, or nobody. */
export function namesWhom(text: string): "deepvue" | "other" | undefined {
  if (/deepvue/i.test(text)) return "deepvue";
  return OTHERS.test(text) ? "other" : undefined;
}

/** The last one who is named in a text. */
export function namesWhomLast(text: string): "deepvue" | "other" | undefined {
  const ours = text.toLowerCase().lastIndexOf("deepvue");
  let others = -1;
  const pattern = new RegExp(OTHERS, "gi");
  for (const found of text.matchAll(pattern)) others = found.index;
  if (ours === -1 && others === -1) return undefined;
  return ours > others ? "deepvue" : "other";
}

/** What stands before a path in its string: code that names a base, or a placeholder for one. */
export interface WrittenBase {
  /** The code; empty for a placeholder whose value stands elsewhere. */
  readonly code: string;
  readonly end: number;
}

const BASE_BEFORE =
  /^(?:\$\{([^{}]{0,120})\}|#\{([^{}]{0,120})\}|\{\{\s*([^{}]{0,80}?)\s*\}\}|\{\$?([^{}]{0,120})\}|\$(?!\{)(\w{1,60}(?:->\w{1,60}|\.\w{1,60}){0,3})|%(?:\d\$)?[sv])/;

/** Reads what a string begins with where that is the running program's. */
export function baseAt(text: string): WrittenBase | undefined {
  const found = BASE_BEFORE.exec(text);
  if (found === null) return undefined;
  const code = found.slice(1).find((each) => each !== undefined) ?? "";
  return { code: /^\d*(?::\w+)?$/.test(code) ? "" : code, end: found[0].length };
}

/** Names in code, last first. */
export function namesIn(code: string): readonly string[] {
  return [...code.matchAll(/[A-Za-z_][\w$]{0,80}/g)].map(([name]) => name).toReversed();
}
