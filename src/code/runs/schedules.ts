import { millisecondsIn, runsPerDayIn } from "./cron.ts";

const MINUTES_PER_DAY = 24 * 60;
const MS_PER_DAY = MINUTES_PER_DAY * 60_000;

/** Runs a day of one every unit. */
const UNITS: Readonly<Record<string, number>> = {
  millisecond: MS_PER_DAY,
  second: 86_400,
  minute: MINUTES_PER_DAY,
  hour: 24,
  day: 1,
  week: 1 / 7,
  month: 12 / 365,
  year: 1 / 365,
};

const SHORT_UNITS: Readonly<Record<string, string>> = {
  ms: "millisecond",
  s: "second",
  sec: "second",
  m: "minute",
  min: "minute",
  h: "hour",
  hr: "hour",
  d: "day",
  w: "week",
};

const SCHEDULES =
  /\b(?:cron|schedule|scheduler|nodeCron|nodeSchedule)\.(?:schedule|scheduleJob|every|cron|add_job)\b|\bnew\s+Cron(?:Job)?\s*\(|@(?:Cron|Scheduled|Schedule|periodic_task|crontab|Interval|huey\.periodic_task|dag)\b|@\w+\.(?:scheduled_job|on_schedule|periodic_task|schedule|cron)\b|\b(?:TimerTrigger|DAG|CronTrigger|IntervalTrigger)\s*\(|\bcrontab\s*\(|\.(?:AddFunc|AddJob|add_job|addJob|AddOrUpdate|pubsub\.schedule|onSchedule|WithCronSchedule|add_periodic_task)\s*(?:<[^()]{0,60}>)?\s*\(|\bonSchedule\s*\(|\bCron\.|->cron\(|\bDeno\.cron\(|\bSchedule\.parse\(|\bJob::new(?:_async)?\(|\b(?:agenda|bree)\.every\(|\bregisterPeriodicTask\(|\brepeat\s*:\s*\{|\bschedule_every\b/;

/** Laravel's and Hangfire's words. */
const NAMED: readonly (readonly [RegExp, number])[] = [
  [/->everySecond\(/, 86_400],
  [/->everyMinute\(|\bCron\.Minutely\b/, MINUTES_PER_DAY],
  [/->everyTwoMinutes\(/, MINUTES_PER_DAY / 2],
  [/->everyThreeMinutes\(/, MINUTES_PER_DAY / 3],
  [/->everyFourMinutes\(/, MINUTES_PER_DAY / 4],
  [/->everyFiveMinutes\(/, MINUTES_PER_DAY / 5],
  [/->everyTenMinutes\(/, MINUTES_PER_DAY / 10],
  [/->everyFifteenMinutes\(/, MINUTES_PER_DAY / 15],
  [/->everyThirtyMinutes\(/, MINUTES_PER_DAY / 30],
  [/->everyTwoHours\(/, 12],
  [/->everyThreeHours\(/, 8],
  [/->everyFourHours\(/, 6],
  [/->everySixHours\(/, 4],
  [/->twiceDaily(?:At)?\(/, 2],
  [/->hourly(?:At)?\(|\bCron\.Hourly\b/, 24],
  [/->daily(?:At)?\(|\bCron\.Daily\b/, 1],
  [/->weekly(?:On)?\(|\bCron\.Weekly\b/, 1 / 7],
  [/->twiceMonthly\(/, 24 / 365],
  [/->monthly(?:On)?\(|\bCron\.Monthly\b/, 12 / 365],
  [/->quarterly(?:On)?\(/, 4 / 365],
  [/->yearly(?:On)?\(|\bCron\.Yearly\b/, 1 / 365],
];

/** `every(5).minutes`, `every 30.minutes`, `Every(5).Minutes()`, `every(10.minutes())`. */
const EVERY = /\b[eE]very\(?\s*(\d+)?u?\)?\.([sS]econd|[mM]inute|[hH]our|[dD]ay|[wW]eek)s?\b/;
/** Ruby's `every :hour do`. */
const EVERY_SYMBOL = /\bevery\s+:(minute|hour|day|week|month|year)\b/;
const FIXED = /\b(?:fixedRate|fixedDelay|fixedRateString|fixedDelayString)\s*=\s*"?([\d_*\s]+)[lL]?"?/;
const ISO = /\bP(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?|(\d+)D)\b/;
const TIME_UNIT = /\bTimeUnit\.(MILLISECONDS|SECONDS|MINUTES|HOURS|DAYS)\b/;
/** NestJS names its schedules. */
const EXPRESSION =
  /\bEVERY_(?:(\d+)_)?(SECOND|MINUTE|HOUR|DAY|WEEK|WEEKEND|WEEKDAY|MONTH|YEAR|QUARTER)(S)?(?:_AT_\w+|_BETWEEN_\w+)?\b/;
/** Arguments by name that say how long between two runs: Python's schedulers. */
const KEYWORDS = /\b(?:weeks|days|hours|minutes|seconds)\s*=\s*(\d+)/g;
/** "every 5 minutes", "rate(1 hour)", "@every 15m", `every "30m"`. */
const WORDS =
  /(?:@?\bevery\b[\s("']{1,4}|\brate\(\s*)(\d{1,5})?\s*(ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w|months?)(?![a-z])(?:(\d{1,2})m)?/i;
/** The cloud's fields end with the year. */
const CLOUD = /\bcron\(\s*([\d*?/,A-Z#L-]+(?:\s+[\d*?/,A-Z#LW-]+){4})\s+[\d*/,-]+\s*\)/;
/** Further signs of a line are not looked at. */
const LONGEST = 1000;
/** One look that is enough for most lines. */
const MAY_SCHEDULE =
  /cron|schedul|every|interval|daily|weekly|monthly|hourly|quarterly|yearly|\bdag\b|periodic|Timer|Job|AddFunc|AddOrUpdate|repeat\s*:/i;
const INTERVAL =
  /\b(?:setInterval|Timer\.periodic|scheduleAtFixedRate|scheduleWithFixedDelay|every_interval|fixedRateTimer)\s*\(/;

/**
 * Runs a day of what a line schedules; "interval" where the time stands at the end of a call that begins here, "unknown" where only the
 * running program knows, undefined where it schedules nothing.
 */
export function scheduleIn(wholeCode: string, wholeText: string): number | "interval" | "unknown" | undefined {
  const code = wholeCode.slice(0, LONGEST);
  if (!MAY_SCHEDULE.test(code)) return undefined;
  const text = wholeText.slice(0, LONGEST);
  const named = NAMED.find(([pattern]) => pattern.test(code));
  if (named !== undefined) return named[1];
  const every = EVERY.exec(code);
  if (every !== null) return (UNITS[(every[2] ?? "").toLowerCase()] ?? 0) / Number(every[1] ?? 1);
  const symbol = EVERY_SYMBOL.exec(code);
  if (symbol !== null) return UNITS[symbol[1] ?? ""];
  if (INTERVAL.test(code)) {
    const unit = TIME_UNIT.exec(code)?.[1]?.toLowerCase().replace(/s$/, "");
    const count = /,\s*(\d+)\s*,\s*TimeUnit\b/.exec(code)?.[1];
    return unit !== undefined && count !== undefined ? (UNITS[unit] ?? 0) / Number(count) : "interval";
  }
  if (!SCHEDULES.test(code)) return undefined;
  const fixed = FIXED.exec(text)?.[1];
  if (fixed !== undefined) {
    const unit = TIME_UNIT.exec(code)?.[1]?.toLowerCase().replace(/s$/, "") ?? "millisecond";
    const count = millisecondsIn(fixed);
    if (count !== undefined) return (UNITS[unit] ?? 0) / count;
  }
  return runsInWords(code, text) ?? runsPerDayIn(text) ?? "unknown";
}

/** Runs a day that a text names in words: `rate(1 hour)`, "every 5 minutes", `minutes=30`; undefined where it names none. */
export function runsInWords(code: string, text: string): number | undefined {
  const part = text.slice(0, 500);
  const cloud = CLOUD.exec(part)?.[1];
  if (cloud !== undefined) return runsPerDayIn(cloud);
  const words = WORDS.exec(part);
  if (words !== null) {
    const [, count, unit = "", minutes] = words;
    const name = SHORT_UNITS[unit.toLowerCase().replace(/(?<=..)s$/, "")] ?? unit.toLowerCase().replace(/s$/, "");
    const perDay = UNITS[name];
    if (perDay !== undefined) {
      const days = Number(count ?? 1) / perDay + (name === "hour" ? Number(minutes ?? 0) / MINUTES_PER_DAY : 0);
      return 1 / days;
    }
  }
  const iso = ISO.exec(part);
  if (iso !== null) {
    const [, hours, minutes, seconds, days] = iso;
    const all = Number(days ?? 0) * 1440 + Number(hours ?? 0) * 60 + Number(minutes ?? 0) + Number(seconds ?? 0) / 60;
    if (all > 0) return MINUTES_PER_DAY / all;
  }
  return runsByName(code) ?? runsByKeyword(code, part);
}

function runsByName(code: string): number | undefined {
  const found = EXPRESSION.exec(code);
  if (found === null) return undefined;
  const [, count, unit = ""] = found;
  if (unit === "WEEKEND") return 2 / 7;
  if (unit === "WEEKDAY") return 5 / 7;
  if (unit === "QUARTER") return 4 / 365;
  const perDay = UNITS[unit.toLowerCase()];
  return perDay === undefined ? undefined : perDay / Number(count ?? 1);
}

/** `"interval", minutes=30`, `crontab(hour="*\/3", minute=0)`, `"cron", hour=8`, `timedelta(hours=1)`. */
function runsByKeyword(code: string, text: string): number | undefined {
  const isCron = /\bcrontab\s*\(|["']cron["']|\bCronTrigger\s*\(/.test(text);
  if (!isCron) {
    let minutes = 0;
    for (const [whole, count] of code.matchAll(KEYWORDS)) {
      const unit = /^[a-z]+/.exec(whole)?.[0].replace(/s$/, "") ?? "";
      minutes += (Number(count) * MINUTES_PER_DAY) / (UNITS[unit] ?? Number.POSITIVE_INFINITY);
    }
    return minutes > 0 ? MINUTES_PER_DAY / minutes : undefined;
  }
  const field = (name: string) =>
    new RegExp(`\\b${name}\\s*=\\s*(?:["']([\\d*/,A-Za-z-]+)["']|(\\d+))`)
      .exec(text)
      ?.slice(1)
      .find((each) => each !== undefined);
  const [minute, hour, day, month, weekday] = [
    field("minute"),
    field("hour"),
    field("day_of_month") ?? field("day"),
    field("month_of_year") ?? field("month"),
    field("day_of_week"),
  ];
  if ([minute, hour, day, month, weekday].every((each) => each === undefined)) {
    return /\bcrontab\s*\(\s*\)/.test(text) ? MINUTES_PER_DAY : undefined;
  }
  // The schedulers of Python: what is smaller than the smallest that is named stands at its first value; Celery's stands for every one.
  const isCelery = /\bcrontab\s*\(/.test(text);
  const smaller = (isNamed: boolean) => (isCelery || !isNamed ? "*" : "0");
  const hourOr = hour ?? smaller(day !== undefined || weekday !== undefined || month !== undefined);
  const minuteOr = minute ?? smaller(hour !== undefined || hourOr === "0");
  return runsPerDayIn(`${minuteOr} ${hourOr} ${day ?? "*"} ${month ?? "*"} ${(weekday ?? "*").toUpperCase()}`);
}

/** Runs a day of an interval in milliseconds that stands in code: `5 * 60 * 1000`, `Duration(minutes: 5)`. */
export function runsOfInterval(code: string): number | undefined {
  const duration = /\bDuration\(\s*(second|minute|hour|day)s:\s*(\d+)\s*\)/.exec(code);
  if (duration !== null) return (UNITS[duration[1] ?? ""] ?? 0) / Number(duration[2]);
  const ms = millisecondsIn(code);
  return ms === undefined ? undefined : MS_PER_DAY / ms;
}
