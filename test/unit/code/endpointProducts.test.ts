import assert from "node:assert/strict";
import { test } from "node:test";
import type { Endpoint } from "../../../src/code/endpoint.ts";
import {
  type BilledProduct,
  productOfEndpoint,
  proposalsFor,
  readEndpoints,
  withEndpoint,
} from "../../../src/code/endpointProducts.ts";
import { endpointOf } from "../../../src/code/endpoints.ts";

function endpoint(path: string): Endpoint {
  const found = endpointOf(path);
  assert.ok(found !== undefined, path);
  return found;
}

function billed(product: string, firstAt = 0, calls = 1): BilledProduct {
  return { product, firstAt, calls };
}

const NOTHING = new Map<string, string | false>();
const PAN_PLUS = endpoint("/v1/verification/pan-plus");
const CREATE_UDYAM = endpoint("/v1/verification/async/post-udyam-details");
const READ_UDYAM = endpoint("/v1/verification/async/get-udyam-details");

test("what nobody confirmed is a guess, whatever the names say", () => {
  const products = [billed("PAN-Plus"), billed("GSTIN-Lite")];
  assert.deepEqual(productOfEndpoint(PAN_PLUS, NOTHING, { products }), {
    kind: "guess",
    product: "PAN-Plus",
    isBilled: true,
  });
  assert.deepEqual(productOfEndpoint(PAN_PLUS, NOTHING, { products: [] }), {
    kind: "guess",
    product: "PAN-Plus",
    isBilled: false,
  });
  assert.deepEqual(productOfEndpoint(PAN_PLUS, NOTHING, { products: [billed("pan_plus")] }), {
    kind: "guess",
    product: "pan_plus",
    isBilled: true,
  });
});

test("two products that are equally alike are no guess", () => {
  const products = [billed("Udyam-Create"), billed("Udyam-Result")];
  assert.equal(productOfEndpoint(endpoint("/v1/verification/rc-challan-details"), NOTHING, { products }).kind, "guess");
  const twins = [billed("PAN Plus"), billed("PAN-Plus")];
  assert.deepEqual(productOfEndpoint(PAN_PLUS, NOTHING, { products: twins }), { kind: "unknown" });
});

test("the user's word is a fact, for every step of the product", () => {
  const { confirmed, ignored } = readEndpoints({
    "/v1/verification/async/post-udyam-details": "UDYAM-AADHAAR",
    "verification/ifsc": false,
    "/v1/no/such": "X",
    "/v1/verification/upi": 7,
  });
  assert.deepEqual(ignored, [
    "“/v1/no/such”: no such path is known",
    "“/v1/verification/upi”: neither a product id nor false",
  ]);
  const products = [billed("Udyam")];
  for (const step of [CREATE_UDYAM, READ_UDYAM])
    assert.deepEqual(productOfEndpoint(step, confirmed, { products }), { kind: "confirmed", product: "UDYAM-AADHAAR" });
  assert.deepEqual(productOfEndpoint(endpoint("/v1/verification/ifsc"), confirmed, { products }), {
    kind: "free",
    isConfirmed: true,
  });
});

test("the account's own calls are free as far as is known", () => {
  assert.deepEqual(productOfEndpoint(endpoint("/v1/authorize"), NOTHING, { products: [billed("Authorize")] }), {
    kind: "free",
    isConfirmed: false,
  });
});

test("a product that is billed only since the endpoint is called here comes first", () => {
  const products = [
    billed("PAN-Plus", 10, 50),
    billed("XR-7", 200, 3),
    billed("Other", 20, 900),
    billed("Taken", 300, 1),
  ];
  const confirmed = new Map([["/v1/verification/upi", "Taken"]]);
  assert.deepEqual(proposalsFor(PAN_PLUS, confirmed, { products, calledSince: 100 }), [
    { product: "XR-7", reason: "newSince" },
    { product: "PAN-Plus", reason: "name" },
    { product: "Other", reason: "billed" },
    { product: "Taken", reason: "takenByOther" },
  ]);
  assert.equal(proposalsFor(PAN_PLUS, NOTHING, { products })[0]?.product, "PAN-Plus");
});

test("writing the user's word keeps everything else, and the family has one", () => {
  const before = { "/v1/verification/upi": "UPI", note: 1, "verification/async/get-udyam-details": "Old" };
  assert.deepEqual(withEndpoint(before, CREATE_UDYAM, "Udyam"), {
    "/v1/verification/upi": "UPI",
    note: 1,
    "/v1/verification/async/post-udyam-details": "Udyam",
  });
  assert.deepEqual(withEndpoint(before, READ_UDYAM, undefined), { "/v1/verification/upi": "UPI", note: 1 });
  assert.deepEqual(withEndpoint(undefined, PAN_PLUS, false), { "/v1/verification/pan-plus": false });
});
