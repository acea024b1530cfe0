import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { readExportOptions, rememberExportOptions } from "../../../../src/app/export/rememberedOptions.ts";
import { temporaryFolder, threadLedger } from "../../../support/ledgers.ts";

test("options of exports hold for every editor window, and what someone else wrote there does no harm", async (t) => {
  const file = join(temporaryFolder(t), "ledger.db");
  const [one, another] = [threadLedger(t, file), threadLedger(t, file)];
  await one.open();
  await another.open();
  const ALL = ["id", "time", "product", "status", "outcome", "message", "charge"];
  assert.deepEqual(await readExportOptions(one), { fields: ALL, clock: "both", dateForm: "iso" });
  await rememberExportOptions(one, { fields: ["time", "charge"], clock: "utc", dateForm: "dayFirst" });
  assert.deepEqual(await readExportOptions(another), {
    fields: ["time", "charge"],
    clock: "utc",
    dateForm: "dayFirst",
  });
  await another.writeState("", "exportOptions", '{"fields":["charge"],"clock":7');
  assert.deepEqual(await readExportOptions(one), { fields: ALL, clock: "both", dateForm: "iso" });
});
