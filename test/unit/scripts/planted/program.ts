import { spawn } from "node:child_process";
import { test as base } from "@playwright/test";
import { patient } from "../../../../scripts/patience.ts";
import { endWhenBlocked } from "../../../support/blockedLoop.ts";

/** What a server is to a spec: in a process group of its own, and it does not end by itself. */
export function startProgram(): void {
  const program = spawn(process.execPath, ["-e", "setInterval(() => undefined, 1000)", "planted-program"], {
    detached: true,
    stdio: "ignore",
  });
  program.unref();
}

/** As for a lock that nobody gives back: as deaf as one that works for ever, and takes no processor from the tests beside it. */
export function blockForEver(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

export const test = base.extend<object, { loopWatch: void }>({
  loopWatch: [
    async ({ playwright: _ }, use) => {
      const stop = endWhenBlocked(patient(3_000));
      await use();
      await stop();
    },
    { scope: "worker", auto: true },
  ],
});
