import { blockForEver, startProgram, test } from "./program.ts";

test("never gives up its thread", () => {
  startProgram();
  blockForEver();
});
