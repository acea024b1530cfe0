import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

export interface SentTokens {
  /** Those that one server was sent. The VS Code of the test before may still be asking its own, in this process too. */
  readonly to: (url: string) => ReadonlySet<string>;
  readonly stop: () => void;
}

/** The tokens that are sent to the servers of this process, and sandboxes are such, from now on until it is stopped. */
export function watchTokens(): SentTokens {
  const byHost = new Map<string, Set<string>>();
  const to = (host: string): Set<string> => {
    const tokens = byHost.get(host) ?? new Set();
    byHost.set(host, tokens);
    return tokens;
  };
  const note = (message: unknown): void => {
    const { request } = message as { request: IncomingMessage };
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
    if (token !== undefined) to(request.headers.host ?? "").add(token);
  };
  subscribe("http.server.request.start", note);
  return { to: (url) => to(new URL(url).host), stop: () => unsubscribe("http.server.request.start", note) };
}
