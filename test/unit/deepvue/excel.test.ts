import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { test } from "node:test";
import * as fc from "fast-check";
import { parseFileAddress } from "../../../src/deepvue/excelFile.ts";
import { findFileAddress } from "../../../src/deepvue/fileAddress.ts";
import { problemOf } from "../../../src/domain/problem.ts";
import { clientOf, collect, type Exchange, json, memoryStore, never, problemFrom, SHORT_MS, serve } from "./support.ts";

const WINDOW = { since: "2026-01-01", until: "2026-01-07" };
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const ADDRESS = "https://files.example/report.xlsx?Signature=hidden-key";

async function* chunksOf(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function find(document: unknown, size = 7): Promise<string | undefined> {
  return findFileAddress(chunksOf(typeof document === "string" ? document : JSON.stringify(document), size));
}

const ROWS = [
  { "Product Id": 'tricky "file_url": "https://wrong.example" ,{[', file_url: "https://wrong.example", Charge: 1 },
];

const DOCUMENTS: readonly (readonly [string, unknown, string | undefined])[] = [
  ["before the rows", { code: 200, data: { file_url: ADDRESS, usage_data: ROWS } }, ADDRESS],
  ["after the rows", { code: 200, data: { usage_data: ROWS, file_url: ADDRESS } }, ADDRESS],
  ["null", { data: { file_url: null, usage_data: ROWS } }, undefined],
  ["absent", { data: { usage_data: ROWS } }, undefined],
  ["empty", { data: { file_url: "" } }, ""],
  ["at the top", { file_url: "https://wrong.example", data: {} }, undefined],
  ["under another name", { meta: { file_url: "https://wrong.example" }, data: { file_url: ADDRESS } }, ADDRESS],
  ["deeper", { data: { more: { file_url: "https://wrong.example" } } }, undefined],
  ["an object", { data: { file_url: { file_url: "https://wrong.example" } } }, undefined],
  ["an array", { data: { file_url: ["https://wrong.example"] } }, undefined],
  ["a value of another key", { data: { other: "file_url", next: "https://wrong.example" } }, undefined],
  ["data as an array", { data: ["file_url", "https://wrong.example"] }, undefined],
  ["data as text", { data: "file_url", x: { file_url: "https://wrong.example" } }, undefined],
  [
    "escaped",
    '{ "d\\u0061ta" : { "file_url" : "https:\\/\\/files.example\\/\\u20b9\\"" } }',
    'https://files.example/₹"',
  ],
  ["too long to be one", { data: { file_url: `https://files.example/${"x".repeat(9_000)}` } }, undefined],
];

for (const [name, document, expected] of DOCUMENTS) {
  test(`the file's address is found in a document where it is ${name}`, async () => {
    for (const size of [1, 2, 7, 100_000]) assert.equal(await find(document, size), expected);
  });
}

test("the file's address is found among any JSON, in any pieces", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.jsonValue(),
      fc.jsonValue(),
      fc.webUrl(),
      fc.integer({ min: 1, max: 50 }),
      async (a, b, url, size) => {
        assert.equal(await find({ a, data: { b, rows: [a, b], file_url: url, z: a } }, size), url);
        assert.equal(await find({ a, data: { b, rows: [{ file_url: url }] }, z: { file_url: url } }, size), undefined);
      },
    ),
    { numRuns: 40 },
  );
});

test("a document that breaks off is not taken for one without an address", async () => {
  for (const text of ["", "{", '{"data":{"usage_data":[', '{"data":{"file_url":"https://files.exa']) {
    assert.equal((await problemFrom(find(text))).kind, "unexpectedAnswer", text);
  }
});

test("reading stops at the address", async () => {
  let yielded = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(JSON.stringify({ data: { file_url: ADDRESS } }).slice(0, -1));
    for (;;) {
      yielded++;
      yield Buffer.from(" ");
    }
  }
  assert.equal(await findFileAddress(endless()), ADDRESS);
  assert.equal(yielded, 0);
});

test("the address must be https, or plain http between addresses of this machine, and is never repeated", () => {
  const live = "https://production.deepvue.tech";
  const local = "http://127.0.0.1:4010";
  assert.equal(parseFileAddress(ADDRESS, live).href, ADDRESS);
  assert.equal(parseFileAddress("http://127.0.0.1:4011/x", local).port, "4011");
  for (const [address, base] of [
    ["http://files.example/hidden-key", live],
    ["http://files.example/hidden-key", local],
    ["http://127.0.0.1/hidden-key", live],
    ["file:///hidden-key", local],
    ["data:text/plain,hidden-key", live],
    ["https://hidden-key@files.example/", live],
    ["hidden-key", live],
  ] as const) {
    assert.throws(
      () => parseFileAddress(address, base),
      (error) => problemOf(error).kind === "unexpectedAnswer" && !problemOf(error).detail.includes("hidden-key"),
      address,
    );
  }
});

type FileHandler = (response: ServerResponse, count: number) => void;

/** Plays the service and the file's host; the report names the file's address. */
function playing(
  file: FileHandler,
  address: (base: string) => unknown = (base) => `${base}/file.xlsx?Signature=hidden-key`,
) {
  let count = 0;
  return (exchange: Exchange, response: ServerResponse): void => {
    if (exchange.path === "/v1/authorize") return json(response, 200, { access_token: "token-1" });
    if (exchange.path === "/file.xlsx") return file(response, ++count);
    const data = { usage_data: ROWS, file_url: address(`http://${exchange.headers.host ?? ""}`) };
    return json(response, 200, { code: 200, data });
  };
}

test("the file is streamed, and no credentials go to its host", async (t) => {
  const content = `PK\u0003\u0004${"x".repeat(500_000)}`;
  const server = await serve(
    t,
    playing((response) => {
      response.writeHead(200, { "content-type": XLSX }).write("P");
      setTimeout(() => response.end(content.slice(1)), 10);
    }),
  );
  const { client, gate } = clientOf(server.base);
  assert.equal((await collect(await client.openExcel(WINDOW, never()))).toString(), content);
  const [, report, file] = server.exchanges;
  assert.equal(report?.query.get("generate_excel"), "true");
  for (const name of ["authorization", "x-api-key", "client-id", "cookie"])
    assert.equal(file?.headers[name], undefined);
  assert.deepEqual(gate.uses, ["user", "user"], "the file's host is not the service");
});

const BAD_FILES: readonly (readonly [string, FileHandler, string, number])[] = [
  [
    "a page",
    (response) => void response.writeHead(200, { "content-type": "text/html" }).end("<html>PK"),
    "unexpectedAnswer",
    1,
  ],
  ["JSON", (response) => json(response, 200, { PK: 1 }), "unexpectedAnswer", 1],
  ["text", (response) => void response.end("no zip"), "unexpectedAnswer", 1],
  ["nothing", (response) => void response.end(), "unexpectedAnswer", 1],
  ["one byte", (response) => void response.end("P"), "unexpectedAnswer", 1],
  ["an expired address", (response) => void response.writeHead(403).end("<Error/>"), "unexpectedAnswer", 1],
  [
    "a redirect",
    (response) => void response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
    "unexpectedAnswer",
    1,
  ],
  ["a host that is down", (response) => void response.writeHead(503).end(), "serviceDown", 3],
  ["silence", () => {}, "timeout", 3],
  [
    "far too much",
    (response) => void response.writeHead(200, { "content-length": "900000000" }).write("PK"),
    "unexpectedAnswer",
    1,
  ],
];

for (const [name, file, kind, tries] of BAD_FILES) {
  test(`a file that is ${name} is ${kind}, after ${tries} tries`, async (t) => {
    const server = await serve(t, playing(file));
    const limits = kind === "timeout" ? { timeoutMs: SHORT_MS } : {};
    const problem = await problemFrom(clientOf(server.base, limits).client.openExcel(WINDOW, never()));
    assert.equal(problem.kind, kind);
    assert.ok(!problem.detail.includes("hidden-key"));
    assert.equal(server.exchanges.filter(({ path }) => path === "/file.xlsx").length, tries);
  });
}

test("a file that breaks off is a problem of its reader", async (t) => {
  const server = await serve(
    t,
    playing((response) => {
      response.writeHead(200, { "content-type": XLSX, "content-length": "1000" }).write("PK half");
      setTimeout(() => response.destroy(), 10);
    }),
  );
  const file = await clientOf(server.base).client.openExcel(WINDOW, never());
  assert.equal((await problemFrom(collect(file))).kind, "unexpectedAnswer");
});

test("a cancel ends the download at once", async (t) => {
  const server = await serve(
    t,
    playing((response) => void response.writeHead(200, { "content-type": XLSX }).write("PK half")),
  );
  const controller = new AbortController();
  const file = await clientOf(server.base).client.openExcel(WINDOW, controller.signal);
  const reading = problemFrom(collect(file));
  controller.abort();
  assert.equal((await reading).kind, "cancelled");
});

test("an answer without an address is unexpected, and a bad address is not fetched", async (t) => {
  for (const address of [null, "", "http://files.example/hidden-key", 7]) {
    const server = await serve(
      t,
      playing(
        () => assert.fail("fetched"),
        () => address,
      ),
    );
    const store = memoryStore();
    const { client, log } = clientOf(server.base, { store });
    const problem = await problemFrom(client.openExcel(WINDOW, never()));
    assert.equal(problem.kind, "unexpectedAnswer");
    assert.ok(![...log.lines, problem.detail].join("").includes("hidden-key"));
  }
});
