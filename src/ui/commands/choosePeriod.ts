import type { Parts } from "../parts.ts";
import { askPeriod } from "../prompts.ts";
import { showPeriod } from "../showPeriod.ts";

/** Presets or two dates; then what the period lacks is fetched. */
export async function choosePeriod(parts: Parts): Promise<void> {
  const chosen = await askPeriod(parts.model.state);
  if (chosen !== undefined) await showPeriod(parts, chosen);
}
