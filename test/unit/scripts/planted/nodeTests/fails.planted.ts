import assert from "node:assert/strict";
import { test } from "node:test";

test("fails whenever it is tried", () => assert.fail("planted: fails"));
