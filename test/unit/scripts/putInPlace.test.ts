import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { putInPlace } from "../../../scripts/setup/cache.mjs";
import { temporaryFolder } from "../../support/ledgers.ts";

describe("a folder that is made beside its place", () => {
  it("of several at once: the first one's stays, and no other one fails", (test) => {
    const folder = temporaryFolder(test);
    const place = join(folder, "place");
    for (const who of ["first", "second"]) {
      mkdirSync(join(folder, who));
      writeFileSync(join(folder, who, "made-by"), who);
      putInPlace(join(folder, who), place);
    }
    assert.equal(readFileSync(join(place, "made-by"), "utf8"), "first");
    assert.ok(existsSync(join(folder, "second")));
  });

  it("that can not be named is a failure", (test) => {
    const folder = temporaryFolder(test);
    assert.throws(() => putInPlace(join(folder, "never-made"), join(folder, "place")), /ENOENT/);
  });
});
