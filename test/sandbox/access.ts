import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Credentials, HeaderStyle } from "../../src/domain/account.ts";

/** A refusal as the service words it. */
interface Refusal {
  readonly status: 401 | 403;
  readonly detail: string;
}

export interface AccessOptions {
  readonly credentials: Credentials;
  /** Which of the two documented header styles the usage report accepts. */
  readonly headerStyles: readonly HeaderStyle[];
  /** The docs list 401 for bad credentials; a third party reads 403 "Not a valid token" as an expired token. */
  readonly expiredTokenStatus: 401 | 403;
}

interface Token {
  readonly accessToken: string;
  /** Epoch ms. */
  readonly expiresAt: number;
}

export interface Access {
  readonly issueToken: (now: number) => Token;
  readonly expireTokens: () => void;
  /** True when the text contains the client secret or a token that was issued. */
  readonly isSecretIn: (text: string) => boolean;
  readonly checkReport: (headers: IncomingHttpHeaders, now: number) => Refusal | undefined;
  readonly checkBalance: (headers: IncomingHttpHeaders) => Refusal | undefined;
}

const TOKEN_LIFE_MS = 24 * 3_600_000;
const NOT_AUTHENTICATED: Refusal = { status: 401, detail: "Not authenticated" };
const DENIED: Refusal = { status: 401, detail: "Invalid client_id or client_secret, access Denied" };
const UNKNOWN_TOKEN: Refusal = { status: 401, detail: "Could not validate credentials" };

/** Who may ask: tokens that live 24 hours, and the key headers. */
export function createAccess({ credentials, headerStyles, expiredTokenStatus }: AccessOptions): Access {
  const expiries = new Map<string, number>();

  function checkClientId(headers: IncomingHttpHeaders): Refusal | undefined {
    if (headers["client-id"] === undefined || headers["x-api-key"] === undefined) return NOT_AUTHENTICATED;
    const isKnown = headers["client-id"] === credentials.clientId && headers["x-api-key"] === credentials.clientSecret;
    return isKnown ? undefined : DENIED;
  }

  function checkBearer(headers: IncomingHttpHeaders, now: number): Refusal | undefined {
    const token = /^Bearer (\S+)$/i.exec(headers.authorization ?? "")?.[1];
    if (token === undefined || headers["x-api-key"] === undefined) return NOT_AUTHENTICATED;
    const expiry = expiries.get(token);
    if (expiry === undefined) return UNKNOWN_TOKEN;
    if (now >= expiry) return { status: expiredTokenStatus, detail: "Not a valid token" };
    return headers["x-api-key"] === credentials.clientSecret ? undefined : DENIED;
  }

  return {
    issueToken(now) {
      const token = { accessToken: `sandbox.${randomUUID()}`, expiresAt: now + TOKEN_LIFE_MS };
      expiries.set(token.accessToken, token.expiresAt);
      return token;
    },
    expireTokens() {
      for (const token of expiries.keys()) expiries.set(token, Number.NEGATIVE_INFINITY);
    },
    isSecretIn: (text) => [credentials.clientSecret, ...expiries.keys()].some((secret) => text.includes(secret)),
    checkReport(headers, now) {
      const offered: HeaderStyle = headers.authorization === undefined ? "clientId" : "bearer";
      if (headerStyles.includes("bearer") && offered === "bearer") return checkBearer(headers, now);
      return headerStyles.includes("clientId") ? checkClientId(headers) : NOT_AUTHENTICATED;
    },
    checkBalance: checkClientId,
  };
}
