import { DeepvueClient } from "../../src/deepvue/client.ts";
import { Redactor } from "../../src/domain/redactor.ts";

/** The service's own client, for a server of reports on this machine: with a token, and nobody to wait for. */
export function loopbackClient(baseUrl: string): DeepvueClient {
  return new DeepvueClient({
    baseUrl,
    sessionStore: {
      credentials: () => Promise.resolve({ clientId: "client", clientSecret: "secret" }),
      token: () => Promise.resolve({ accessToken: "token", expiresAt: Date.now() + 86_400_000 }),
      saveToken: () => Promise.resolve(),
      headerStyle: () => "bearer",
      saveHeaderStyle: () => Promise.resolve(),
    },
    redactor: new Redactor(),
    gate: { acquire: () => Promise.resolve({ answered: ignore, refused: () => Promise.resolve(0) }) },
    clock: Date.now,
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
  });
}

function ignore(): void {}

/** The window's first date that a request for a report names; the same server may serve several. */
export function sinceOf(requestUrl: string | undefined): string {
  return new URL(requestUrl ?? "/", "http://server").searchParams.get("since_date") ?? "";
}
