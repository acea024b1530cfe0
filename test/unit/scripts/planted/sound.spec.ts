import { expect } from "@playwright/test";
import { test } from "./program.ts";

test("is sound", () => {
  expect(1).toBe(1);
});
