/** A schedule as cron writes it: five fields, six with seconds before them, or a word. */
const EXPRESSION =
  /(@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)|(?:(?:[\d*?/,-]+)\s+){2,3}(?:[\dA-Z*?/,L#W-]+\s+){2}[\dA-Za-z*?/,L#-]+)/;
const WORDS: Readonly<Record<string, number>> = {
  "@yearly": 1 / 365,
  "@annually": 1 / 365,
  "@monthly": 12 / 365,
  "@weekly": 1 / 7,
  "@daily": 1,
  "@midnight": 1,
  "@hourly": 24,
};

/** How often a schedule that stands in a text runs on an average day; undefined where none stands there. */
export function runsPerDayIn(text: string): number | undefined {
  const expression = EXPRESSION.exec(text.slice(0, 500))?.[1];
  if (expression === undefined) return undefined;
  const word = WORDS[expression];
  if (word !== undefined) return word;
  const fields = expression.trim().split(/\s+/);
  const [seconds, rest] = fields.length === 6 ? [fields[0] ?? "0", fields.slice(1)] : ["0", fields];
  const [minute = "*", hour = "*", dayOfMonth = "*", month = "*", dayOfWeek = "*"] = rest;
  const counts = [countOf(seconds, 0, 59), countOf(minute, 0, 59), countOf(hour, 0, 23)];
  if (counts.includes(0)) return undefined;
  const perDay = counts.reduce((product, count) => product * count, 1);
  const share = Math.min(shareOf(dayOfMonth, 1, 31), shareOf(dayOfWeek, 0, 6)) * shareOf(month, 1, 12);
  return perDay * share;
}

function shareOf(field: string, from: number, to: number): number {
  return field === "?" ? 1 : Math.min(1, countOf(field, from, to) / (to - from + 1));
}

/** How many values a field names; 0 for what is no field. */
function countOf(field: string, from: number, to: number): number {
  let count = 0;
  for (const part of field.split(",")) {
    const [range = "", step = "1"] = part.split("/");
    const [first, last] =
      range === "*" || range === "?"
        ? [from, to]
        : boundsOf(range, step !== "1" || part.includes("/") ? to : undefined);
    const size = Math.floor((last - first) / Math.max(1, Number(step))) + 1;
    if (!Number.isFinite(size) || size < 1) return 0;
    count += size;
  }
  return Math.min(count, to - from + 1);
}

const NAMES = "SUN MON TUE WED THU FRI SAT JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ");

function boundsOf(range: string, openEnd: number | undefined): readonly [first: number, last: number] {
  const [first = "", last] = range.split("-").map((each) => {
    const named = NAMES.indexOf(each.toUpperCase());
    return String(named === -1 ? each : named < 7 ? named : named - 6);
  });
  return [Number(first), last === undefined ? (openEnd ?? Number(first)) : Number(last)];
}

/** Milliseconds of an interval that stands in code as a product of numbers: `5 * 60 * 1000`. */
export function millisecondsIn(code: string): number | undefined {
  const found = /^\s*([\d_]+(?:\s*\*\s*[\d_]+){0,4})\s*$/.exec(code)?.[1];
  if (found === undefined) return undefined;
  const value = found.split("*").reduce((product, factor) => product * Number(factor.replaceAll("_", "").trim()), 1);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}
