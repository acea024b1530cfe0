import assert from "node:assert/strict";
import { test } from "node:test";
import { ProblemError } from "../../../src/domain/problem.ts";
import { generateAccount } from "../../../src/sandbox/generator.ts";
import { createSampleService, SampleService } from "../../../src/sandbox/sampleService.ts";
import { type FixedRow, fixedAccount } from "../../../src/sandbox/sandboxAccount.ts";
import { askReport, type ReportBody, sandboxFor } from "./asking.ts";

const NOW = Date.UTC(2026, 2, 10, 9, 30);
const WEEK = { since: "2026-03-04", until: "2026-03-10" };
const never = new AbortController().signal;

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all).toString("utf8");
}

function withoutId(text: string): string {
  return text.replace(/"transaction_id": "[0-9a-f]{32}"/, "");
}

test("a report is what the same account's service gives over HTTP", async (t) => {
  const account = generateAccount({ anchor: "2026-03-10" });
  const sandbox = await sandboxFor(t, { account, clock: () => NOW });
  const overHttp = await (await askReport(sandbox, { since_date: WEEK.since, until_date: WEEK.until })).text();
  const own = await textOf(await new SampleService(account, () => NOW).openReport(WEEK, "user", never));
  assert.equal(withoutId(own), withoutId(overHttp));
  assert.ok((JSON.parse(own) as ReportBody).data.usage_data.length > 1_000, "a week has rows");
});

function row(id: string, at: string): FixedRow {
  return { id, at: Date.parse(at) * 1000, product: "UPI", status: 200, message: "ok", charge: 1_0000 };
}

test("both dates of a report belong to it, and rows to come do not exist yet", async () => {
  const rows = [
    row("a", "2026-03-03T23:59:59.999Z"),
    row("b", "2026-03-04T00:00:00Z"),
    row("c", "2026-03-10T23:59:59.999Z"),
    row("d", "2026-03-11T00:00:00Z"),
    { ...row("e", "2026-03-10T08:00:00Z"), visibleAt: NOW + 1 },
  ];
  const body = JSON.parse(
    await textOf(
      await new SampleService(
        fixedAccount(() => rows),
        () => NOW,
      ).openReport(WEEK, "user", never),
    ),
  ) as ReportBody;
  assert.deepEqual(
    body.data.usage_data.map((each) => each["Transaction Id"]),
    ["c", "b"],
  );
});

async function firstDaysAt(now: number): Promise<unknown> {
  const service = createSampleService("2026-03-10", () => now);
  const body = JSON.parse(await textOf(await service.openReport(WEEK, "user", never))) as ReportBody;
  return body.data.usage_data.filter((each) => each["Timestamp(UTC)"] < "2026-03-08");
}

test("a restart on the same anchor tells the same story", async () => {
  assert.deepEqual(await firstDaysAt(NOW), await firstDaysAt(NOW + 3 * 86_400_000));
});

test("a cancelled report ends at once, each chunk can be transferred, and the Excel file is one", async () => {
  const service = createSampleService("2026-03-10", () => NOW);
  const stop = new AbortController();
  const chunks = await service.openReport(WEEK, "user", stop.signal);
  let received = 0;
  await assert.rejects(
    async () => {
      for await (const chunk of chunks) {
        assert.equal(chunk.byteOffset, 0);
        assert.equal(chunk.byteLength, chunk.buffer.byteLength);
        received++;
        stop.abort();
      }
    },
    (error) => error instanceof ProblemError && error.problem.kind === "cancelled",
  );
  assert.equal(received, 1);
  const workbook = await textOf(await service.openExcel(WEEK, never));
  assert.equal(workbook.slice(0, 4), "PK\u0003\u0004");
  assert.equal((await service.signIn(never)).balance, await service.balance("user", never));
});
