import assert from "node:assert/strict";
import { test } from "node:test";
import { type Outcome, outcomeOf } from "../../../src/domain/outcome.ts";

test("the outcome comes from status and message together", () => {
  const cases: readonly (readonly [number, string, Outcome])[] = [
    // Published samples.
    [200, "Invalid Pan Number.", "failure"],
    [200, "Pan Verified Successfully.", "success"],
    [200, "PAN-KRA status fetched successfully", "success"],
    [200, "TDS Check Performed Successfully.", "success"],
    [200, "OTP sent to your Registered Mobile number. Check your mobile.", "success"],
    [200, "Aadhaar eKYC Successful", "success"],
    [200, "UPI Successfully Verified", "success"],
    [200, "Input Pan is linked to some other Aadhaar", "failure"],
    [200, "Please enter a valid UAM number", "failure"],
    [201, "SDK session created successfully.", "success"],
    [200, "Face match completed.", "success"],
    [200, "Request accepted", "success"],
    [422, "Invalid Pan pattern", "failure"],
    [429, "Rate limit exceeded. Please retry after some time.", "failure"],
    [500, "Internal Server Error", "failure"],
    [503, "Source Unavailable", "failure"],
    // A failing status wins over any message.
    [400, "Verified successfully", "failure"],
    [599, "", "failure"],
    // Failures that are charged.
    [200, "No Records Found", "failure"],
    [200, "No record found", "failure"],
    [200, "Name mismatch.", "failure"],
    [200, "Name does not match", "failure"],
    [200, "Name doesn't match", "failure"],
    [200, "Verification failed", "failure"],
    [200, "Verification unsuccessful", "failure"],
    [200, "Invalid OTP. Please try again.", "failure"],
    [200, "Aadhaar not linked to PAN", "failure"],
    [200, "Request timed out", "failure"],
    [200, "INVALID GSTIN", "failure"],
    // A word of success behind "not" is none.
    [200, "Face not matched", "failure"],
    [200, "OTP not sent", "failure"],
    [200, "Report has not been generated", "failure"],
    [200, "Account was not successfully verified", "failure"],
    [200, "PAN is not yet verified", "failure"],
    // What was looked for and not found may be good or bad news.
    [200, "No match found", "unknown"],
    [200, "No adverse media was found", "unknown"],
    // Nothing to go by.
    [200, "", "unknown"],
    [202, "in_progress", "unknown"],
    [200, "batch processing in progress", "unknown"],
    [200, "Refund processed against a duplicate charge.", "unknown"],
    [302, "Found", "unknown"],
    [0, "Verified", "unknown"],
    // Stems match whole words only.
    [200, "Notification sent", "success"],
    [200, "Validity: lifelong", "unknown"],
    [200, "Terrors of the deep", "unknown"],
  ];
  for (const [status, message, expected] of cases) {
    assert.equal(outcomeOf(status, message, []), expected, `${status} ${message}`);
  }
});

test("the user's own failure messages win over everything", () => {
  const cases: readonly (readonly [string, readonly string[], Outcome])[] = [
    ["Pan Verified Successfully.", ["verified SUCCESSFULLY"], "failure"],
    ["Account closed", ["closed"], "failure"],
    ["Account closed", [" closed "], "failure"],
    ["Account closed", [], "unknown"],
    // An empty entry in the setting must not turn everything into a failure.
    ["Pan Verified Successfully.", ["", "  "], "success"],
    // Plain text, not a pattern.
    ["Pan Verified Successfully.", [".*"], "success"],
  ];
  for (const [message, own, expected] of cases) assert.equal(outcomeOf(200, message, own), expected, message);
});
