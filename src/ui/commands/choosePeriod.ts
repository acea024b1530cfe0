import type { PeriodChoice } from "../../domain/period.ts";
import type { Parts } from "../parts.ts";
import { askPeriod } from "../prompts.ts";
import { fetchMissing } from "./syncWithProgress.ts";

/** Presets or two dates; then what the period lacks is fetched. */
export async function choosePeriod(parts: Parts): Promise<void> {
  const { period, choice, today, zone } = parts.model.state;
  const chosen = await askPeriod(period, choice, today, zone);
  if (chosen !== undefined) await showPeriod(parts, chosen);
}

/** The numbers that are stored appear at once, the missing ones as they arrive. */
export async function showPeriod(parts: Parts, choice: PeriodChoice): Promise<void> {
  await parts.model.choosePeriod(choice);
  await fetchMissing(parts);
}
