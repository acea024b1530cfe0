import type { LabelRules } from "../../domain/labelRules.ts";

/** What the user may leave in or out of an export. All that it has of time is one field. */
export const EXPORT_FIELDS = ["id", "time", "product", "status", "outcome", "message", "charge"] as const;
export type ExportField = (typeof EXPORT_FIELDS)[number];

/** By whose clock an export tells times: the billing time zone's, UTC, or both, each in columns of its own. */
export const EXPORT_CLOCKS = ["both", "billing", "utc"] as const;
export type ExportClock = (typeof EXPORT_CLOCKS)[number];

/**
 * How a workbook shows dates: 2026-10-05, 05-Oct-2026 or 05/10/2026. They are dates whatever they look like; where a date is text,
 * as in CSV, it is always the first, which no program takes for 10 May.
 */
export const DATE_FORMS = ["iso", "monthName", "dayFirst"] as const;
export type DateForm = (typeof DATE_FORMS)[number];

/** What is chosen once and holds for every export until it is changed. */
export interface ExportOptions {
  /** At least one, in the order of {@link EXPORT_FIELDS}. */
  readonly fields: readonly ExportField[];
  readonly clock: ExportClock;
  readonly dateForm: DateForm;
  /** Rules of the setting `deepvue.labels`, where there are any: then every row says its label. Not chosen here, and not remembered. */
  readonly labels?: LabelRules;
}

export const FIRST_EXPORT_OPTIONS: ExportOptions = { fields: EXPORT_FIELDS, clock: "both", dateForm: "iso" };

/** The options that a stored text names. Whatever it does not name, or names wrongly, is as at first. Never throws. */
export function exportOptionsIn(stored: string | undefined): ExportOptions {
  const found = objectIn(stored);
  const named = Array.isArray(found.fields) ? found.fields : [];
  const fields = EXPORT_FIELDS.filter((field) => named.includes(field));
  return {
    fields: fields.length === 0 ? EXPORT_FIELDS : fields,
    clock: EXPORT_CLOCKS.find((clock) => clock === found.clock) ?? FIRST_EXPORT_OPTIONS.clock,
    dateForm: DATE_FORMS.find((form) => form === found.dateForm) ?? FIRST_EXPORT_OPTIONS.dateForm,
  };
}

/** What {@link exportOptionsIn} reads. */
export function exportOptionsText({ fields, clock, dateForm }: ExportOptions): string {
  return JSON.stringify({ fields, clock, dateForm });
}

function objectIn(stored: string | undefined): { readonly [name in keyof ExportOptions]?: unknown } {
  try {
    const value: unknown = JSON.parse(stored ?? "{}");
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
