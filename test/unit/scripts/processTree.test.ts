import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { endProcessTree, endWithThisProcess } from "../../../scripts/processTree.ts";

test("however many processes were started, one hook ends those that are there at the exit", async () => {
  const before = process.listenerCount("exit");
  for (let n = 0; n < 3; n++) {
    const child = spawn(process.execPath, ["-e", "process.stdin.resume()"], { detached: true });
    endWithThisProcess(child);
    await endProcessTree(child);
    assert.throws(() => process.kill(child.pid ?? 0, 0), { code: "ESRCH" });
  }
  assert.equal(process.listenerCount("exit"), before + 1);
});
