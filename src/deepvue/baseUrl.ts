import { ProblemError } from "../domain/problem.ts";

export const DEFAULT_BASE_URL = "https://production.deepvue.tech";

const IPV4_LOOPBACK = /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/;

/** True for this machine's own addresses: 127.0.0.0/8, [::1] and localhost. */
export function isLoopback(url: URL): boolean {
  // `URL` has already turned notations such as 127.1 or 0x7f000001 into four decimal parts.
  return url.hostname === "localhost" || url.hostname === "[::1]" || IPV4_LOOPBACK.test(url.hostname);
}

/**
 * The one form of a base URL under which credentials are kept and sent: without a trailing slash and without a trailing /v1 or
 * /v2, which public code often includes. Plain http is accepted for loopback only.
 * Throws `ProblemError` (baseUrl); its detail never repeats the text, which may carry a password.
 */
export function normalizeBaseUrl(text: string): string {
  const url = URL.parse(text.trim());
  if (url === null) throw unusable("not a URL");
  if (url.protocol !== "https:" && url.protocol !== "http:") throw unusable("not an https address");
  if (url.username !== "" || url.password !== "") throw unusable("carries a user name or password");
  if (url.search !== "" || url.hash !== "") throw unusable("carries a query or fragment");
  if (url.protocol === "http:" && !isLoopback(url)) throw unusable("plain http is for this machine only");
  return url.origin + url.pathname.replace(/\/+$/, "").replace(/\/v[12]$/, "");
}

function unusable(detail: string): ProblemError {
  return new ProblemError({ kind: "baseUrl", detail });
}
