import { DEFAULT_BASE_URL, isLoopback, normalizeBaseUrl } from "../deepvue/baseUrl.ts";

/** The service's address in its one form; the usual one where none is named. Throws `ProblemError` (baseUrl). */
export function baseUrlOf(text: string | undefined): string {
  return normalizeBaseUrl(text ?? DEFAULT_BASE_URL);
}

/** The address of a webhook: https, or this machine. Otherwise why it is none; the text itself is never repeated. */
export function webhookAddress(text: string): URL | string {
  const url = URL.parse(text.trim());
  if (url === null) return "it is no URL";
  if (url.protocol !== "https:" && url.protocol !== "http:") return "it is no https address";
  if (url.username !== "" || url.password !== "") return "it carries a user name or password";
  return url.protocol === "http:" && !isLoopback(url) ? "plain http is for this machine only" : url;
}
