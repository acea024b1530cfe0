import { test } from "node:test";
import { blockForEver, startProgram } from "../program.ts";

// As in a process that takes its signals itself.
process.on("SIGTERM", () => undefined);

test("never gives up its thread", () => {
  startProgram();
  blockForEver();
});
