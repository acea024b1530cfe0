import { existsSync } from "node:fs";
import { ensureDebianPackages } from "./debian.mjs";

const places = [
  process.env.CHROMIUM_PATH,
  // Debian's own build of the browser without windows: each page costs it half as much.
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The browser that drives VS Code's page in tests; CHROMIUM_PATH names another one. */
export function chromiumPath() {
  return places.find((path) => path && existsSync(path));
}

export async function ensureChromium() {
  if (chromiumPath()) return;
  await ensureDebianPackages(["chromium-headless-shell", "fonts-dejavu-core"], "Testing in a browser");
  if (!chromiumPath()) throw new Error("Testing needs Chromium or Chrome. Install one, or name it in CHROMIUM_PATH.");
}
