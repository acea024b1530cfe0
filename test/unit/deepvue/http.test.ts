import assert from "node:assert/strict";
import { createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import { patient } from "../../../scripts/patience.ts";
import { delay } from "../../../src/deepvue/delay.ts";
import { type HttpRequest, sendHttp } from "../../../src/deepvue/http.ts";
import { atEnd } from "../../support/endings.ts";
import { collect, never, problemFrom, serve } from "./support.ts";

function get(base: string, changes: Partial<HttpRequest> = {}): HttpRequest {
  return {
    url: new URL("/some/path?key=hidden-key", base),
    headers: {},
    answerWithinMs: patient(2_000),
    idleMs: patient(2_000),
    ...changes,
  };
}

/** A raw TCP server, for answers that node:http would not write. */
async function serveRaw(t: TestContext, onRequest: (socket: Socket) => unknown): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("data", () => onRequest(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  atEnd(t, () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

/** Waits until the condition holds; fails the test after two seconds of the reference machine. */
async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition(); waited += 5) {
    assert.ok(waited < patient(2_000), "the condition never came true");
    await delay(5, never());
  }
}

test("a body comes as bytes, with status and headers", async (t) => {
  const server = await serve(t, (_, response) => void response.writeHead(203, { "x-mark": "here" }).end("₹ body"));
  const answer = await sendHttp(get(server.base, { headers: { "x-own": "1" } }), never());
  assert.equal(answer.status, 203);
  assert.equal(answer.header("X-Mark"), "here");
  assert.equal(answer.header("x-other"), undefined);
  assert.equal((await collect(answer.body)).toString(), "₹ body");
  assert.equal(server.exchanges[0]?.headers["x-own"], "1");
  assert.equal(server.exchanges[0]?.headers["accept-encoding"], "gzip");
});

test("a gzip body is decoded", async (t) => {
  const text = "row ".repeat(100_000);
  const server = await serve(t, (_, response) => {
    response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(text));
  });
  const answer = await sendHttp(get(server.base), never());
  assert.equal((await collect(answer.body)).toString(), text);
});

test("an answer without a body ends at once", async (t) => {
  const server = await serve(t, (_, response) => void response.writeHead(204).end());
  assert.equal((await collect((await sendHttp(get(server.base), never())).body)).length, 0);
});

for (const encoding of ["multipart", "urlencoded"] as const) {
  test(`a form is posted ${encoding}`, async (t) => {
    const server = await serve(t, (_, response) => void response.end());
    const form = { encoding, fields: { client_id: "a b&c", client_secret: "₹=" } };
    await collect((await sendHttp(get(server.base, { form }), never())).body);
    const [exchange] = server.exchanges;
    assert.equal(exchange?.method, "POST");
    const type = exchange.headers["content-type"] ?? "";
    // Read back by the platform's own parser.
    const parsed = await new Response(exchange.body, { headers: { "content-type": type } }).formData();
    assert.deepEqual(Object.fromEntries(parsed), form.fields);
    assert.match(
      type,
      encoding === "multipart" ? /^multipart\/form-data; boundary=/ : /^application\/x-www-form-urlencoded/,
    );
    assert.ok(Number(exchange.headers["content-length"]) > 0, "no chunked upload: some gateways refuse it");
  });
}

test("a redirect is not followed", async (t) => {
  const elsewhere = await serve(t, (_, response) => void response.end("followed"));
  const server = await serve(t, (_, response) => void response.writeHead(302, { location: elsewhere.base }).end());
  const answer = await sendHttp(get(server.base, { headers: { "x-api-key": "hidden-key" } }), never());
  assert.equal(answer.status, 302);
  assert.equal(elsewhere.exchanges.length, 0);
});

test("headers that do not come are a timeout", async (t) => {
  const server = await serve(t, () => {});
  const problem = await problemFrom(sendHttp(get(server.base, { answerWithinMs: 40 }), never()));
  assert.equal(problem.kind, "timeout");
  await until(() => server.openSockets() === 0);
});

test("a body that stalls is a timeout, however much came before", async (t) => {
  const server = await serve(t, (_, response) => void response.write("first part"));
  const answer = await sendHttp(get(server.base, { idleMs: 40 }), never());
  assert.equal((await problemFrom(collect(answer.body))).kind, "timeout");
  await until(() => server.openSockets() === 0);
});

test("a body that trickles, or a reader that takes its time, is no timeout", async (t) => {
  const idleMs = patient(200);
  const server = await serve(t, async (_, response) => {
    // A fifth of the limit apart, and longer than it in all, also after the reader's pause.
    for (let part = 0; part < 15; part++) {
      response.write("part ");
      await delay(idleMs / 5, never());
    }
    response.end();
  });
  const answer = await sendHttp(get(server.base, { idleMs }), never());
  let text = "";
  for await (const chunk of answer.body) {
    text += Buffer.from(chunk).toString();
    if (text.length < 6) await delay(idleMs + 100, never());
  }
  assert.equal(text, "part ".repeat(15));
});

test("a cancel before, during the wait for headers, and in the body takes effect at once", async (t) => {
  const server = await serve(t, (exchange, response) => {
    if (exchange.path === "/body") response.write("first part");
  });
  const early = AbortSignal.abort();
  assert.equal((await problemFrom(sendHttp(get(server.base), early))).kind, "cancelled");
  assert.equal(server.exchanges.length, 0);

  const waiting = new AbortController();
  const headers = problemFrom(sendHttp(get(server.base), waiting.signal));
  await until(() => server.exchanges.length === 1);
  waiting.abort();
  assert.equal((await headers).kind, "cancelled");

  const reading = new AbortController();
  const answer = await sendHttp(get(server.base, { url: new URL("/body", server.base) }), reading.signal);
  const chunks = answer.body[Symbol.asyncIterator]();
  assert.equal((await chunks.next()).done, false);
  const next = problemFrom(chunks.next());
  reading.abort();
  assert.equal((await next).kind, "cancelled");
  await until(() => server.openSockets() === 0);
});

for (const size of [10_000, 300_000]) {
  test(`a cancel while the reader is busy is seen at its next step, though ${size} bytes are there`, async (t) => {
    const server = await serve(t, (_, response) => void response.end("x".repeat(size)));
    const controller = new AbortController();
    const answer = await sendHttp(get(server.base), controller.signal);
    await delay(50, never());
    controller.abort();
    const chunks = answer.body[Symbol.asyncIterator]();
    assert.equal((await problemFrom(chunks.next())).kind, "cancelled");
    assert.equal((await chunks.next()).done, true);
  });
}

test("leaving the body early, or discarding it, closes the connection", async (t) => {
  const server = await serve(t, (_, response) => void response.write("x".repeat(100_000)));
  const left = await sendHttp(get(server.base), never());
  for await (const chunk of left.body) {
    assert.ok(chunk.length > 0);
    break;
  }
  const discarded = await sendHttp(get(server.base), never());
  discarded.discard();
  await until(() => server.openSockets() === 0);
});

test("no listener stays on the caller's signal", async (t) => {
  const server = await serve(t, (_, response) => void response.end("body"));
  const controller = new AbortController();
  let listeners = 0;
  const { signal } = controller;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>): void => {
    listeners++;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>): void => {
    listeners--;
    remove(...args);
  };
  await collect((await sendHttp(get(server.base), signal)).body);
  assert.equal(listeners, 0);
});

test("half a body is no body, with a length", async (t) => {
  const base = await serveRaw(t, (socket) => {
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf");
    setTimeout(() => socket.end(), 20);
  });
  const problem = await problemFrom(collect((await sendHttp(get(base), never())).body));
  assert.equal(problem.kind, "unexpectedAnswer");
});

test("half a body is no body, in chunks", async (t) => {
  const base = await serveRaw(t, (socket) => {
    socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
    setTimeout(() => socket.end(), 20);
  });
  const problem = await problemFrom(collect((await sendHttp(get(base), never())).body));
  assert.equal(problem.kind, "unexpectedAnswer");
});

test("half a body is no body, when the connection is reset", async (t) => {
  const base = await serveRaw(t, (socket) => {
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf");
    setTimeout(() => socket.resetAndDestroy(), 20);
  });
  const problem = await problemFrom(collect((await sendHttp(get(base), never())).body));
  assert.equal(problem.kind, "unexpectedAnswer");
});

for (const size of [1, 2, 3, 4]) {
  test(`a chunked body is whole when its end comes in pieces of ${size}`, async (t) => {
    const base = await serveRaw(t, async (socket) => {
      socket.setNoDelay();
      socket.write("HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n");
      const end = "0\r\n\r\n";
      for (let at = 0; at < end.length; at += size) {
        await delay(15, never());
        socket.write(end.slice(at, at + size));
      }
      socket.end();
    });
    assert.equal((await collect((await sendHttp(get(base), never())).body)).toString(), "body");
  });
}

test("broken gzip is an unexpected answer", async (t) => {
  const server = await serve(t, (_, response) => {
    response.writeHead(200, { "content-encoding": "gzip" }).end("this is not gzip");
  });
  const problem = await problemFrom(collect((await sendHttp(get(server.base), never())).body));
  assert.equal(problem.kind, "unexpectedAnswer");
});

test("what is not HTTP is an unexpected answer", async (t) => {
  const base = await serveRaw(t, (socket) => void socket.end("SSH-2.0-OpenSSH_9.2\r\n"));
  assert.equal((await problemFrom(sendHttp(get(base), never()))).kind, "unexpectedAnswer");
});

test("a connection that closes without an answer is offline, and worth another try", async (t) => {
  const base = await serveRaw(t, (socket) => void socket.destroy());
  const error = await sendHttp(get(base), never()).catch((thrown: unknown) => thrown as { transient: boolean });
  assert.equal((error as { transient: boolean }).transient, true);
});

test("nobody listening is offline, and nothing of the address is told", async (t) => {
  const base = await serveRaw(t, () => {});
  const url = new URL("/path?key=hidden-key", base);
  url.port = "1";
  const problem = await problemFrom(sendHttp(get(base, { url }), never()));
  assert.deepEqual(problem, { kind: "offline", detail: "ECONNREFUSED" });
});

test("a name that does not exist is offline", async () => {
  const problem = await problemFrom(sendHttp(get("http://no-such-host.invalid"), never()));
  assert.equal(problem.kind, "offline");
});

test("https against a server that speaks http is offline, with the reason", async (t) => {
  const server = await serve(t, (_, response) => void response.end());
  const problem = await problemFrom(sendHttp(get(server.base.replace("http:", "https:")), never()));
  assert.equal(problem.kind, "offline");
  assert.match(problem.detail, /no trusted connection/);
});

test("a header value that can not be sent is a problem of the credentials and is not repeated", async (t) => {
  const server = await serve(t, (_, response) => void response.end());
  const problem = await problemFrom(sendHttp(get(server.base, { headers: { "x-api-key": "hidden\nkey" } }), never()));
  assert.equal(problem.kind, "credentials");
  assert.ok(!problem.detail.includes("hidden"));
});
