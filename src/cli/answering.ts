import type { SpendReport } from "../domain/spendReport.ts";
import type { Context } from "./context.ts";
import { EXIT, type Exit, usageError } from "./exits.ts";

/** In which form an answer is given. */
export type AnswerForm = "table" | "json" | "csv";

export function formOf({ typed }: Context): AnswerForm {
  const [json, csv] = [typed.switches.has("json"), typed.switches.has("csv")];
  if (json && csv) throw usageError("--json and --csv do not go together.");
  return json ? "json" : csv ? "csv" : "table";
}

const UNITS_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A length of time as typed ("15m"), in ms. Throws `ExitError` (usage). */
export function durationOf(flag: string, text: string): number {
  const match = /^(\d{1,6})([smhd])$/.exec(text);
  if (match === null) throw usageError(`--${flag} is a time as 90s, 15m, 2h or 1d, not “${text}”.`);
  return Number(match[1]) * UNITS_MS[match[2] as keyof typeof UNITS_MS];
}

/** How old the numbers may be, in ms; undefined where nobody said. */
export function maxAgeOf({ typed }: Context): number | undefined {
  const text = typed.texts["max-age"];
  return text === undefined ? undefined : durationOf("max-age", text);
}

/** Whether an answer may be relied on: all of its time is known, and none of it is older than was asked for. */
export function exitOfAnswer(
  { extent, coverage, askedAt }: Pick<SpendReport, "extent" | "coverage" | "askedAt">,
  maxAgeMs: number | undefined,
): Exit {
  if (extent !== "wholly") return EXIT.incomplete;
  const { oldestOpenReadAt } = coverage;
  const isOld = maxAgeMs !== undefined && oldestOpenReadAt !== undefined && askedAt - oldestOpenReadAt > maxAgeMs;
  return isOld ? EXIT.incomplete : EXIT.ok;
}

export function jsonText(answer: object): string {
  return `${JSON.stringify(answer, undefined, 2)}\n`;
}
