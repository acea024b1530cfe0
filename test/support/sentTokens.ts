import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

export interface SentTokens {
  readonly tokens: ReadonlySet<string>;
  readonly stop: () => void;
}

/** The tokens that are sent to any server in this process, and the sandbox is one, from now on until it is stopped. */
export function watchTokens(): SentTokens {
  const tokens = new Set<string>();
  const note = (message: unknown): void => {
    const { request } = message as { request: IncomingMessage };
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
    if (token !== undefined) tokens.add(token);
  };
  subscribe("http.server.request.start", note);
  return { tokens, stop: () => unsubscribe("http.server.request.start", note) };
}
