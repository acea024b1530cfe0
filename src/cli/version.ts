import { readFileSync } from "node:fs";
import type { Host } from "./host.ts";

/** Of this program, from the manifest beside its code. */
export function versionOf({ folder }: Host): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("package.json", folder), "utf8"));
  return String((manifest as { version?: unknown }).version);
}
