import { startProgram, test } from "./program.ts";

test("never gives up the processor", () => {
  startProgram();
  for (;;);
});
