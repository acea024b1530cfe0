import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { Account } from "../../../../src/domain/account.ts";
import type { Problem } from "../../../../src/domain/problem.ts";

/**
 * What a contract is told of a store: one place where it keeps things, new for every case, and how an editor window connects to it.
 * The second window that a case connects may be another process. `Part`: what the contract needs of the ledger's port.
 */
export type Begin<Part> = (test: TestContext) => { readonly connect: () => Part };

export const ACCOUNT: Account = {
  id: "account",
  kind: "live",
  label: "ab…yz",
  baseUrl: "https://service.example",
  plan: "starter",
};
export const OTHER: Account = { ...ACCOUNT, id: "other", label: "cd…wx", plan: "growth" };

/** A call that must fail, and how: with a `ProblemError`, told by its problem. */
export async function rejects(call: Promise<unknown>, kind: Problem["kind"]): Promise<void> {
  await assert.rejects(call, (error: Error & { readonly problem?: Problem }) => error.problem?.kind === kind);
}
