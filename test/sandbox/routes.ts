import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Credentials, PlanLimits } from "../../src/domain/account.ts";
import { MONEY_SCALE } from "../../src/domain/money.ts";
import type { Interval } from "../../src/domain/period.ts";
import type { Clock } from "../../src/domain/ports.ts";
import type { ReportWindow } from "../../src/domain/report.ts";
import { workbookChunks } from "../../src/sandbox/reportWorkbook.ts";
import type { SandboxAccount } from "../../src/sandbox/sandboxAccount.ts";
import type { Access } from "./access.ts";
import { type Answer, errorAnswer, jsonAnswer } from "./answer.ts";
import { readAuthorizeForm } from "./authorizeForm.ts";
import { DOCUMENTED_ERRORS, type Endpoint, type Fault } from "./faults.ts";
import { faultyReportText, type ReportFaults } from "./faultyReport.ts";
import { createRateLimiter } from "./rateLimit.ts";
import { type DateReading, readReportQuery } from "./reportQuery.ts";

export interface ServiceOptions {
  readonly account: SandboxAccount;
  readonly clock: Clock;
  readonly credentials: Credentials;
  readonly access: Access;
  readonly reading: DateReading;
  readonly limits: PlanLimits;
  readonly retryAfter: "sent" | "absent";
  readonly reportBody: (window: ReportWindow) => Uint8Array | undefined;
  /** Where the Excel files are: the service's own address. */
  readonly origin: () => string;
}

interface ExcelFile {
  readonly interval: Interval;
  readonly asOf: number;
}

const FILES = "/client/usage-report/";
const XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

const ROUTES: ReadonlyMap<string, readonly [string, Endpoint]> = new Map([
  ["/v1/authorize", ["POST", "authorize"]],
  ["/v1/client/usage-report", ["GET", "report"]],
  ["/v1/internal/wallet-balance", ["GET", "balance"]],
]);

/** Method and endpoint of a path; undefined: no such path. */
export function routeOf(path: string): readonly [string, Endpoint] | undefined {
  return path.startsWith(FILES) ? ["GET", "file"] : ROUTES.get(path);
}

/** Answers one request to an endpoint; `fault` matters only as far as it changes the content of a report. */
export type Service = (
  endpoint: Endpoint,
  request: IncomingMessage,
  url: URL,
  fault: Fault | undefined,
) => Promise<Answer>;

/** The service's behaviour, without the transport. */
export function createService(options: ServiceOptions): Service {
  const { account, access, clock, credentials } = options;
  const limiter = createRateLimiter(options.limits);
  const files = new Map<string, ExcelFile>();

  /** Limits are per API key, and the key is the client secret. Whether sign-in counts is not stated; here it does. */
  function limited(key: unknown): Answer | undefined {
    if (key !== credentials.clientSecret) return undefined;
    const waitMs = limiter(clock());
    if (waitMs === 0) return undefined;
    const { status, detail } = DOCUMENTED_ERRORS.rateLimit;
    const seconds = String(Math.ceil(waitMs / 1000));
    return errorAnswer(status, detail, options.retryAfter === "sent" ? { "retry-after": seconds } : {});
  }

  async function authorize(request: IncomingMessage): Promise<Answer> {
    const form = await readAuthorizeForm(request);
    if (!form.ok) return errorAnswer(form.status, form.detail);
    const refusal = limited(form.credentials.clientSecret);
    if (refusal !== undefined) return refusal;
    const isKnown =
      form.credentials.clientId === credentials.clientId && form.credentials.clientSecret === credentials.clientSecret;
    if (!isKnown) return errorAnswer(401, "Incorrect client_id or client_secret");
    const { accessToken, expiresAt } = access.issueToken(clock());
    const expiry = `${new Date(expiresAt).toISOString().slice(0, 19)}Z`;
    return jsonAnswer(200, { access_token: accessToken, token_type: "bearer", expiry });
  }

  function report(request: IncomingMessage, url: URL, fault: Fault | undefined): Answer {
    const now = clock();
    const refusal = access.checkReport(request.headers, now);
    if (refusal !== undefined) return errorAnswer(refusal.status, refusal.detail);
    const query = readReportQuery(url.searchParams, options.reading, now);
    if (!query.ok) return errorAnswer(query.status, query.detail);
    const fileUrl = query.excel ? addFile({ interval: query.interval, asOf: now }) : null;
    const given = options.reportBody(query.window);
    const envelope = { timestamp: now, transactionId: randomUUID().replaceAll("-", ""), fileUrl };
    const pages = account.reportPages(query.interval, now);
    return {
      status: 200,
      headers: { "content-type": "application/json" },
      body: given === undefined ? faultyReportText(pages, envelope, reportFaults(fault)) : [given],
    };
  }

  function addFile(excel: ExcelFile): string {
    const path = `${FILES}${9_147_835 + files.size}.xlsx`;
    files.set(path, excel);
    return `${options.origin()}${path}`;
  }

  function file(url: URL): Answer {
    const found = files.get(url.pathname);
    if (found === undefined) return errorAnswer(404, "Not Found");
    const body = workbookChunks(account.reportPages(found.interval, found.asOf));
    const length = body.reduce((sum, chunk) => sum + chunk.length, 0);
    return { status: 200, headers: { "content-type": XLSX_TYPE, "content-length": String(length) }, body };
  }

  function balance(request: IncomingMessage): Answer {
    const refusal = access.checkBalance(request.headers);
    if (refusal !== undefined) return errorAnswer(refusal.status, refusal.detail);
    return jsonAnswer(200, { current_balance: account.balance(clock()) / MONEY_SCALE, success: true });
  }

  return async (endpoint, request, url, fault) => {
    if (endpoint === "authorize") return authorize(request);
    if (endpoint === "file") return file(url);
    const refusal = limited(request.headers["x-api-key"]);
    if (refusal !== undefined) return refusal;
    return endpoint === "report" ? report(request, url, fault) : balance(request);
  };
}

function reportFaults(fault: Fault | undefined): ReportFaults {
  if (fault?.kind === "envelope") return { envelope: fault.variant };
  if (fault?.kind === "malformedRow") return { row: fault.field };
  return fault?.kind === "hostileText" ? { hostile: true } : {};
}
