// What a reader of ClickHouse is told when the server, or the way to it, fails: every fault by its kind, and never a part for the whole.
import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import { it, type TestContext } from "node:test";
import { isProblemError, type ProblemKind } from "../../../src/domain/problem.ts";
import { clickHouse } from "../../../src/team/clickHouse.ts";
import { atEnd } from "../../support/endings.ts";

async function serverThat(test: TestContext, answers: RequestListener): Promise<URL> {
  const server = createServer(answers);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  atEnd(test, () => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  assert.ok(address !== null && typeof address !== "string");
  return new URL(`http://127.0.0.1:${address.port}/deepvue`);
}

async function kindOf(url: URL, limitMs = 10_000): Promise<ProblemKind | "rows"> {
  try {
    await clickHouse({ url, user: "asha", password: "secret", limitMs }).rows("SELECT 1");
    return "rows";
  } catch (error) {
    assert.ok(isProblemError(error), String(error));
    assert.doesNotMatch(error.message, /secret/);
    return error.problem.kind;
  }
}

const NAMES = '["number","letter"]\n';
const ROWS = `${NAMES}["1","a"]\n["2","b"]\n`;

const CASES: readonly (readonly [string, RequestListener, ProblemKind | "rows"])[] = [
  ["whole rows", (_, answer) => void answer.end(ROWS), "rows"],
  ["no rows", (_, answer) => void answer.end(NAMES), "rows"],
  ["an answer that its full disk has kept back", (_, answer) => void answer.end(""), "unexpectedAnswer"],
  [
    "a wrong password",
    (_, answer) =>
      void answer
        .writeHead(403, { "X-ClickHouse-Exception-Code": "516" })
        .end("Code: 516. DB::Exception: asha: Authentication failed: password is incorrect."),
    "credentials",
  ],
  [
    "a table that may not be read",
    (_, answer) =>
      void answer.writeHead(500, { "X-ClickHouse-Exception-Code": "497" }).end("Code: 497. DB::Exception: Not enough"),
    "forbidden",
  ],
  [
    "an error inside of 200, after whole rows",
    (_, answer) => void answer.end(`${ROWS}Code: 395. DB::Exception: Value passed to 'throwIf' function is non-zero.`),
    "refused",
  ],
  [
    "an error inside of 200, in its frame",
    (_, answer) =>
      void answer.end(`${ROWS}__exception__\r\ntag\r\nCode: 241. DB::Exception: Memory limit exceeded\r\n32 tag\r\n`),
    "refused",
  ],
  [
    "an error inside of 200, in the middle of a row",
    (_, answer) => void answer.end(`${ROWS}["3",`),
    "unexpectedAnswer",
  ],
  ["a page of a proxy", (_, answer) => void answer.end("<html>Log in</html>"), "unexpectedAnswer"],
  ["a proxy without a server", (_, answer) => void answer.writeHead(502).end("Bad Gateway"), "serviceDown"],
  [
    "a redirect, which would take the password along",
    (_, answer) => void answer.writeHead(302, { Location: "http://127.0.0.1:1/" }).end(),
    "refused",
  ],
  [
    "a server that goes in the middle of its answer",
    (_, answer) => {
      answer.writeHead(200, { "Content-Length": "1000" }).write(ROWS);
      setImmediate(() => answer.socket?.destroy());
    },
    "offline",
  ],
  [
    "a server that goes between two pieces of its answer",
    (_, answer) => {
      answer.writeHead(200).write(ROWS);
      setImmediate(() => answer.socket?.destroy());
    },
    "offline",
  ],
  ["a server that closes at once", (request) => void request.socket.destroy(), "offline"],
];

for (const [name, answers, kind] of CASES) {
  it(`ClickHouse: ${name} is ${kind}`, async (test) => {
    assert.equal(await kindOf(await serverThat(test, answers)), kind);
  });
}

it("ClickHouse: one that does not answer is a timeout, also one that stops in its answer", async (test) => {
  assert.equal(await kindOf(await serverThat(test, () => undefined), 150), "timeout");
  assert.equal(await kindOf(await serverThat(test, (_, answer) => void answer.write(ROWS)), 150), "timeout");
});

it("ClickHouse: one that is not there is offline, and a question that is not wanted any more is cancelled", async (test) => {
  assert.equal(await kindOf(new URL("http://127.0.0.1:9/deepvue")), "offline");
  const url = await serverThat(test, () => undefined);
  const stop = new AbortController();
  const asked = clickHouse({ url, user: undefined, password: undefined }).rows("SELECT 1", stop.signal);
  stop.abort();
  await assert.rejects(asked, (error) => isProblemError(error) && error.problem.kind === "cancelled");
});
