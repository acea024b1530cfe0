// A way to a server on this machine on which things go wrong when a test says so.
import { connect, createServer, type Socket } from "node:net";
import type { TestContext } from "node:test";
import { TLSSocket } from "node:tls";
import { KEY } from "./certificates.ts";
import { listening } from "./listening.ts";

/**
 * `lost`: what the client sends never arrives. `unheard`: it arrives, and the answer is lost. `half`: half of the answer's first piece comes.
 * With all three the connection then ends. `silent`: nothing arrives, and the connection stays.
 */
export type TroubleKind = "lost" | "unheard" | "half" | "silent";

interface TroubledWay {
  /** As the server's address, but over this way. */
  readonly url: string;
  /** From now on the n-th piece that a client sends has trouble, and only that one; 0: none. */
  troubleAt(n: number, kind: TroubleKind): void;
  /** Whether that piece has come. */
  readonly hasHappened: boolean;
  /** Ends the connections that were silent. */
  hangUp(): void;
}

/** Resolves when it can be used; it ends with the test. */
export async function troubledWay(test: TestContext, url: string): Promise<TroubledWay> {
  let left = 0;
  let kind: TroubleKind = "lost";
  const silent = new Set<Socket>();
  const port = Number(new URL(url).port);
  const way = createServer((client) => {
    const server = connect(port, "127.0.0.1");
    let doom: TroubleKind | undefined;
    const end = (): void => {
      client.destroy();
      server.destroy();
    };
    client.on("data", (piece: Buffer) => {
      if (left > 0 && --left === 0) doom = kind;
      if (doom === "lost") end();
      else if (doom === "silent") silent.add(client);
      else server.write(piece);
    });
    server.on("data", (piece: Buffer) => {
      if (doom === "unheard") end();
      else if (doom === "half") client.write(piece.subarray(0, Math.floor(piece.length / 2)), end);
      else client.write(piece);
    });
    for (const socket of [client, server]) socket.on("error", end).on("close", end);
  });
  return {
    url: withPort(url, await listening(test, way)),
    troubleAt: (n, of) => {
      left = n;
      kind = of;
    },
    get hasHappened() {
      return left === 0;
    },
    hangUp() {
      for (const client of silent) client.destroy();
    },
  };
}

/** The same server behind TLS with a certificate, as `localhost`: HTTP at once, PostgreSQL after it has been asked for. */
export async function encryptedWay(test: TestContext, url: string, certificate: string): Promise<string> {
  const isPostgres = url.startsWith("postgres:");
  const port = Number(new URL(url).port);
  const way = createServer((client) => {
    const begin = (): void => {
      const secure = new TLSSocket(client, { isServer: true, key: KEY, cert: certificate });
      const server = connect(port, "127.0.0.1");
      secure.on("error", () => server.destroy()).on("close", () => server.destroy());
      server.on("error", () => secure.destroy());
      secure.pipe(server).pipe(secure);
    };
    client.on("error", () => client.destroy());
    if (!isPostgres) begin();
    else {
      client.once("data", () => {
        client.write("S");
        begin();
      });
    }
  });
  return withPort(url, await listening(test, way))
    .replace("http:", "https:")
    .replace("127.0.0.1", "localhost");
}

function withPort(url: string, port: number): string {
  const own = new URL(url);
  own.port = String(port);
  return own.href;
}
