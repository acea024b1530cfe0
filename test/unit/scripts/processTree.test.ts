import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { endProcessTree, endWithThisProcess } from "../../../scripts/processTree.ts";
import { atEnd } from "../../support/endings.ts";

function started(program: string): ChildProcess {
  const child = spawn(process.execPath, ["-e", program], { detached: true });
  endWithThisProcess(child);
  return child;
}

test("one hook ends what is there at the exit, and nothing whose number may be another's by then", async (t) => {
  const before = process.listeners("exit");
  const ended = started("process.stdin.resume()");
  await endProcessTree(ended);
  const endedByItself = started("");
  await once(endedByItself, "exit");
  const there = started("process.stdin.resume()");
  atEnd(t, () => endProcessTree(there));
  const [hook, ...others] = process.listeners("exit").filter((listener) => !before.includes(listener));
  assert.ok(hook);
  assert.deepEqual(others, []);
  const kill = t.mock.method(process, "kill", () => true);
  hook(0);
  const signalled = kill.mock.calls.map((call) => call.arguments);
  kill.mock.restore();
  assert.deepEqual(signalled, [[-(there.pid ?? 0), "SIGKILL"]]);
});
