// A company's proxy: the only way to servers whose names nobody else knows.
import { createServer } from "node:http";
import { connect, type Socket } from "node:net";
import type { TestContext } from "node:test";
import { listening } from "./listening.ts";

interface ForwardProxy {
  readonly url: string;
  /** Whom it was asked to connect, as "host:port", in order. */
  readonly asked: readonly string[];
}

/** Connects (`CONNECT`, RFC 9110 section 9.3.6) whoever asks for `host` to that port of this machine, and nobody to anything else. */
export async function forwardProxy(test: TestContext, host: string): Promise<ForwardProxy> {
  const asked: string[] = [];
  const server = createServer((_, answer) => void answer.writeHead(403).end());
  server.on("connect", ({ url = "" }, client: Socket, head: Buffer) => {
    asked.push(url);
    client.on("error", () => client.destroy());
    const target = new URL(`http://${url}`);
    if (target.hostname !== host) return void client.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    const way = connect(Number(target.port), "localhost", () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      way.write(head);
      way.pipe(client).pipe(way);
    });
    way.on("error", () => client.destroy()).on("close", () => client.destroy());
    client.on("close", () => way.destroy());
  });
  return { url: `http://localhost:${await listening(test, server)}`, asked };
}
