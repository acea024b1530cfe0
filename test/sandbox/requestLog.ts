import type { IncomingMessage } from "node:http";
import type { HeaderStyle } from "../../src/domain/account.ts";
import type { Day } from "../../src/domain/day.ts";

/** One request as a test may look at it; holds no secret. */
export interface RequestRecord {
  /** The sandbox's clock at arrival, epoch ms. */
  readonly at: number;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** `since_date` and `until_date` as sent, and whether an Excel file was asked for. */
  readonly since?: Day;
  readonly until?: Day;
  readonly excel?: boolean;
  readonly headerStyle: HeaderStyle | "both" | "none";
  /** Lower-case names of all headers received. */
  readonly headerNames: readonly string[];
  /** True when any header or the address carried a credential, a token or a cookie. */
  readonly hasCredentials: boolean;
  /** Undefined while no answer was started (a slow or cut connection may never get one). */
  readonly status?: number;
  /** Bytes of the answer's body handed to the socket, before compression. */
  readonly bytes: number;
}

export type OpenRecord = { -readonly [Key in keyof RequestRecord]: RequestRecord[Key] };

const CREDENTIAL_HEADERS = ["authorization", "x-api-key", "client-id", "cookie"];

/** The record of a request that has just arrived; `isSecretIn` recognises secrets in foreign places. */
export function openRecord(
  request: IncomingMessage,
  url: URL,
  at: number,
  isSecretIn: (text: string) => boolean,
): OpenRecord {
  const { headers, method = "" } = request;
  const since = url.searchParams.get("since_date");
  const until = url.searchParams.get("until_date");
  const excel = url.searchParams.get("generate_excel");
  return {
    at,
    method,
    path: url.pathname,
    ...(since === null ? {} : { since }),
    ...(until === null ? {} : { until }),
    ...(excel === null ? {} : { excel: excel === "true" }),
    headerStyle: styleOf(headers.authorization !== undefined, headers["client-id"] !== undefined),
    headerNames: Object.keys(headers).toSorted(),
    hasCredentials:
      CREDENTIAL_HEADERS.some((name) => headers[name] !== undefined) ||
      isSecretIn(request.rawHeaders.join("\n")) ||
      [url.href, ...url.searchParams.values()].some(isSecretIn),
    bytes: 0,
  };
}

function styleOf(hasBearer: boolean, hasClientId: boolean): RequestRecord["headerStyle"] {
  if (hasBearer && hasClientId) return "both";
  if (hasBearer) return "bearer";
  return hasClientId ? "clientId" : "none";
}
