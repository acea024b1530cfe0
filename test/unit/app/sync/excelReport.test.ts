import assert from "node:assert/strict";
import { test } from "node:test";
import { readSheet } from "read-excel-file/node";
import { excelWindowOf, type LastDate, openExcelReport } from "../../../../src/app/sync/excelReport.ts";
import type { Period } from "../../../../src/domain/period.ts";
import { madeUpRows } from "../../../support/madeUpRows.ts";
import { openScene } from "../../../support/syncScene.ts";

const ROWS = madeUpRows("2026-11-01", "2026-11-20", 4);
const PER_DATE = 4;

const CASES: readonly (readonly [name: string, dates: Period, lastDate: LastDate, windows: readonly string[]])[] = [
  ["one date", { since: "2026-11-10", until: "2026-11-10" }, "there", ["2026-11-10..2026-11-11"]],
  ["six dates", { since: "2026-11-10", until: "2026-11-15" }, "there", ["2026-11-10..2026-11-16"]],
  ["seven dates", { since: "2026-11-10", until: "2026-11-16" }, "perhapsMissing", ["2026-11-10..2026-11-16"]],
];

for (const untilDate of ["inclusive", "exclusive"] as const) {
  for (const [name, dates, lastDate, windows] of CASES) {
    test(`a file of ${name}, until_date read as ${untilDate}: what is promised of the last date is true`, async (t) => {
      const scene = await openScene(t, ROWS, { untilDate });
      let found: Awaited<ReturnType<typeof openExcelReport>> | undefined;
      const { signal } = new AbortController();
      const asked = await scene.asked(async () => {
        found = await openExcelReport(scene.application.service, dates, scene.clock(), signal);
      });
      assert.deepEqual([asked, found?.lastDate, excelWindowOf(dates).lastDate], [windows, lastDate, lastDate]);
      const perDate = Map.groupBy(await timesIn(found?.file), (time) => time.slice(0, 10));
      for (const { at } of ROWS) {
        const date = new Date(at / 1000).toISOString().slice(0, 10);
        if (date < dates.since || date > dates.until) continue;
        if (date === dates.until && lastDate === "perhapsMissing") continue;
        assert.equal(perDate.get(date)?.length, PER_DATE, date);
      }
    });
  }
}

test("a service that serves no date after today is asked without it, and today is not promised", async (t) => {
  const scene = await openScene(t, ROWS, { futureDates: "refused" });
  const today = { since: "2026-11-19", until: "2026-11-20" };
  let lastDate: LastDate | undefined;
  const asked = await scene.asked(async () => {
    const { signal } = new AbortController();
    ({ lastDate } = await openExcelReport(scene.application.service, today, scene.clock(), signal));
  });
  assert.deepEqual([asked, lastDate], [["2026-11-19..2026-11-21", "2026-11-19..2026-11-20"], "perhapsMissing"]);
});

/** The times of the file's rows, as the service writes them. */
async function timesIn(file: AsyncIterable<Uint8Array> | undefined): Promise<readonly string[]> {
  assert.ok(file);
  const chunks: Uint8Array[] = [];
  for await (const chunk of file) chunks.push(chunk);
  const rows = await readSheet(Buffer.concat(chunks));
  const [head = [], ...body] = rows;
  const column = head.indexOf("Timestamp(UTC)");
  return body.map((row) => String(row[column]));
}
