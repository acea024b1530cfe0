// What a browser has kept of VS Code's program, compiled, for the browsers of later runs: a VS Code that opens in one that knows nothing
// of it takes twice the processor time.
import { cpSync, existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { putInPlace } from "../../scripts/setup/cache.mjs";
import { chromiumPath } from "../../scripts/setup/chromium.mjs";
import { root } from "../../scripts/setup/root.mjs";
import { vsCodeServerFolder } from "../../scripts/setup/vsCodeServer.mjs";

/**
 * The one address of all VS Code servers, for the browser keeps by address, and theirs have a port of the moment. Names below localhost
 * are as trusted as localhost itself (https://www.w3.org/TR/secure-contexts/#is-origin-trustworthy).
 */
const ADDRESS = "http://vscode.localhost";

/**
 * Of a profile: answers of servers, and scripts as they were compiled; both by address, and no page's state. What is our extension's has
 * an address of its own in every run, for it is installed into a new folder each time (`scripts/tasks/e2e.ts`), so none of it is found
 * again.
 */
const FOLDERS = [join("Default", "Cache"), join("Default", "Code Cache")];

/** Where the address of a server stands for a page of {@link switchTo}'s browser. */
export function shownAt(url: string): string {
  const { origin } = new URL(url);
  return ADDRESS + url.slice(origin.length);
}

/** The browser's switch that leads its pages to this server. */
export function switchTo(origin: string): string {
  return `--host-resolver-rules=MAP ${new URL(ADDRESS).hostname} ${new URL(origin).host}`;
}

/** Gives a profile that no browser has used what an earlier run has kept. */
export function seedCache(profile: string): void {
  const kept = keptFolder();
  if (!existsSync(kept) || existsSync(join(profile, "Default"))) return;
  for (const folder of FOLDERS) cpSync(join(kept, folder), join(profile, folder), { recursive: true });
}

/**
 * Keeps what a browser that has ended knows, unless something is kept. It should have opened VS Code three times: the second time it
 * keeps what it compiles, the third time it has all of that.
 */
export function keepCache(profile: string): void {
  const kept = keptFolder();
  if (existsSync(kept) || !FOLDERS.every((folder) => existsSync(join(profile, folder)))) return;
  const copy = `${kept}.${process.pid}`;
  try {
    for (const folder of FOLDERS) {
      mkdirSync(dirname(join(copy, folder)), { recursive: true });
      cpSync(join(profile, folder), join(copy, folder), { recursive: true });
    }
    putInPlace(copy, kept);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** For this VS Code in this browser; what another one has compiled is of no use. */
function keptFolder(): string {
  const browser = chromiumPath();
  const builtAt = browser === undefined ? 0 : Math.round(statSync(browser).mtimeMs);
  return join(
    root,
    "node_modules",
    ".cache",
    "browser",
    `${basename(dirname(dirname(vsCodeServerFolder)))}-${builtAt}`,
  );
}
