// Nobody watches this process: only the limit of the whole run ends it.
import { test } from "@playwright/test";
import { blockForEver, startProgram } from "./program.ts";

test("blocks where nobody watches", () => {
  startProgram();
  blockForEver();
});
