import { expect, type Page } from "@playwright/test";

/**
 * VS Code in a browser stores which editors are open every five seconds (`BROWSER_DEFAULT_FLUSH_INTERVAL`), and not when its page is
 * left, for a page that goes can not wait for a database. Who reloads at once loses what was opened last, here as anywhere.
 */
export async function untilEditorsAreStored(page: Page): Promise<void> {
  const windows = page.context().pages();
  const tabs = await Promise.all(windows.map((window) => window.locator(".editor-group-container .tab").count()));
  const open = tabs.reduce((sum, count) => sum + count, 0);
  await expect
    .poll(() => page.evaluate<number>(STORED_EDITORS), { message: "editors that VS Code has stored" })
    .toBe(open);
}

/** Their number in the databases of all windows of this browser; those of windows that were there before are gone. */
const STORED_EDITORS = `(async () => {
  const answered = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const editorsIn = (node) => (node.type === "leaf" ? (node.data.editors ?? []).length : node.data.map(editorsIn).reduce((a, b) => a + b, 0));
  let editors = 0;
  for (const { name } of await indexedDB.databases()) {
    const database = await answered(indexedDB.open(name));
    try {
      for (const store of database.objectStoreNames) {
        const stored = await answered(database.transaction(store).objectStore(store).get("memento/workbench.parts.editor"));
        const state = typeof stored === "string" ? JSON.parse(stored)["editorpart.state"] : undefined;
        if (state !== undefined) editors += editorsIn(state.serializedGrid.root);
      }
    } finally {
      database.close();
    }
  }
  return editors;
})()`;
