import assert from "node:assert/strict";
import { test } from "node:test";
import { endpointOf } from "../../../src/code/endpoints.ts";
import { FirstSeen } from "../../../src/ui/code/firstSeen.ts";

const DAY_MS = 86_400_000;

function memory(stored: Record<string, unknown> = {}) {
  return {
    stored,
    get: (key: string) => stored[key],
    update: (key: string, value: unknown) => {
      stored[key] = value;
      return Promise.resolve();
    },
  };
}

const pan = endpointOf("/v1/verification/pan-plus");
const gst = endpointOf("/v1/verification/gstinlite");
assert.ok(pan && gst);
const [PAN, GST] = [pan, gst];

test("an endpoint is first seen once, whatever is seen later", () => {
  let now = 1_000;
  const { stored, ...kept } = memory();
  const seen = new FirstSeen(kept as never, () => now);
  seen.note([PAN]);
  now = 2_000;
  seen.note([PAN, GST]);
  assert.deepEqual([seen.at(PAN), seen.at(GST)], [1_000, 2_000]);
  assert.deepEqual(Object.keys(stored), ["code.firstSeen"]);
});

test("a clock that was ahead, and a memory that anybody wrote, are not believed", () => {
  for (const ahead of [1, 30, 3_650]) {
    let now = ahead * DAY_MS;
    const seen = new FirstSeen(memory() as never, () => now);
    seen.note([PAN]);
    now = 0;
    assert.equal(seen.at(PAN), undefined, `${ahead} days`);
    seen.note([PAN]);
    assert.equal(seen.at(PAN), 0);
  }
  for (const stored of ["[]", "{", '{"/v1/verification/pan-plus":"soon"}', 5, null]) {
    const seen = new FirstSeen(memory({ "code.firstSeen": stored }) as never, () => 5);
    assert.equal(seen.at(PAN), undefined, String(stored));
    seen.note([PAN]);
    assert.equal(seen.at(PAN), 5);
  }
});
