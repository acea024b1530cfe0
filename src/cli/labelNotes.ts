import { type LabelRules, readLabels } from "../domain/labelRules.ts";
import { labelFaults, NO_LABELS_SET } from "../view/labelTexts.ts";
import type { Context } from "./context.ts";
import type { Opened } from "./opened.ts";

/** The rules in force; what of them can not be read is told. */
export function readLabelRules({ terminal }: Context, { inForce }: Opened): LabelRules {
  const { rules, ignored } = readLabels(inForce.labels);
  if (ignored.length > 0) terminal.note(labelFaults(ignored));
  return rules;
}

/** For an answer that is about labels: that there are no rules is told too. */
export function labelRules(context: Context, opened: Opened): LabelRules {
  const rules = readLabelRules(context, opened);
  if (rules.length === 0) context.terminal.note(NO_LABELS_SET);
  return rules;
}
