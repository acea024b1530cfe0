import assert from "node:assert/strict";
import { frozenYear } from "../../support/frozenYear.ts";
import { type ServiceWorkbench, signIn } from "../../support/signedIn.ts";
import { soon, story, test } from "../vsCode.ts";

/** Direction marks, other invisible characters and control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
// oxlint-disable-next-line no-control-regex
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/;

story("product ids and messages that want to be more than text", () => {
  let workbench: ServiceWorkbench;
  const complaints: string[] = [];
  test.beforeAll(async ({ editors }) => {
    workbench = await editors.openWithService(
      { name: "hostile-text" },
      { account: frozenYear().account, faults: { report: { kind: "hostileText" } } },
    );
    const { page } = workbench;
    page.on("dialog", (dialog) => {
      complaints.push(dialog.message());
      void dialog.dismiss();
    });
    page.on("request", (request) => {
      if (request.url().includes("example.invalid")) complaints.push(request.url());
    });
    await signIn(workbench, workbench.sandbox.credentials);
  });

  test("are plain text in the trees", async () => {
    const { tree } = workbench;
    await soon(async () => (await tree("Products").texts()).length).toBeGreaterThan(8);
    const products = await tree("Products").texts();
    for (const row of [...products, ...(await tree("Transactions").texts())]) {
      assert.doesNotMatch(row, INVISIBLE);
      assert.ok(row.length < 300, `a row of ${row.length} characters`);
      assert.match(row, /₹/);
    }
    assert.ok(products.some((row) => row.startsWith("<img src=x onerror=alert(1)><script>alert(1)</script> ₹")));
    assert.ok(products.some((row) => row.startsWith("$(error) $(sync~spin) $(trash) ₹")));
    assert.equal(await tree("Products").pane.locator("img, script").count(), 0);
  });

  test("neither link nor load anything in a hover", async () => {
    const { tree, statusBar } = workbench;
    for (const label of [/^<img/, /^\[Pay now\]/, /^\$\(error\)/]) {
      const hover = await tree("Products").hover(label, label);
      assert.match(await hover.innerText(), /Charged failures/);
      assert.equal(await hover.locator("a, img, script, .codicon").count(), 0);
    }
    await statusBar.hoverText();
    for (const link of await statusBar.hover.locator("a").all()) {
      assert.match((await link.getAttribute("data-href")) ?? "", /^command:deepvue\.\w+$/);
    }
    assert.equal(await statusBar.hover.locator("img").count(), 0);
  });

  test("run nothing in the dashboard", async () => {
    const { dashboard } = workbench;
    await workbench.openDashboard();
    assert.match(await dashboard.text(), /<img src=x onerror=alert\(1\)>/);
    assert.equal(await (await dashboard.page()).locator("main script, main img").count(), 0);
    assert.deepEqual(complaints, []);
  });
});
