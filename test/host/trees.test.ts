import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { Model } from "../../src/app/screen/model.ts";
import type { Account } from "../../src/domain/account.ts";
import { moneyToDecimal } from "../../src/domain/money.ts";
import { formatTimestamp, type Transaction } from "../../src/domain/transaction.ts";
import { startLedgerThread } from "../../src/ledger/thread/ledgerThread.ts";
import { WorkerLedger } from "../../src/ledger/thread/workerLedger.ts";
import { type ProductNode, ProductTree } from "../../src/ui/surfaces/productTree.ts";
import { type TransactionNode, TransactionTree } from "../../src/ui/surfaces/transactionTree.ts";
import { madeUpRows } from "../support/madeUpRows.ts";

const WEEK = { since: "2026-11-02", until: "2026-11-07" };
const DATES = ["02", "03", "04", "05", "06", "07"].map((day) => `2026-11-${day}`);
const ROWS = madeUpRows(WEEK.since, WEEK.until, 600);
const NEWEST_FIRST = ROWS.toReversed();
const NOW = Date.parse("2026-11-08T00:00:00Z");
const ACCOUNT: Account = {
  id: "trees",
  kind: "live",
  label: "Trees",
  baseUrl: "https://127.0.0.1",
  plan: "enterprise",
};

suite("the trees in a real VS Code", () => {
  let folder: string;
  let ledger: WorkerLedger;
  let model: Model;
  const ends: (() => unknown)[] = [];

  suiteSetup(async () => {
    folder = mkdtempSync(join(tmpdir(), "deepvue-usage-trees-"));
    const extension = vscode.extensions.getExtension("deepvue-usage.deepvue-usage");
    assert.ok(extension);
    // Ours shall be the last to register the views.
    await extension.activate();
    const worker = join(extension.extensionPath, "dist", "worker.js");
    ledger = new WorkerLedger(() => startLedgerThread(worker, join(folder, "ledger.db")));
    ends.push(() => ledger.close());
    await ledger.saveAccount(ACCOUNT);
    await arrive(ROWS);
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    model = new Model({ ledger, clock: () => NOW, log, zone: "UTC", cycleStart: 1, outcomes: [] });
    ends.push(() => model.dispose());
    await model.open();
    await model.choose({ period: WEEK });
  });
  suiteTeardown(async () => {
    for (const end of ends.toReversed()) await end();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  async function arrive(rows: readonly Transaction[]): Promise<void> {
    const intake = await ledger.beginIntake(ACCOUNT.id, WEEK);
    await intake.write(reportOf(rows));
    await intake.commit(DATES, NOW);
  }

  test("reveal selects a transaction thousands of rows down, after a search in vain too", async () => {
    const tree = new TransactionTree(model, ledger, () => NOW);
    ends.push(() => tree.dispose());
    tree.update();
    const { signal } = new AbortController();
    const unknown = { ...(NEWEST_FIRST[5] as Transaction), id: "ffffffff-ffff-4fff-8fff-ffffffffffff" };
    assert.equal(await tree.reveal(unknown, signal), false);
    const far = NEWEST_FIRST[3_000] as Transaction;
    assert.equal(await tree.reveal(far, signal), true);
    const [newer, first] = await tree.getChildren();
    assert.deepEqual([newer?.kind, waitingIn(newer)], ["newer", 3_000]);
    assert.equal(idOf(first), far.id);
    const near = NEWEST_FIRST[250] as Transaction;
    assert.equal(await tree.reveal(near, signal), true);
    const rows = await tree.getChildren();
    assert.equal(idOf(rows[250]), near.id);
    const more = rows.at(-1);
    assert.ok(more?.kind === "more");
    const item = tree.getTreeItem(more);
    assert.deepEqual([item.label, item.command?.arguments], ["Load more…", [more]]);
    tree.loadMore();
    assert.equal((await tree.getChildren()).length, rows.length + 100);
  });

  test("below each product stand its own transactions, whatever the order of the products", async () => {
    const tree = new ProductTree(model, ledger, () => NOW);
    ends.push(() => tree.dispose());
    const products = await tree.getChildren();
    assert.deepEqual(new Set(products.map(productIn)), new Set(["GSTIN", "PAN-Plus", "UPI"]));
    for (const node of products) {
      const children = await tree.getChildren(node);
      assert.equal(children.length, 101);
      const expected = NEWEST_FIRST.filter(({ product }) => product === productIn(node)).slice(0, 100);
      assert.deepEqual(
        children.slice(0, 100).map(idOf),
        expected.map(({ id }) => id),
      );
      assert.ok(children.every((child) => tree.getParent(child) === node));
      tree.loadMore(productIn(node) ?? "");
      assert.equal((await tree.getChildren(node)).length, 201);
    }
  });
});

/** The report as the service writes it. */
function reportOf(rows: readonly Transaction[]): Uint8Array {
  const usage = rows.map(({ id, at, product, status, message, charge }) => ({
    "Transaction Id": id,
    "Timestamp(UTC)": formatTimestamp(at),
    "Product Id": product,
    Status: status,
    Message: message,
    Charge: Number(moneyToDecimal(charge)),
  }));
  return new TextEncoder().encode(
    JSON.stringify({ code: 200, sub_code: "SUCCESS", message: "", data: { file_url: null, usage_data: usage } }),
  );
}

function idOf(node: TransactionNode | ProductNode | undefined): string | undefined {
  return node?.kind === "transaction" ? node.transaction.id : undefined;
}

function waitingIn(node: TransactionNode | undefined): number | undefined {
  return node?.kind === "newer" ? node.waiting : undefined;
}

function productIn(node: ProductNode): string | undefined {
  return node.kind === "product" ? node.product : undefined;
}
