import assert from "node:assert/strict";
import { after, test } from "node:test";

for (let number = 0; number < 40; number++) test(`is sound: ${number}`, () => undefined);

test("fails last", () => assert.fail("planted: fails last"));

after(() => process.exit(0));
