import type { Parts } from "../parts.ts";
import { askPeriod } from "../prompts.ts";
import { showPeriod } from "../showPeriod.ts";

/** Presets or two dates; then what the period lacks is fetched. */
export async function choosePeriod(parts: Parts): Promise<void> {
  const { period, choice, today, zone } = parts.model.state;
  const chosen = await askPeriod(period, choice, today, zone);
  if (chosen !== undefined) await showPeriod(parts, chosen);
}
