import assert from "node:assert/strict";
import { test } from "node:test";
import { CodeFile } from "../../../src/code/codeFile.ts";
import { ENDPOINTS, endpointOf, nearestEndpoints } from "../../../src/code/endpoints.ts";
import { recogniseCalls } from "../../../src/code/recognise.ts";

function pathsIn(text: string, fileName = "src/kyc.ts"): readonly string[] {
  return recogniseCalls(text, { fileName }).calls.map(({ endpoint }) => endpoint.path);
}

function nearest(path: string): string | undefined {
  return nearestEndpoints(path)[0]?.path;
}

test("a whole address is a call, in code and not in a comment", () => {
  assert.deepEqual(
    pathsIn('await fetch("https://production.deepvue.tech/v1/verification/panbasic?pan_number=" + pan);'),
    ["/v1/verification/panbasic"],
  );
  assert.deepEqual(pathsIn("// https://production.deepvue.tech/v1/verification/panbasic"), []);
  assert.deepEqual(pathsIn('/* \n"https://production.deepvue.tech/v1/verification/panbasic" */'), []);
});

test("the range is the address without its query", () => {
  const text = "const a = 1;\nconst u = `https://production.deepvue.tech/v2/verification/pan-plus?pan=${pan}`;";
  const [call] = recogniseCalls(text, { fileName: "a.ts" }).calls;
  assert.equal(
    text.slice(call?.range.start, call?.range.end),
    "https://production.deepvue.tech/v2/verification/pan-plus",
  );
  assert.equal(call?.via, "address");
});

test("a vendored file, a lock file and a text without the service are not looked at", () => {
  const text = 'fetch("https://production.deepvue.tech/v1/verification/panbasic")';
  assert.deepEqual(pathsIn(text, "node_modules/x/index.js"), []);
  assert.deepEqual(pathsIn(text, "package-lock.json"), []);
  assert.deepEqual(pathsIn('fetch("https://api.example.com/v1/verification/panbasic")'), []);
});

test("a path is known with and without slash and version; an unseen version is not", () => {
  assert.equal(endpointOf("verification/pan-plus")?.path, "/v1/verification/pan-plus");
  assert.equal(endpointOf("/v2/verification/pan-plus")?.path, "/v2/verification/pan-plus");
  assert.equal(endpointOf("/v3/verification/pan-plus"), undefined);
  assert.equal(endpointOf("/verification/pan"), undefined);
  assert.equal(new Set(ENDPOINTS.map(({ path }) => path)).size, ENDPOINTS.length, "every path once");
});

test("the nearest real paths come first", () => {
  assert.equal(nearest("/v1/verification/gstin-lite"), "/v1/verification/gstinlite");
  assert.equal(nearest("/v1/verification/fssai"), "/v1/business-compliance/fssai-verification");
  assert.equal(
    nearest("/v1/mobile-intelligence/mobile-to-network"),
    "/v1/mobile-intelligence/mobile-to-network-details",
  );
  assert.equal(nearest("/v1/verification/udyam"), "/v1/verification/async/post-udyam-details");
  assert.deepEqual(nearestEndpoints("/v1/xyzzy/quux"), []);
});

test("an edit that opens a comment takes the call away, and its end brings it back", () => {
  const text = 'a;\nfetch("https://production.deepvue.tech/v1/verification/panbasic");\nb; */';
  const file = CodeFile.of(text, { fileName: "a.ts" });
  assert.equal(file.findings().calls.length, 1);
  file.edit([{ start: 0, end: 1, text: "/*" }]);
  assert.equal(file.findings().calls.length, 0);
  file.edit([{ start: 2, end: 2, text: " */" }]);
  assert.deepEqual(file.findings().calls[0]?.range, { start: 14, end: 70 });
});
