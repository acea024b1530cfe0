// A company's proxy: the only way to servers whose names nobody else knows.
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import type { TestContext } from "node:test";

interface ForwardProxy {
  readonly url: string;
  /** Whom it was asked to connect, as "host:port", in order. */
  readonly asked: readonly string[];
}

/** Connects (`CONNECT`, RFC 9110 section 9.3.6) whoever asks for `host` to that port of this machine, and nobody to anything else. */
export async function forwardProxy(test: TestContext, host: string): Promise<ForwardProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_, answer) => void answer.writeHead(403).end());
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
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
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  test.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
