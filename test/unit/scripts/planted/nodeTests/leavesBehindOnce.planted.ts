import { existsSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { startProgram } from "../program.ts";

test("starts a program that does not end, the first time", () => {
  const mark = `${process.env["PLANTED_MARK"]} left`;
  if (!existsSync(mark)) startProgram();
  writeFileSync(mark, "");
});
