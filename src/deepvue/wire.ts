import * as v from "valibot";
import type { HeaderStyle } from "../domain/account.ts";
import type { EpochMs } from "../domain/epoch.ts";
import { saidText } from "../domain/foreignText.ts";
import { type Money, parseMoney } from "../domain/money.ts";
import { ProblemError } from "../domain/problem.ts";
import type { ReportWindow } from "../domain/report.ts";

/**
 * The service's paths and every name that it uses, in JSON, in questions and in headers; they are known here and nowhere else. Source:
 * docs.deepvue.ai, "Authorize", "Usage report", "Wallet balance", "Errors".
 */
export const AUTHORIZE_PATH = "/v1/authorize";
export const USAGE_REPORT_PATH = "/v1/client/usage-report";
export const WALLET_BALANCE_PATH = "/v1/internal/wallet-balance";

/** The fields of a row of the usage report, in the order in which the documentation and the service write them. */
export const REPORT_ROW_FIELDS = {
  id: "Transaction Id",
  at: "Timestamp(UTC)",
  product: "Product Id",
  status: "Status",
  message: "Message",
  charge: "Charge",
} as const;

/** Where the rows are in a usage report, and where the address of the Excel file: key by key from the outside. */
export const ROWS_PATH = ["data", "usage_data"] as const;
export const FILE_PATH = ["data", "file_url"] as const;

/** What stands before and behind the rows of the shortest usage report. */
export const AROUND_ROWS = { before: '{"code":200,"data":{"usage_data":[', behind: "]}}" } as const;

/** What a usage report is asked for with. */
export function reportQuery(
  { since, until }: ReportWindow,
  answer: "rows" | "excel",
): Readonly<Record<string, string>> {
  return { generate_excel: answer === "excel" ? "true" : "false", since_date: since, until_date: until };
}

/** What says who asks, in either style; `token` for the bearer style. Not documented for one of them alone, so both are known. */
export function authHeaders(
  style: HeaderStyle,
  {
    clientId,
    clientSecret,
    token,
  }: { readonly clientId: string; readonly clientSecret: string; readonly token?: string },
): Readonly<Record<string, string>> {
  return style === "bearer"
    ? { authorization: `Bearer ${token ?? ""}`, "x-api-key": clientSecret }
    : { "client-id": clientId, "x-api-key": clientSecret };
}

/** The form that {@link AUTHORIZE_PATH} is asked with. */
export function authorizeForm(clientId: string, clientSecret: string): Readonly<Record<string, string>> {
  return { client_id: clientId, client_secret: clientSecret };
}

/** Before that there was no such service: a number below it is no time in ms. */
const EARLIEST_MS = Date.UTC(2020, 0, 1);

/**
 * Checks what stands around the rows of a usage report, which are left out of it: it says `code` 200 and has an array where the rows
 * are; an error in a body with HTTP status 200 is no empty report. Throws `ProblemError` (unexpectedAnswer).
 */
export function readReportEnvelope(envelope: Readonly<Record<string, unknown>>): {
  /** When the service made the report, by its own clock, where it says so. */
  readonly madeAt?: EpochMs;
} {
  const { code, data, timestamp } = envelope;
  if (code !== undefined && code !== 200)
    throw unexpected(`The report has code ${brief(code)}: ${messageIn(envelope)}`);
  const usageData = typeof data === "object" && data !== null && "usage_data" in data ? data.usage_data : undefined;
  if (!Array.isArray(usageData)) throw unexpected(`The report has no ${ROWS_PATH.join(".")}: ${messageIn(envelope)}`);
  return typeof timestamp === "number" && timestamp >= EARLIEST_MS ? { madeAt: timestamp } : {};
}

/** The service's words, whole: the extension host cuts them, once it has blotted out the secrets that it knows. */
function messageIn({ message, detail }: Readonly<Record<string, unknown>>): string {
  return brief(message ?? detail ?? "no message");
}

function brief(value: unknown): string {
  return saidText(typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
}

// Shapes are built when they are asked for: whoever needs nothing but names is not given the library with them.

/** A number, or the same number as text. */
const numeric = () => v.union([v.number(), v.string()]);

const authorizeAnswer = () =>
  v.object({
    access_token: v.pipe(v.string(), v.nonEmpty()),
    /** ISO date and time, as documented. */
    expiry: v.nullish(v.string()),
    /** Seconds. Not documented; several integrators read it, so it may exist. */
    expires_in: v.nullish(numeric()),
  });

const walletAnswer = () =>
  v.object({
    /** Rupees. */
    current_balance: numeric(),
    success: v.optional(v.boolean(), true),
  });

/** What an error body may say. `detail` is documented as text; FastAPI's own checks write a list, a gateway may write an object. */
const errorAnswer = () =>
  v.object({
    detail: v.optional(v.unknown()),
    message: v.optional(v.unknown()),
    error: v.optional(v.unknown()),
    data: v.optional(v.unknown()),
  });

/** One entry of FastAPI's 422 list. Its `input` is left out on purpose: it repeats what we sent, secrets included. */
const validationEntry = () =>
  v.object({
    loc: v.optional(v.array(numeric()), []),
    msg: v.optional(v.string(), ""),
  });

interface AuthorizeReply {
  readonly accessToken: string;
  /** ISO date and time, when given. */
  readonly expiry?: string;
  readonly expiresInSeconds?: number;
}

/** Reads a 200 of {@link AUTHORIZE_PATH}. Throws `ProblemError` (unexpectedAnswer). */
export function decodeAuthorize(value: unknown): AuthorizeReply {
  const { access_token, expiry, expires_in } = decode(authorizeAnswer(), value, "authorize");
  const seconds = Number(expires_in ?? Number.NaN);
  return {
    accessToken: access_token,
    ...(typeof expiry === "string" && { expiry }),
    ...(Number.isFinite(seconds) && { expiresInSeconds: seconds }),
  };
}

/** Reads a 200 of {@link WALLET_BALANCE_PATH}. Throws `ProblemError` (unexpectedAnswer). */
export function decodeBalance(value: unknown): Money {
  const { current_balance, success } = decode(walletAnswer(), value, "wallet balance");
  const balance = parseMoney(String(current_balance));
  if (!success || balance === undefined) {
    throw unexpected(`wallet balance: ${success ? "current_balance is not an amount" : "success is false"}`);
  }
  return balance;
}

/** What an error body says, ready to be judged; every text is foreign. */
export interface ErrorReport {
  readonly text: string;
  /** True for FastAPI's list of invalid parameters. */
  readonly isList: boolean;
  /** True when every entry of that list is about a header: the service wants another header style. */
  readonly aboutHeaders: boolean;
}

const EMPTY_REPORT: ErrorReport = { text: "", isList: false, aboutHeaders: false };

/**
 * Finds the human text in an error body: `detail` as text, list or object, `message`, or a business error's `data.message`; a body
 * that is no JSON is the text itself.
 */
export function decodeErrorBody(body: string): ErrorReport {
  const json = parseJson(body);
  if (json === undefined) return { ...EMPTY_REPORT, text: body };
  if (typeof json === "string") return { ...EMPTY_REPORT, text: json };
  const parsed = v.safeParse(errorAnswer(), json);
  if (!parsed.success) return EMPTY_REPORT;
  const { detail, message, error, data } = parsed.output;
  if (Array.isArray(detail)) return decodeValidationList(detail);
  for (const candidate of [detail, message, error, data]) {
    const text = textIn(candidate);
    if (text !== "") return { ...EMPTY_REPORT, text };
  }
  return EMPTY_REPORT;
}

function decodeValidationList(list: readonly unknown[]): ErrorReport {
  const entries = list.map((entry) => {
    const parsed = v.safeParse(validationEntry(), entry);
    return parsed.success ? parsed.output : { loc: [], msg: textIn(entry) };
  });
  return {
    text: entries.map(({ loc, msg }) => (loc.length === 0 ? msg : `${loc.join(".")}: ${msg}`)).join("; "),
    isList: true,
    aboutHeaders: entries.length > 0 && entries.every(({ loc }) => loc[0] === "header"),
  };
}

/** Text itself, or the first of an object's usual text fields. */
function textIn(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return "";
  const fields = value as Readonly<Record<string, unknown>>;
  const found = ["message", "msg", "detail", "error", "error_code"].find((name) => typeof fields[name] === "string");
  return found === undefined ? "" : String(fields[found]);
}

/** The value of a JSON text, or undefined when it is not one. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function decode<T>(schema: v.GenericSchema<unknown, T>, value: unknown, what: string): T {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  // Only names of fields: valibot's messages repeat the values.
  const fields = parsed.issues.map((issue) => v.getDotPath(issue) ?? "the whole answer");
  throw unexpected(`${what}: missing or of another type: ${[...new Set(fields)].join(", ")}`);
}

function unexpected(detail: string): ProblemError {
  return new ProblemError({ kind: "unexpectedAnswer", detail });
}
