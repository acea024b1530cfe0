import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../scripts/setup/root.mjs";

/** `npm test`, where nobody will look at pictures, is without: they are a tenth of what specs cost. */
export const TAKES_PICTURES = process.env.DEEPVUE_USAGE_SCREENSHOTS !== "none";

/** Where a picture goes that a test takes for people. */
export function pictureFile(kind: "screenshots" | "at-end", name: string): string {
  const folder = join(root, "test-results", kind);
  mkdirSync(folder, { recursive: true });
  return join(folder, `${name.replaceAll(/[^\w.-]+/g, "-")}.png`);
}
