import assert from "node:assert/strict";
import { test } from "node:test";
import { Secrets } from "../../../src/wiring/secrets.ts";

const ACCOUNT = { id: "a", kind: "live", label: "a", baseUrl: "https://x.example", plan: "starter" } as const;

/** A storage in which everything reads the same. */
function secretsReading(text: string): Secrets {
  return new Secrets({ get: async () => text, store: async () => undefined, delete: async () => undefined });
}

test("what is stored in place of a secret and is none is as good as nothing", async () => {
  const strange = [
    "",
    "null",
    "7",
    "[]",
    '"text"',
    "{",
    "{}",
    '{"clientId":7,"clientSecret":"s"}',
    '{"accessToken":"t"}',
  ];
  for (const text of [...strange, '{"accessToken":"t","expiresAt":"soon"}', '{"accessToken":{},"expiresAt":1}']) {
    const secrets = secretsReading(text);
    assert.equal(await secrets.credentials(ACCOUNT), undefined, text);
    assert.equal(await secrets.token("a"), undefined, text);
  }
  const credentials = { clientId: "id", clientSecret: "secret" };
  const stored = secretsReading(
    JSON.stringify({ ...credentials, baseUrl: ACCOUNT.baseUrl, accessToken: "t", expiresAt: 1 }),
  );
  assert.deepEqual(await stored.credentials(ACCOUNT), credentials);
  assert.deepEqual(await stored.token("a"), { accessToken: "t", expiresAt: 1 });
});
