import assert from "node:assert/strict";
import { beforeEach, type TestContext, test } from "node:test";
import type { Log } from "../../../src/domain/ports.ts";
import { fileLedger } from "../../support/ledgers.ts";
import { settings, writtenSettings } from "../../support/recordedEditor.ts";

const said: string[] = [];
const log: Log = {
  debug: (t) => said.push(t),
  info: (t) => said.push(t),
  warn: (t) => said.push(t),
  error: (t) => said.push(t),
};

beforeEach(() => {
  settings.clear();
  writtenSettings.length = 0;
  said.length = 0;
});

const clock = (): number => Date.parse("2026-11-26T10:00Z");

/** As many editor windows as wished for, on one ledger file and one settings file. */
async function windows(context: TestContext, count: number) {
  const { Classification } = await import("../../../src/ui/classification.ts");
  const store = fileLedger(context);
  const ledger = {
    takeLease: async (...args: Parameters<typeof store.takeLease>) => store.takeLease(...args),
  };
  return Array.from({ length: count }, (_, n) => new Classification({ ledger, clock, log, holder: `window ${n}` }));
}

test("choices that come in a row all stand in the setting; each can be undone, the last one first", async (context) => {
  const [window] = await windows(context, 1);
  assert.ok(window);
  settings.set("deepvue.outcomes", { "*": { Queued: "failure" }, PAN: { Done: "failure" } });
  const [undoFirst] = await Promise.all([
    window.say("PAN", "Done", "success"),
    window.say("UPI", "Other", "failure"),
    window.say("PAN", "Queued", "rule"),
  ]);
  assert.deepEqual(settings.get("deepvue.outcomes"), {
    "*": { Queued: "failure" },
    PAN: { Done: "success", Queued: "rule" },
    UPI: { Other: "failure" },
  });
  // The choice of a message's own undo, whatever came after it.
  assert.equal(await undoFirst(), true);
  assert.equal(await undoFirst(), false);
  assert.equal(await window.undo(), "Queued");
  assert.deepEqual(settings.get("deepvue.outcomes"), {
    "*": { Queued: "failure" },
    PAN: { Done: "failure" },
    UPI: { Other: "failure" },
  });
  assert.equal(await window.undo(), "Other");
  assert.equal(await window.undo(), undefined);
  assert.deepEqual(settings.get("deepvue.outcomes"), { "*": { Queued: "failure" }, PAN: { Done: "failure" } });
});

test("a word for every product takes the product's own away; its undo brings both back", async (context) => {
  const [window] = await windows(context, 1);
  assert.ok(window);
  const before = { PAN: { Queued: "failure", Done: "success" }, UPI: { queued: "unknown" } };
  settings.set("deepvue.outcomes", before);
  const undo = await window.say("PAN", "Queued", "unknown", "everyProduct");
  assert.deepEqual(settings.get("deepvue.outcomes"), {
    PAN: { Done: "success" },
    UPI: { queued: "unknown" },
    "*": { Queued: "unknown" },
  });
  assert.equal(await undo(), true);
  assert.deepEqual(settings.get("deepvue.outcomes"), {
    PAN: { Done: "success", Queued: "failure" },
    UPI: { queued: "unknown" },
  });
  await window.say("PAN", "Queued", "success", "everyProduct");
  assert.equal(await window.undo(), "Queued");
  assert.deepEqual(settings.get("deepvue.outcomes"), {
    PAN: { Done: "success", Queued: "failure" },
    UPI: { queued: "unknown" },
  });
});

test("a setting with nothing left in it goes", async (context) => {
  const [window] = await windows(context, 1);
  await window?.say("PAN", "Done", "success");
  await window?.undo();
  assert.equal(settings.has("deepvue.outcomes"), false);
});

test("two windows move the failure messages at once: one does it, nothing is lost", async (context) => {
  const both = await windows(context, 2);
  settings.set("deepvue.failureMessages", ["queued", "on watch"]);
  settings.set("deepvue.outcomes", { PAN: { Done: "failure" }, UPI: 7 });
  await Promise.all(both.map(async (window) => window.checkSettings()));
  assert.deepEqual(settings.get("deepvue.outcomes"), {
    PAN: { Done: "failure" },
    UPI: 7,
    "*": { "*queued*": "failure", "*on watch*": "failure" },
  });
  assert.equal(settings.has("deepvue.failureMessages"), false);
  assert.deepEqual(writtenSettings, ["deepvue.outcomes", "deepvue.failureMessages"]);
  // What cannot be read is told once by each window, and again only when it is something else.
  const told = said.filter((line) => line.includes("“UPI”: a number"));
  assert.equal(told.length, 2);
  await Promise.all(both.map(async (window) => window.checkSettings()));
  assert.equal(said.filter((line) => line.includes("“UPI”")).length, 2);
});

test("a ledger that gives no lease: both settings count as they are", async () => {
  const { Classification } = await import("../../../src/ui/classification.ts");
  const { outcomes } = await import("../../../src/ui/settings.ts");
  const ledger = { takeLease: () => Promise.reject(new Error("disk full")) };
  const window = new Classification({ ledger, clock: Date.now, log, holder: "one" });
  settings.set("deepvue.failureMessages", ["queued"]);
  settings.set("deepvue.outcomes", {});
  await window.checkSettings();
  assert.deepEqual(outcomes(), [{ product: "*", message: "*queued*", word: "failure" }]);
  assert.deepEqual(settings.get("deepvue.failureMessages"), ["queued"]);
  assert.match(said.join(), /could not be moved/);
  assert.deepEqual(writtenSettings, []);
});
