import type { AddressInfo, Server, Socket } from "node:net";
import type { TestContext } from "node:test";
import { atEnd } from "./endings.ts";

/** Has a server listen on a free port of this machine, which it gives; with the test end the server and whoever is connected to it. */
export async function listening(test: TestContext, server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  atEnd(test, () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
