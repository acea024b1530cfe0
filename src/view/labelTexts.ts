/** What of the setting is passed over, as it was read: one line, cleaned. */
export function labelFaults(ignored: readonly string[]): string {
  return `deepvue.labels, ignored: ${ignored.join("; ")}`;
}

export const NO_LABELS_SET =
  'No rules are set. "deepvue.labels" in the settings says who or what calls are for, as [{ "label": "Onboarding", "product": "PAN*" }].';
