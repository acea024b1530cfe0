import { startProgram, test } from "./program.ts";

test("waits for ever", async () => {
  startProgram();
  await new Promise(() => undefined);
});
