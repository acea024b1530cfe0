import assert from "node:assert/strict";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { atEnd } from "../../../support/endings.ts";
import { temporaryFolder } from "../../../support/ledgers.ts";
import { type OpeningProcess, type OpeningReply, startOpeningProcess } from "../../../support/openingProgram.ts";

const PROCESSES = 4;
/** By then every process has its task and waits for the instant. */
const AHEAD_MS = 15;
const GARBAGE = Buffer.from("not a database at all, but long enough to look like one".repeat(200));

async function startProcesses(t: TestContext): Promise<readonly OpeningProcess[]> {
  const processes = await Promise.all(Array.from({ length: PROCESSES }, startOpeningProcess));
  atEnd(t, () => Promise.all(processes.map((process) => process.end())));
  return processes;
}

const NAMES = Array.from({ length: PROCESSES }, (_, n) => `window-${n}`);

/** All at the same instant. */
async function together(
  processes: readonly OpeningProcess[],
  task: (name: string, at: number) => Parameters<OpeningProcess["do"]>[0],
): Promise<readonly OpeningReply[]> {
  const at = Date.now() + AHEAD_MS;
  return Promise.all(processes.map((process, n) => process.do(task(NAMES[n] ?? "", at))));
}

/** Every process works, on the same ledger: each sees what all have written. */
async function assertOneLedger(
  processes: readonly OpeningProcess[],
  replies: readonly OpeningReply[],
  names: readonly string[],
  round: number,
): Promise<void> {
  assert.deepEqual(
    replies.filter(({ problem }) => problem !== undefined),
    [],
    `round ${round}`,
  );
  for (const { accounts } of await together(processes, () => ({ task: "look" }))) {
    assert.deepEqual([...accounts].sort(), [...names].sort(), `round ${round}`);
  }
}

function setAside(path: string): readonly string[] {
  return readdirSync(dirname(path)).filter((name) => name.includes(".damaged-") && !/-(wal|shm|journal)$/.test(name));
}

test("windows that start together for the first time make one ledger, and none is taken for damaged", async (t) => {
  const processes = await startProcesses(t);
  const folder = temporaryFolder(t);
  for (let round = 0; round < 150; round++) {
    const path = join(folder, String(round), "ledger.sqlite");
    const replies = await together(processes, (name, at) => ({ task: "open", path, at, name }));
    await assertOneLedger(processes, replies, NAMES, round);
    assert.deepEqual(setAside(path), [], `round ${round}`);
    assert.equal(statSync(path).mode & 0o77, 0);
    await together(processes, () => ({ task: "close" }));
  }
});

test("windows that start together on a damaged ledger set it aside once, whole, and make one new one", async (t) => {
  const processes = await startProcesses(t);
  const folder = temporaryFolder(t);
  for (let round = 0; round < 75; round++) {
    const path = join(folder, String(round), "ledger.sqlite");
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, GARBAGE);
    const replies = await together(processes, (name, at) => ({ task: "open", path, at, name }));
    await assertOneLedger(processes, replies, NAMES, round);
    const [copy, ...others] = setAside(path);
    assert.deepEqual(others, [], `round ${round}`);
    assert.deepEqual(readFileSync(join(dirname(path), copy ?? "")), GARBAGE);
    await together(processes, () => ({ task: "close" }));
  }
});

test("windows whose ledger is damaged under their hands all end on one new one; no copy takes another's place", async (t) => {
  const processes = await startProcesses(t);
  const path = join(temporaryFolder(t), "history", "ledger.sqlite");
  const opened = await together(processes, (name, at) => ({ task: "open", path, at, name }));
  await assertOneLedger(processes, opened, NAMES, -1);
  let copies = 0;
  for (let round = 0; round < 50; round++) {
    for (const part of ["", "-wal"]) if (existsSync(path + part)) overwrite(path + part);
    // Who has the right pages in memory may still write into the damaged file, and loses that with it.
    await together(processes, (name, at) => ({ task: "write", at, name: `${name} at ${round}` }));
    const names = NAMES.map((name) => `${name} after ${round}`);
    const replies = await together(processes, (name, at) => ({ task: "write", at, name: `${name} after ${round}` }));
    assert.deepEqual(
      replies.filter(({ problem }) => problem !== undefined),
      [],
      `round ${round}`,
    );
    const [first, ...others] = await together(processes, () => ({ task: "look" }));
    for (const { accounts } of others) assert.deepEqual(accounts, first?.accounts, `round ${round}`);
    assert.deepEqual(
      names.filter((name) => !first?.accounts.includes(name)),
      [],
      `round ${round}`,
    );
    const now = setAside(path).length;
    assert.ok(now >= copies && now <= round + 1, `${now} copies after round ${round}`);
    copies = now;
  }
  t.diagnostic(`${copies} copies in 50 rounds`);
  assert.ok(copies > 25, `${copies} copies`);
});

/** What is in a file is rubbish now; it stays the same file. */
function overwrite(path: string): void {
  const file = openSync(path, "r+");
  writeSync(file, Buffer.alloc(statSync(path).size, "rubbish"));
  closeSync(file);
}
