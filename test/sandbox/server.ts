import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Credentials, type HeaderStyle, PLAN_LIMITS, type Plan } from "../../src/domain/account.ts";
import type { Clock } from "../../src/domain/ports.ts";
import type { ReportWindow } from "../../src/domain/report.ts";
import type { SandboxAccount } from "../../src/sandbox/sandboxAccount.ts";
import { createAccess } from "./access.ts";
import { answerOfFault, errorAnswer, sendAnswer } from "./answer.ts";
import { createFaultPlan, type Faults } from "./faults.ts";
import { type ObservedRates, observedRates } from "./rateLimit.ts";
import type { DateReading } from "./reportQuery.ts";
import { type OpenRecord, openRecord, type RequestRecord } from "./requestLog.ts";
import { createService, routeOf } from "./routes.ts";

export interface SandboxOptions {
  /** What is reported about: `generateAccount(…)` or `fixedAccount(…)`. */
  readonly account: SandboxAccount;
  /** Default `Date.now`. Decides which rows exist, token life and rate limits; it may run faster than the real time. */
  readonly clock?: Clock;
  /** Where to listen; by default on a free port. */
  readonly port?: number | undefined;
  readonly credentials?: Credentials;
  /** Default `enterprise`. */
  readonly plan?: Plan;
  /** Default `inclusive`. */
  readonly untilDate?: DateReading["untilDate"];
  /** Default `accepted`. */
  readonly futureDates?: DateReading["futureDates"];
  /** Default 7. */
  readonly maxDays?: number;
  /** Default: both. */
  readonly headerStyles?: readonly HeaderStyle[];
  /** Default 403. */
  readonly expiredTokenStatus?: 401 | 403;
  /** Whether a 429 says how long to wait. Default `absent`, as documented. */
  readonly retryAfter?: "sent" | "absent";
  /** Report bodies to send byte for byte instead of the account's rows; undefined for a report window: the account's rows. */
  readonly reportBody?: (window: ReportWindow) => Uint8Array | undefined;
  readonly faults?: Faults;
}

/** The service on 127.0.0.1. */
export interface Sandbox {
  /** Base URL, without a slash at the end. */
  readonly url: string;
  readonly credentials: Credentials;
  /** Every request so far, in order of arrival. */
  readonly requests: readonly RequestRecord[];
  /** The most requests to the service (refused ones included) within any second, minute and day of the sandbox's clock. */
  observedRates(): ObservedRates;
  /** Replaces all faults. */
  setFaults(faults: Faults): void;
  /** Every token that was issued is now expired. */
  expireTokens(): void;
  /** From now on connections are refused, and open ones are cut. */
  goOffline(): Promise<void>;
  /** Listens again on the same port. */
  goOnline(): Promise<void>;
  /** Ends every connection at once. */
  close(): Promise<void>;
}

/** What the sandbox accepts unless told otherwise; known to everybody, so it protects nothing. */
const SANDBOX_CREDENTIALS: Credentials = { clientId: "sandbox-client", clientSecret: "sandbox-secret" };

/** Starts the service. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { account, clock = Date.now, credentials = SANDBOX_CREDENTIALS, plan = "enterprise" } = options;
  const access = createAccess({
    credentials,
    headerStyles: options.headerStyles ?? ["bearer", "clientId"],
    expiredTokenStatus: options.expiredTokenStatus ?? 403,
  });
  const faults = createFaultPlan(options.faults ?? {});
  const requests: OpenRecord[] = [];
  let port = options.port ?? 0;
  const origin = (): string => `http://127.0.0.1:${port}`;
  const service = createService({
    account,
    clock,
    credentials,
    access,
    reading: {
      untilDate: options.untilDate ?? "inclusive",
      futureDates: options.futureDates ?? "accepted",
      maxDays: options.maxDays ?? 7,
    },
    limits: PLAN_LIMITS[plan],
    retryAfter: options.retryAfter ?? "absent",
    reportBody: options.reportBody ?? (() => undefined),
    origin,
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", origin());
    response.setHeader("date", new Date(clock()).toUTCString());
    const record = openRecord(request, url, clock(), access.isSecretIn);
    requests.push(record);
    const [method, endpoint] = routeOf(url.pathname) ?? [];
    const fault = endpoint === undefined ? undefined : faults.take(endpoint);
    const answer =
      answerOfFault(fault) ??
      (endpoint === undefined
        ? errorAnswer(404, "Not Found")
        : request.method === method
          ? await service(endpoint, request, url, fault)
          : errorAnswer(405, "Method Not Allowed"));
    record.status = answer.status;
    await sendAnswer(response, answer, fault, (count) => {
      record.bytes += count;
    });
  }

  const server = createServer((request, response) => {
    // A body that nobody reads would keep the connection from being used again.
    response.once("finish", () => request.resume());
    handle(request, response).catch(() => response.destroy());
  });

  async function goOnline(): Promise<void> {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    ({ port } = server.address() as AddressInfo);
  }

  async function goOffline(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }

  await goOnline();
  return {
    url: origin(),
    credentials,
    requests,
    observedRates: () => observedRates(requests.filter(({ path }) => path.startsWith("/v1/")).map(({ at }) => at)),
    setFaults: faults.set,
    expireTokens: access.expireTokens,
    goOffline,
    goOnline,
    close: goOffline,
  };
}
