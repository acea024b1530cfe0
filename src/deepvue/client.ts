import type { HeaderStyle, SignInResult } from "../domain/account.ts";
import type { EpochMs } from "../domain/epoch.ts";
import type { Money } from "../domain/money.ts";
import type { Clock, Log, RequestGate, SessionStore, UsageService } from "../domain/ports.ts";
import { type Problem, ProblemError, problemOf } from "../domain/problem.ts";
import type { Asker, QuotaUse } from "../domain/quota.ts";
import type { Redactor } from "../domain/redactor.ts";
import type { ReportWindow } from "../domain/report.ts";
import { normalizeBaseUrl } from "./baseUrl.ts";
import { REPORT_BODY } from "./bodyLimits.ts";
import { type CallTools, callService, readJson, rejectPage } from "./call.ts";
import { type Delay, delay } from "./delay.ts";
import { openFile, parseFileAddress } from "./excelFile.ts";
import { RequestFailure } from "./failure.ts";
import { findFileAddress } from "./fileAddress.ts";
import { type HttpAnswer, type HttpSend, sendHttp } from "./http.ts";
import { RefusedCredentials } from "./refusedCredentials.ts";
import { withRetry } from "./retry.ts";
import { Session } from "./session.ts";
import { authHeaders, decodeBalance, FILE_PATH, reportQuery, USAGE_REPORT_PATH, WALLET_BALANCE_PATH } from "./wire.ts";

const IDLE_MS = 30_000;
const BALANCE_WITHIN_MS = 30_000;
/** The service collects up to 350,000 rows, or writes them to a file, before it answers. */
const REPORT_WITHIN_MS = 120_000;

export interface DeepvueClientOptions {
  /** As stored with the account; checked before anything is sent. */
  readonly baseUrl: string;
  readonly sessionStore: SessionStore;
  readonly gate: RequestGate;
  readonly clock: Clock;
  readonly log: Log;
  /** Learns the credentials and tokens that are used, and blots them out of what the service says. */
  readonly redactor: Redactor;
  /** For tests: how requests are sent, how waits pass, and where jitter (0…1) comes from. */
  readonly http?: HttpSend;
  readonly delay?: Delay;
  readonly random?: () => number;
}

type Headers = Readonly<Record<string, string>>;

/** The docs send a content type with the GET requests too. */
const JSON_HEADERS: Headers = { accept: "application/json", "content-type": "application/json" };

/** Problems that say something about the credentials or the caller, and so decide a sign-in. */
const DECIDES_SIGN_IN: ReadonlySet<Problem["kind"]> = new Set([
  "credentials",
  "inactiveClient",
  "forbidden",
  "secretMissing",
  "baseUrl",
  "cancelled",
]);

/** The service for one account; see {@link UsageService} for what its methods promise. */
export class DeepvueClient implements UsageService {
  readonly #tools: CallTools;
  readonly #store: SessionStore;
  readonly #session: Session;
  readonly #baseUrl: string;
  readonly #refused = new RefusedCredentials();
  #clockLead = 0;

  constructor(options: DeepvueClientOptions) {
    const { gate, clock, log, redactor } = options;
    const send = options.http ?? sendHttp;
    this.#tools = {
      gate,
      clock,
      log,
      redactor,
      http: async (request, signal) => {
        const answer = await send(request, signal);
        this.#clockLead = leadOf(clock(), answer.header("date")) ?? this.#clockLead;
        return answer;
      },
      delay: options.delay ?? delay,
      random: options.random ?? Math.random,
    };
    this.#store = options.sessionStore;
    this.#baseUrl = options.baseUrl;
    this.#session = new Session({ ...this.#tools, store: this.#store, address: (path) => this.#address(path) });
  }

  async checkReady(asker: Asker): Promise<void> {
    this.#address("/");
    const credentials = await this.#session.credentials();
    if (asker === "timer") this.#refused.check(credentials);
  }

  clockLead(): number {
    return this.#clockLead;
  }

  async signIn(signal: AbortSignal): Promise<SignInResult> {
    await this.#asked(() => this.#session.authorize("user", signal));
    try {
      return { balance: await this.balance("user", signal) };
    } catch (error) {
      const { kind, detail } = problemOf(error);
      if (DECIDES_SIGN_IN.has(kind)) {
        await this.#store.saveToken(undefined);
        throw error;
      }
      // The token already proves the credentials; a balance that can not be had just now does not disprove them.
      this.#tools.log.warn(`sign-in without a balance: ${kind}: ${detail}`);
      return {};
    }
  }

  /** The chunks are those of the response: some share memory that Node goes on using. */
  async openReport(window: ReportWindow, use: QuotaUse, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    return this.#asked(() => this.#report(window, "rows", readBody, use, signal));
  }

  async balance(use: QuotaUse, signal: AbortSignal): Promise<Money> {
    const request = {
      url: this.#address(WALLET_BALANCE_PATH),
      headers: await this.#clientHeaders(),
      answerWithinMs: BALANCE_WITHIN_MS,
      idleMs: IDLE_MS,
    };
    return decodeBalance(
      await this.#asked(() =>
        callService({ what: "wallet balance", request, use, read: readJson }, this.#tools, signal),
      ),
    );
  }

  async openExcel(window: ReportWindow, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    const text = await this.#asked(() => this.#report(window, "excel", readFileAddress, "user", signal));
    if (text === undefined || text === "") {
      throw new ProblemError({
        kind: "unexpectedAnswer",
        detail: `usage report: no ${FILE_PATH.at(-1)} in the answer`,
      });
    }
    const address = parseFileAddress(text, this.#baseUrl);
    const { http, clock, delay: wait, random } = this.#tools;
    // The file's host is not the service: its limits pause nobody.
    const tools = { clock, delay: wait, random };
    return withRetry(() => openFile(address, http, signal), tools, signal);
  }

  async #asked<T>(ask: () => Promise<T>): Promise<T> {
    return this.#refused.watch(await this.#session.credentials(), ask);
  }

  /** Asks for the report in the header style that worked last, then in the other, and remembers which did. */
  async #report<T>(
    window: ReportWindow,
    answer: "rows" | "excel",
    read: (answer: HttpAnswer) => Promise<T>,
    use: QuotaUse,
    signal: AbortSignal,
  ): Promise<T> {
    const url = this.#address(USAGE_REPORT_PATH);
    url.search = new URLSearchParams(reportQuery(window, answer)).toString();
    const what = `usage report ${window.since}..${window.until}${answer === "excel" ? " as Excel" : ""}`;
    const send = async (headers: Headers): Promise<T> => {
      const request = { url, headers, answerWithinMs: REPORT_WITHIN_MS, idleMs: IDLE_MS, limits: REPORT_BODY };
      return callService({ what, request, use, read }, this.#tools, signal);
    };

    const remembered = this.#store.headerStyle();
    const styles: readonly HeaderStyle[] = remembered === "clientId" ? ["clientId", "bearer"] : ["bearer", "clientId"];
    const refusals: RequestFailure[] = [];
    for (const style of styles) {
      try {
        const result = await (style === "bearer"
          ? this.#asBearer(send, use, signal)
          : send(await this.#clientHeaders()));
        if (style !== remembered) await this.#remember(style);
        return result;
      } catch (error) {
        if (!(error instanceof RequestFailure && error.authRefused)) throw error;
        refusals.push(error);
      }
    }
    throw plainest(refusals);
  }

  /** With the token, and once more with another one when it is refused. */
  async #asBearer<T>(send: (headers: Headers) => Promise<T>, use: QuotaUse, signal: AbortSignal): Promise<T> {
    const token = await this.#session.token(use, signal);
    try {
      return await send(await this.#bearerHeaders(token));
    } catch (error) {
      if (!(error instanceof RequestFailure && error.authRefused)) throw error;
      const other = await this.#session.replace(token, use, signal);
      if (other === undefined) throw error;
      return send(await this.#bearerHeaders(other));
    }
  }

  async #remember(style: HeaderStyle): Promise<void> {
    try {
      await this.#store.saveHeaderStyle(style);
    } catch (error) {
      // The report is open; that the next one may cost a request more is no reason to lose it.
      this.#tools.log.warn(`header style not remembered: ${problemOf(error).kind}`);
    }
  }

  async #bearerHeaders(token: string): Promise<Headers> {
    return { ...JSON_HEADERS, ...authHeaders("bearer", { ...(await this.#session.credentials()), token }) };
  }

  async #clientHeaders(): Promise<Headers> {
    return { ...JSON_HEADERS, ...authHeaders("clientId", await this.#session.credentials()) };
  }

  #address(path: string): URL {
    return new URL(normalizeBaseUrl(this.#baseUrl) + path);
  }
}

/** What a slow network and the seconds of a Date header can make of two clocks that agree. */
const AGREEING_MS = 60_000;

/** How far `now` is ahead of a Date header, ms; undefined when there is none to understand. */
function leadOf(now: EpochMs, date: string | undefined): number | undefined {
  const sent = Date.parse(date ?? "");
  if (Number.isNaN(sent)) return undefined;
  return now - sent > AGREEING_MS ? now - sent : 0;
}

async function readBody(answer: HttpAnswer): Promise<AsyncIterable<Uint8Array>> {
  rejectPage(answer);
  return answer.body;
}

async function readFileAddress(answer: HttpAnswer): Promise<string | undefined> {
  rejectPage(answer);
  return findFileAddress(answer.body);
}

/** What both styles were answered, in one problem: a caller that is shut out is told so even if one style was also wrong. */
function plainest(refusals: readonly RequestFailure[]): ProblemError {
  const problems = refusals.map((refusal) => refusal.problem);
  const of = (kind: Problem["kind"]): Problem | undefined => problems.find((problem) => problem.kind === kind);
  const fallback: Problem = { kind: "internal", detail: "no header style was tried" };
  return new ProblemError(of("forbidden") ?? of("credentials") ?? problems[0] ?? fallback);
}
