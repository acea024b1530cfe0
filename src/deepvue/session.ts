import type { Credentials, StoredToken } from "../domain/account.ts";
import type { EpochMs } from "../domain/epoch.ts";
import { happened, lastsUntil, TERMS } from "../domain/instant.ts";
import type { SessionStore } from "../domain/ports.ts";
import { type Problem, ProblemError, problemOf } from "../domain/problem.ts";
import type { QuotaUse } from "../domain/quota.ts";
import { unlessAborted } from "../domain/timer.ts";
import { type CallTools, callService, readJson } from "./call.ts";
import { RequestFailure } from "./failure.ts";
import type { HttpForm } from "./http.ts";
import { learningStore } from "./learningStore.ts";
import { AUTHORIZE_PATH, authorizeForm, decodeAuthorize } from "./wire.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A token is renewed this long before it expires. */
const RENEW_BEFORE_MS = 5 * MINUTE_MS;
/** Documented lifetime of a token. */
const TOKEN_LIFETIME_MS = 24 * HOUR_MS;
/** A token younger than this that is refused is not refused for its age; asking for another would change nothing. */
const FRESH_MS = MINUTE_MS;

const ANSWER_WITHIN_MS = 30_000;
const IDLE_MS = 30_000;

interface SessionOptions extends CallTools {
  readonly store: SessionStore;
  /** Address of a path of the service. Throws `ProblemError` (baseUrl). */
  readonly address: (path: string) => URL;
}

/** A renewal under way, shared by everybody who needs a token meanwhile. */
interface Renewal {
  readonly token: Promise<string>;
  readonly use: QuotaUse;
  readonly abort: AbortController;
  waiting: number;
}

/**
 * The token of one account. It is read from the store each time, because another editor window may have renewed it, and asked for
 * at most once at a time. Every method throws `ProblemError`.
 */
export class Session {
  readonly #options: SessionOptions;
  #renewal: Renewal | undefined;
  #newest: { readonly token: string; readonly at: EpochMs } | undefined;

  constructor(options: SessionOptions) {
    // Whoever uses a secret gets it here, so none is used that the redactor does not know.
    this.#options = { ...options, store: learningStore(options.store, options.redactor) };
  }

  /** Throws `ProblemError` (secretMissing) when there are none. */
  async credentials(): Promise<Credentials> {
    const credentials = await this.#options.store.credentials();
    if (credentials !== undefined) return credentials;
    throw new ProblemError({ kind: "secretMissing", detail: "no credentials are stored for this account" });
  }

  /** The stored token while it is good for more than five minutes, otherwise a new one. */
  async token(use: QuotaUse, signal: AbortSignal): Promise<string> {
    return (await this.#usableToken()) ?? (await this.authorize(use, signal));
  }

  /**
   * Another token in place of one that the service refused: what another editor window has stored meanwhile, or a new one.
   * Undefined when the refused one was itself new, which ends every loop.
   */
  async replace(refused: string, use: QuotaUse, signal: AbortSignal): Promise<string | undefined> {
    const stored = await this.#usableToken();
    if (stored !== undefined && stored !== refused) return stored;
    const now = this.#options.clock();
    const issuedAt = this.#newest?.token === refused ? happened(this.#newest.at, now) : undefined;
    if (issuedAt !== undefined && now - issuedAt < FRESH_MS) return undefined;
    return this.authorize(use, signal);
  }

  /** A new token from the service, stored before it is handed out. Callers at the same time share one request. */
  async authorize(use: QuotaUse, signal: AbortSignal): Promise<string> {
    const renewal = (this.#renewal ??= this.#begin(use));
    renewal.waiting++;
    try {
      return await unlessAborted(renewal.token, signal);
    } catch (error) {
      // Background work's smaller share must not stop a user who happened to join it.
      const isTheirQuota = problemOf(error).kind === "quota" && renewal.use === "background" && use === "user";
      if (!isTheirQuota) throw error;
      return await this.authorize(use, signal);
    } finally {
      if (--renewal.waiting === 0) {
        if (this.#renewal === renewal) this.#renewal = undefined;
        renewal.abort.abort();
      }
    }
  }

  #begin(use: QuotaUse): Renewal {
    const abort = new AbortController();
    const token = this.#authorize(use, abort.signal).finally(() => {
      if (this.#renewal === renewal) this.#renewal = undefined;
    });
    const renewal: Renewal = { token, use, abort, waiting: 0 };
    return renewal;
  }

  async #usableToken(): Promise<string | undefined> {
    const stored = await this.#options.store.token();
    const now = this.#options.clock();
    const expiresAt = lastsUntil(stored?.expiresAt, now, TERMS.token);
    return expiresAt === undefined || expiresAt - now <= RENEW_BEFORE_MS ? undefined : stored?.accessToken;
  }

  async #authorize(use: QuotaUse, signal: AbortSignal): Promise<string> {
    const credentials = await this.credentials();
    try {
      const reply = decodeAuthorize(await this.#post(credentials, use, signal));
      const { clock, store, log } = this.#options;
      const stored: StoredToken = { accessToken: reply.accessToken, expiresAt: expiryOf(reply, clock()) };
      this.#newest = { token: stored.accessToken, at: clock() };
      await store.saveToken(stored);
      log.info(`authorize: token until ${new Date(stored.expiresAt).toISOString()}`);
      return stored.accessToken;
    } catch (error) {
      const problem = problemOf(error);
      // A token that can not be renewed would only be refused again.
      if (REJECTED.has(problem.kind)) await this.#options.store.saveToken(undefined);
      // Not a `RequestFailure`: no other token or header style can help against this.
      throw error instanceof RequestFailure ? new ProblemError(problem) : error;
    }
  }

  /** The docs' sample posts multipart; much public code posts urlencoded. A service that can not read the one gets the other. */
  async #post(credentials: Credentials, use: QuotaUse, signal: AbortSignal): Promise<unknown> {
    try {
      return await this.#postAs("multipart", credentials, use, signal);
    } catch (error) {
      // A 422 that names the credentials has been read; it is a problem of kind "credentials".
      const isUnread = error instanceof RequestFailure && (error.status === 415 || isUnreadForm(error.problem));
      if (!isUnread) throw error;
      return this.#postAs("urlencoded", credentials, use, signal);
    }
  }

  async #postAs(
    encoding: HttpForm["encoding"],
    { clientId, clientSecret }: Credentials,
    use: QuotaUse,
    signal: AbortSignal,
  ): Promise<unknown> {
    const request = {
      url: this.#options.address(AUTHORIZE_PATH),
      headers: { accept: "application/json" },
      form: { encoding, fields: authorizeForm(clientId, clientSecret) },
      answerWithinMs: ANSWER_WITHIN_MS,
      idleMs: IDLE_MS,
    };
    return callService({ what: "authorize", request, use, read: readJson }, this.#options, signal);
  }
}

function isUnreadForm(problem: Problem): boolean {
  return problem.kind === "refused" && problem.status === 422;
}

const REJECTED: ReadonlySet<Problem["kind"]> = new Set(["credentials", "inactiveClient"]);

/**
 * When a token expires by our clock. What the service says is believed while it is near the documented 24 hours; an
 * expiry in the past or further ahead means that one of the two clocks is wrong, and then the documented lifetime counts from now.
 * Should that be too long, the service's 401 leads to a renewal.
 */
export function expiryOf(
  reply: { readonly expiry?: string; readonly expiresInSeconds?: number },
  now: EpochMs,
): EpochMs {
  const stated =
    reply.expiry === undefined ? now + (reply.expiresInSeconds ?? 0) * 1000 : Date.parse(zoned(reply.expiry));
  const lifetime = stated - now;
  return lifetime > 0 && lifetime <= TOKEN_LIFETIME_MS + HOUR_MS ? stated : now + TOKEN_LIFETIME_MS;
}

/** ISO text without a zone is UTC here, although `Date.parse` takes it as local time. */
function zoned(text: string): string {
  return /(Z|[+-]\d{2}:?\d{2})$/i.test(text.trim()) ? text.trim() : `${text.trim()}Z`;
}
