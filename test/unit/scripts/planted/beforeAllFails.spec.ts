import { startProgram, test } from "./program.ts";

test.beforeAll(() => {
  startProgram();
  throw new Error("planted: before all of them");
});

test("first of a story", () => undefined);
test("second of a story", () => undefined);
