import { type CallToolResult, ProtocolError, ProtocolErrorCode, Server, type Tool } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { problemOf } from "../domain/problem.ts";
import { callResult, INSTRUCTIONS, listedTools, type Served, serverInfo } from "./served.ts";

/**
 * Serves the questions over stdin and stdout until stdin ends or the signal comes, with the protocol's own SDK: every revision of it. For the command
 * line; the extension's package has no room for the SDK, see `lineServer.ts`.
 */
export async function serveWithSdk(served: Served, signal: AbortSignal): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    process.stdin.once("end", resolve);
    process.stdin.once("close", resolve);
    signal.addEventListener("abort", () => resolve());
  });
  const handle = serveStdio(() => serverOf(served), {
    onerror: (error) => void process.stderr.write(`mcp: ${problemOf(error).detail}\n`),
  });
  await ended;
  await handle.close();
  // Nothing is read any more; an open pipe would keep the process.
  process.stdin.destroy();
}

function serverOf(served: Served): Server {
  const server = new Server(serverInfo(served), { capabilities: { tools: {} }, instructions: INSTRUCTIONS });
  // The SDK's types are those of JSON that may be changed; ours is the same JSON, and nobody changes it.
  server.setRequestHandler("tools/list", async () => ({ tools: listedTools(served) as unknown as Tool[] }));
  server.setRequestHandler("tools/call", async ({ params }) => {
    const result = await callResult(served, params.name, params.arguments);
    if (result === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, "There is no such tool.");
    return result as unknown as CallToolResult;
  });
  return server;
}
