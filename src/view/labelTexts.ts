import { lineOf } from "../domain/foreignText.ts";

/** What of the setting is passed over; of a file that others may have written. */
export function labelFaults(ignored: readonly string[]): string {
  return `deepvue.labels, ignored: ${lineOf(ignored.join("; "))}`;
}

export const NO_LABELS_SET =
  'No rules are set. "deepvue.labels" in the settings says who or what calls are for, as [{ "label": "Onboarding", "product": "PAN*" }].';
