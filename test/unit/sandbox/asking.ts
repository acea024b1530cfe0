import type { TestContext } from "node:test";
import type { HeaderStyle } from "../../../src/domain/account.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../sandbox/server.ts";
import { atEnd } from "../../support/endings.ts";

export const REPORT_PATH = "/v1/client/usage-report";

/** A sandbox that ends with its test. */
export async function sandboxFor(t: TestContext, options: SandboxOptions): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  atEnd(t, () => sandbox.close());
  return sandbox;
}

export interface AuthorizeAnswer {
  readonly access_token: string;
  readonly token_type: string;
  readonly expiry: string;
}

export async function signIn(sandbox: Sandbox): Promise<string> {
  const { clientId, clientSecret } = sandbox.credentials;
  const response = await fetch(`${sandbox.url}/v1/authorize`, {
    method: "POST",
    body: new URLSearchParams({ client_id: clientId, client_secret: clientSecret }),
  });
  return ((await response.json()) as AuthorizeAnswer).access_token;
}

export async function keyHeaders(sandbox: Sandbox, style: HeaderStyle): Promise<Record<string, string>> {
  const { clientId, clientSecret } = sandbox.credentials;
  if (style === "clientId") return { "client-id": clientId, "x-api-key": clientSecret };
  return { authorization: `Bearer ${await signIn(sandbox)}`, "x-api-key": clientSecret };
}

/** Asks for a usage report with client-id and x-api-key. */
export async function askReport(sandbox: Sandbox, query: Record<string, string>): Promise<Response> {
  return fetch(`${sandbox.url}${REPORT_PATH}?${new URLSearchParams(query).toString()}`, {
    headers: await keyHeaders(sandbox, "clientId"),
  });
}

export interface ReportRow {
  readonly "Transaction Id": string;
  readonly "Timestamp(UTC)": string;
  readonly "Product Id": string;
  readonly Status: number;
  readonly Message: string;
  readonly Charge: number;
}

export interface ReportBody {
  readonly code: number;
  readonly data: { readonly file_url: string | null; readonly usage_data: readonly ReportRow[] };
}

export async function readRows(response: Response): Promise<readonly ReportRow[]> {
  return ((await response.json()) as ReportBody).data.usage_data;
}
