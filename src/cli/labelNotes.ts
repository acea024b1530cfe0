import { type LabelRules, readLabels } from "../domain/labelRules.ts";
import { labelFaults, NO_LABELS_SET } from "../view/labelTexts.ts";
import type { Context } from "./context.ts";
import type { Opened } from "./opened.ts";

/** The rules in force; what of them can not be read is told, and that there are none. */
export function labelRules({ terminal }: Context, { inForce }: Opened): LabelRules {
  const { rules, ignored } = readLabels(inForce.labels);
  if (ignored.length > 0) terminal.note(labelFaults(ignored));
  else if (rules.length === 0) terminal.note(NO_LABELS_SET);
  return rules;
}
