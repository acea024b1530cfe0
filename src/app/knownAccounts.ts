import { createHash } from "node:crypto";
import { type Account, type Credentials, type Plan, SAMPLE_ACCOUNT_ID } from "../domain/account.ts";

/** Same base URL and client id, same account: signing in again renews the secret and keeps the history. */
function accountIdOf(baseUrl: string, clientId: string): string {
  return createHash("sha256").update(`${baseUrl}\n${clientId}`).digest("hex").slice(0, 16);
}

export function liveAccount({ clientId }: Pick<Credentials, "clientId">, baseUrl: string, plan: Plan): Account {
  return { id: accountIdOf(baseUrl, clientId), kind: "live", label: shortClientId(clientId), baseUrl, plan };
}

/** A made-up year, served by the extension itself. Its plan is the widest, so that the year is there in seconds. */
export const SAMPLE_ACCOUNT: Account = {
  id: SAMPLE_ACCOUNT_ID,
  kind: "sample",
  label: "Sample account",
  baseUrl: "",
  plan: "enterprise",
};

/** "live_3f2a…9c41": enough to tell accounts apart, too little to use. */
function shortClientId(clientId: string): string {
  return clientId.length <= 14 ? clientId : `${clientId.slice(0, 9)}…${clientId.slice(-4)}`;
}
