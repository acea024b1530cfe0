import assert from "node:assert/strict";
import { test } from "node:test";
import { isOwnRequest } from "../../../src/domain/ownRequests.ts";

test("products that look like requests of this extension, and those that only sound alike", () => {
  const own = [
    "Usage-Report",
    "usage_report",
    "CLIENT/USAGE-REPORT",
    "/v1/client/usage-report",
    "UsageReport-V2",
    "Wallet-Balance",
    "internal/wallet-balance",
    "Authorize",
    "client-authorise",
  ];
  const others = [
    "PAN-Plus",
    "GSTIN-Advanced",
    "Credit-Report",
    "Bank-Account-Balance",
    "Digilocker-Authorize-Url",
    "Report-Usage",
    "Wallet",
    "balance",
    "",
    "\u0000",
  ];
  for (const product of own) assert.equal(isOwnRequest(product), true, product);
  for (const product of others) assert.equal(isOwnRequest(product), false, product);
});
