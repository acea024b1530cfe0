import { expect, type Page } from "@playwright/test";
import { patient } from "../../scripts/patience.ts";

/**
 * Waits until the browser has stored what VS Code remembers of a window, such as the state of its panels: in a browser VS Code can
 * not save when it is closed, so it does from time to time.
 */
export async function hasStored(page: Page, words: RegExp): Promise<void> {
  await expect.poll(() => page.evaluate<string>(EVERYTHING_STORED), { timeout: patient(30_000) }).toMatch(words);
}

// Written as text: this project has no types of a browser.
const EVERYTHING_STORED = `(async () => {
  const texts = [];
  for (const { name } of await indexedDB.databases()) {
    if (!name.startsWith("vscode-web-state-db")) continue;
    const database = await new Promise((resolve, reject) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    for (const store of database.objectStoreNames) {
      texts.push(...await new Promise((resolve, reject) => {
        const request = database.transaction(store).objectStore(store).getAll();
        request.onsuccess = () => resolve(request.result.map(String));
        request.onerror = () => reject(request.error);
      }));
    }
    database.close();
  }
  return texts.join("\\n");
})()`;
