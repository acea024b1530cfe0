import { isLoopback } from "../deepvue/baseUrl.ts";
import type { Transaction } from "../domain/transaction.ts";
import type { OpenTeamStore } from "../team/openTeamStore.ts";

/** A user and a password of a team's database; absent where it needs none. */
export interface TeamCredentials {
  readonly user: string | undefined;
  readonly password: string | undefined;
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

/** Opens it; what speaks to databases is loaded now. Nothing is sent yet. */
export async function teamStoreAt(url: URL, credentials: TeamCredentials): Promise<OpenTeamStore> {
  const { openTeamStore } = await import("../team/openTeamStore.ts");
  return openTeamStore({ url, ...credentials }, isLoopback(url));
}

/** Rows that a team has, in the form in which a ledger takes rows in. */
export async function reportBytes(rows: readonly Transaction[]): Promise<Uint8Array> {
  const { reportText } = await import("../sandbox/reportText.ts");
  const envelope = { timestamp: Date.now(), transactionId: "team", fileUrl: null };
  return new TextEncoder().encode([...reportText([rows], envelope)].join(""));
}
