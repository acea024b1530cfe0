import { isLoopback } from "../deepvue/baseUrl.ts";

/** A user and a password of a team's database; absent where it needs none. */
export interface TeamCredentials {
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** How long the answer to one question may take, in ms. */
  readonly limitMs?: number;
  /** Ends every question that is under way, with its connection. */
  readonly signal?: AbortSignal;
}

/** The address of a team's database: https for ClickHouse, postgres for PostgreSQL. Otherwise why it is none; the text is never repeated. */
export function teamAddress(text: string): URL | string {
  const url = URL.parse(text.trim());
  if (url === null) return "it is no URL";
  if (!/^(https?|postgres(ql)?):$/.test(url.protocol)) return "it begins with neither https:// nor postgres://";
  if (url.username !== "" || url.password !== "") return "it carries a user name or password";
  if (url.search !== "" || url.hash !== "") return "it carries settings behind a question mark";
  return url.protocol === "http:" && !isLoopback(url) ? "plain http is for this machine only" : url;
}
