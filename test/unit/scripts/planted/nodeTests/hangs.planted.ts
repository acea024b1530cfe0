import { test } from "node:test";
import { startProgram } from "../program.ts";

test("is sound before", () => undefined);

test("waits for ever", async () => {
  startProgram();
  const alive = setInterval(() => undefined, 1_000);
  await new Promise(() => undefined);
  clearInterval(alive);
});
