import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { after } from "node:test";

/** The tokens that are sent to any server in this process, and the sandbox is one, until the suite that asks for them ends. */
export function sentTokens(): ReadonlySet<string> {
  const tokens = new Set<string>();
  const note = (message: unknown): void => {
    const { request } = message as { request: IncomingMessage };
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
    if (token !== undefined) tokens.add(token);
  };
  subscribe("http.server.request.start", note);
  after(() => unsubscribe("http.server.request.start", note));
  return tokens;
}
