// Nobody watches this process: only the limit of the whole run ends it.
import { test } from "@playwright/test";
import { startProgram } from "./program.ts";

test("blocks where nobody watches", () => {
  startProgram();
  // As for a lock that nobody gives back, which takes no processor from the tests beside it.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
