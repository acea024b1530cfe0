import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { patient } from "../../../scripts/patience.ts";
import { liveAccount } from "../../../src/app/knownAccounts.ts";
import { startHistory } from "../../../src/app/sync/backfill.ts";
import { problemOf } from "../../../src/domain/problem.ts";
import { fixedAccount } from "../../../src/sandbox/sandboxAccount.ts";
import { Secrets, storedSession } from "../../../src/wiring/secrets.ts";
import { startSandbox } from "../../sandbox/server.ts";
import { type EditorWindow, fasterClock, fasterTime, listLog, openEditorWindow } from "../../support/editorWindow.ts";
import { atEnd } from "../../support/endings.ts";
import { eventually } from "../../support/eventually.ts";
import { temporaryFolder } from "../../support/ledgers.ts";

/** How many times what was under way is met by a sign-out. */
const ROUNDS = 200;
const SPEED = 100;
const START = Date.parse("2026-11-20T10:00:00Z");
const PERIOD = { since: "2026-11-01", until: "2026-11-20" };
const MESSAGE = "a message that stands nowhere else";

/** Rows whose ids and message stand nowhere else. */
const ROWS = Array.from({ length: 400 }, (_, n) => ({
  id: `deadbeef-cafe-4bad-8bad-${n.toString(16).padStart(12, "0")}`,
  at: (Date.parse("2026-11-01T00:30:00Z") + n * 4_000_000) * 1000,
  product: "PAN-Plus",
  status: 200,
  message: MESSAGE,
  charge: 29_500,
})).toReversed();
/** What every id has in common, as it is stored. */
const ID_BYTES = Buffer.from("deadbeefcafe4bad8bad", "hex");

/** VS Code's secret storage as editor windows share it: every call takes its time. */
class SharedSecrets {
  readonly kept = new Map<string, string>();
  async get(key: string): Promise<string | undefined> {
    await delay(1);
    return this.kept.get(key);
  }
  async store(key: string, value: string): Promise<void> {
    await delay(Math.random() * 6);
    this.kept.set(key, value);
  }
  async delete(key: string): Promise<void> {
    await delay(Math.random() * 3);
    this.kept.delete(key);
  }
}

/** Two editor windows of one person. */
async function openTwo(t: TestContext) {
  const path = join(temporaryFolder(t), "history", "ledger.sqlite");
  const clock = fasterClock(START, SPEED);
  const sandbox = await startSandbox({ account: fixedAccount(() => ROWS), clock, plan: "enterprise" });
  atEnd(t, () => sandbox.close());
  const account = liveAccount(sandbox.credentials, sandbox.url, "enterprise");
  const storage = new SharedSecrets();
  const windows: EditorWindow[] = [];
  for (const holder of ["one", "two"]) {
    const secrets = new Secrets(storage);
    const window = await openEditorWindow({
      path,
      account,
      credentials: sandbox.credentials,
      holder,
      clock,
      zone: "UTC",
      log: listLog([]),
      time: fasterTime(SPEED),
      secrets,
      sessionStore: (ledger) => storedSession(account, secrets, ledger),
    });
    atEnd(t, () => window.close());
    windows.push(window);
  }
  const [one, two] = windows as [EditorWindow, EditorWindow];
  const signIn = async (): Promise<void> => {
    await new Secrets(storage).save(account, sandbox.credentials);
    await one.ledger.saveAccount(account);
    await Promise.all(windows.map(({ model }) => model.read()));
  };
  return { path, sandbox, account, storage, one, two, signIn };
}

const TABLES = ["accounts", "account_keys", "states", "hours", "hour_ids", "kinds", "coverage", "reports", "balances"];

/** Tables that have something; states of no account are nobody's. */
function left(path: string): readonly string[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const some = TABLES.map((table) => {
      const where = table === "states" ? "WHERE account <> ''" : "";
      return `SELECT '${table}' AS name WHERE EXISTS (SELECT 1 FROM ${table} ${where})`;
    });
    const rows = database.prepare(some.join(" UNION ALL ")).all();
    return rows.map(({ name }) => String(name));
  } finally {
    database.close();
  }
}

/** Files that still hold an id or the message. */
function remembering(path: string): readonly string[] {
  return readdirSync(dirname(path)).filter((name) => {
    const bytes = readFileSync(join(dirname(path), name));
    return bytes.includes(ID_BYTES) || bytes.includes("deadbeef-cafe-4bad") || bytes.includes(MESSAGE);
  });
}

/** Waits until no file holds anything of the rows. */
async function forgotten(path: string, when: string): Promise<void> {
  await eventually(
    async () => remembering(path),
    (files) => assert.deepEqual(files, [], when),
    5_000,
  );
}

test("signing out is not undone by what is under way, in this window or another", async (t) => {
  const { path, sandbox, account, storage, one, two, signIn } = await openTwo(t);
  const signal = new AbortController().signal;
  const wanted = { dates: [PERIOD], maxAgeMs: 0, sealedReadBefore: Number.MAX_SAFE_INTEGER, use: "user" } as const;
  let withRows = 0;
  let withToken = 0;
  let slowest = 0;
  for (let round = 0; round < ROUNDS; round++) {
    await signIn();
    const ends: (string | undefined)[] = [];
    const start = async (work: Promise<unknown>): Promise<void> => {
      ends.push(
        await work.then(
          () => undefined,
          (error: unknown) => problemOf(error).kind,
        ),
      );
    };
    const over = new AbortController();
    const writeStates = async ({ ledger }: EditorWindow): Promise<void> => {
      while (!over.signal.aborted) {
        await startHistory(ledger, account.id, "2026-01-01");
        await ledger.replaceTold(account.id, "told", await ledger.readTold(account.id, "told"), MESSAGE);
        await delay(10);
      }
    };
    const working = [
      start(one.synchronizer.sync(account, { ...wanted, lane: "refresh", whenTaken: "wait" }, signal)),
      start(two.synchronizer.sync(account, { ...wanted, lane: "history", whenTaken: "wait" }, signal)),
      start(two.synchronizer.sync(account, { ...wanted, lane: "refresh", whenTaken: "wait" }, signal)),
      start(writeStates(two)),
    ];
    // At any moment; while a token is under way; when the first rows are in.
    const asked = sandbox.requests.length;
    const isReached = [
      () => true,
      () => sandbox.requests.length > asked || ends.length === 3,
      () => left(path).includes("hours") || ends.length === 3,
    ][round % 3]!;
    while (!isReached()) await delay(2);
    await delay(Math.random() * 30);
    if (left(path).includes("hours")) withRows++;
    if (storage.kept.has(`token.${account.id}`)) withToken++;
    const signedOutAt = performance.now();
    const by = Math.random() < 0.5 ? one : two;
    await by.application.signOut(account.id, "delete");
    await Promise.all(working.slice(0, 3));
    slowest = Math.max(slowest, performance.now() - signedOutAt);
    over.abort();
    await working[3];
    // The other window may find the secret gone a moment before it hears why.
    assert.deepEqual(
      ends.filter((kind) => kind !== undefined && kind !== "cancelled" && kind !== "secretMissing"),
      [],
      `round ${round}`,
    );
    assert.deepEqual(left(path), [], `round ${round}`);
    // The other window takes a token back that it had begun to store.
    await eventually(
      async () => [...storage.kept.keys()],
      (kept) => assert.deepEqual(kept, [], `round ${round}`),
      1_000,
    );
    // What is being read when the history goes is taken out of the files a moment later.
    if (round % 10 === 0) await forgotten(path, `round ${round}`);
  }
  await Promise.all([one.model.read(), two.model.read()]);
  assert.equal(two.model.state.account, undefined);
  assert.equal(two.model.state.problem, undefined);
  await forgotten(path, "at the end");
  const figures = `${withRows} with rows and ${withToken} with a token at that moment, slowest end ${Math.round(slowest)} ms`;
  t.diagnostic(`${ROUNDS} rounds: ${figures}, ${sandbox.requests.length} requests`);
  assert.ok(withRows >= ROUNDS / 4 && withRows < ROUNDS && withToken >= ROUNDS / 4, figures);
  assert.ok(slowest < patient(2_000), figures);
});

test("what another window does ends within two seconds of a sign-out, and keeping the history keeps it", async (t) => {
  const { path, sandbox, account, storage, one, two, signIn } = await openTwo(t);
  await signIn();
  const signal = new AbortController().signal;
  const request = { lane: "refresh", dates: [PERIOD], maxAgeMs: 0, use: "user", whenTaken: "wait" } as const;
  await one.synchronizer.sync(account, request, signal);
  sandbox.setFaults({ report: { kind: "slowHeaders", delayMs: 60_000, times: 1 } });
  const again = { ...request, sealedReadBefore: Number.MAX_SAFE_INTEGER };
  const running = two.synchronizer.sync(account, again, signal).catch((error: unknown) => problemOf(error).kind);
  const asked = sandbox.requests.length;
  while (sandbox.requests.length === asked) await delay(5);
  const at = performance.now();
  await one.application.signOut(account.id, "keep");
  assert.equal(await running, "cancelled");
  assert.ok(performance.now() - at < patient(2_000), `${performance.now() - at} ms`);
  assert.deepEqual([...storage.kept.keys()], []);
  assert.deepEqual(await one.ledger.accounts(), []);
  assert.equal(await one.ledger.count(account.id, undefined, {}), ROWS.length);
  assert.ok(remembering(path).length > 0);
});

test("damaged copies go with the history when that is wished for", async (t) => {
  const { path, account, one, signIn } = await openTwo(t);
  await signIn();
  const copy = `${path}.damaged-2026-11-01T00-00-00-000Z`;
  for (const part of ["", "-wal"]) writeFileSync(copy + part, MESSAGE);
  assert.deepEqual(await one.ledger.setAsideFiles(), [copy]);
  await one.application.signOut(account.id, "delete");
  assert.equal(remembering(path).length, 2);
  await signIn();
  await one.application.signOut(account.id, "deleteWithCopies");
  assert.deepEqual(remembering(path), []);
  assert.deepEqual(await one.ledger.setAsideFiles(), []);
});
