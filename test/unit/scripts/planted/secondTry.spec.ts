import { expect } from "@playwright/test";
import { test } from "./program.ts";

test.describe.configure({ retries: 1 });

test("passes when tried again", () => {
  expect(test.info().retry).toBe(1);
});
