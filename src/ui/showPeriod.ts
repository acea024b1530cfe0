import type { PeriodChoice } from "../domain/period.ts";
import type { Parts } from "./parts.ts";
import { fetchMissing } from "./syncWithProgress.ts";

/** The numbers that are stored appear at once, the missing ones as they arrive. */
export async function showPeriod(parts: Parts, choice: PeriodChoice): Promise<void> {
  await parts.model.choosePeriod(choice);
  await fetchMissing(parts);
}
