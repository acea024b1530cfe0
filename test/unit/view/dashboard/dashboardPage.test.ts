import assert from "node:assert/strict";
import { test } from "node:test";
import { dashboardPage } from "../../../../src/view/dashboard/dashboardPage.ts";
import { panelTexts } from "../../../../src/view/dashboard/panelTexts.ts";

const page = dashboardPage({
  cspSource: "https://*.vscode-cdn.net",
  script: "https://x.vscode-cdn.net/main.js?a=1&b=2",
  style: "https://x.vscode-cdn.net/dashboard.css",
  nonce: "bm9uY2U",
  language: "en",
  texts: { ...panelTexts(), title: `"><script>alert(1)</script>` },
});

test("nothing may load but what is named, and nothing is unsafe", () => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? "";
  assert.match(policy, /^default-src 'none'; script-src 'nonce-bm9uY2U'; style-src https:\/\/\*\.vscode-cdn\.net;/);
  assert.doesNotMatch(policy, /unsafe|\*;| \*$|http:/);
});

test("nothing runs or is styled inline", () => {
  assert.doesNotMatch(page, /\sstyle=|\son\w+=|<style/);
  assert.equal(page.match(/<script/g)?.length, 1);
});

test("the script has the nonce and addresses are escaped", () => {
  assert.match(page, /<script nonce="bm9uY2U" src="https:\/\/x\.vscode-cdn\.net\/main\.js\?a=1&amp;b=2">/);
});
