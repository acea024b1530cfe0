import { test } from "node:test";

throw new Error("planted: broken before its tests");

// oxlint-disable-next-line no-unreachable -- as in a file that was sound once
test("is never declared", () => undefined);
