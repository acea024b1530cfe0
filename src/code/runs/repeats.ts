import type { Multiplier, MultiplierKind, TextRange } from "../findings.ts";
import type { Heads } from "../syntax/enclosing.ts";
import type { CodeLanguage } from "../syntax/languages.ts";
import type { ScannedText } from "../syntax/scannedText.ts";
import { millisecondsIn, runsPerDayIn } from "./cron.ts";
import { functionIn } from "./functions.ts";
import { loopIn } from "./loops.ts";
import { isEndlessRetry, retriesAbove } from "./retries.ts";
import { selfCallsOnFailure } from "./selfCalls.ts";

/** A charged call or a call of a wrapper, where it stands. */
export interface Spot {
  readonly of: "calls" | "wrapperCalls";
  /** Its place among them. */
  readonly place: number;
  readonly line: number;
  readonly column: number;
}

export interface Repeats {
  readonly multipliers: readonly Multiplier[];
  readonly retries: readonly { readonly range: TextRange; readonly calls: readonly number[] }[];
}

interface Found {
  readonly kind: MultiplierKind;
  readonly line: number;
  readonly times?: number;
  readonly runsPerDay?: number;
  readonly calls: Set<number>;
  readonly wrapperCalls: Set<number>;
}

const MINUTES_PER_DAY = 24 * 60;
const MS_PER_DAY = MINUTES_PER_DAY * 60_000;

/** What multiplies calls, found by the heads of the blocks around each. */
export class RepeatFinder {
  readonly #scanned: ScannedText;
  readonly #found = new Map<string, Found>();
  readonly #retries = new Map<number, Set<number>>();

  constructor(scanned: ScannedText) {
    this.#scanned = scanned;
  }

  add(spot: Spot, heads: Heads): void {
    this.#ownLine(spot);
    let factor: number | undefined = this.#own(spot)?.times ?? 1;
    for (const head of heads) {
      const { code, text } = this.#line(head);
      const isFunction = functionIn(this.#scanned, head) !== undefined;
      this.#schedule(spot, head);
      const loop = this.#isProse(code) ? undefined : loopIn(code, text);
      if (loop !== undefined && !isFunction) {
        if (loop.isEndless === true && isEndlessRetry(this.#scanned, head, spot.line)) this.#addRetry(spot, head);
        else if (loop.isEndless !== true) {
          factor = loop.times === undefined || factor === undefined ? undefined : factor * loop.times;
          this.#add(loop.kind, head, spot, factor === undefined ? {} : { times: factor });
        }
      }
      if (isFunction) {
        this.#aboveFunction(spot, head);
        this.#aboveGraph(spot, heads);
        this.#beginsAnew(spot, head);
        break;
      }
    }
    this.#test(spot, heads);
  }

  run(): Repeats {
    const multipliers = [...this.#found.values()]
      .sort((a, b) => a.line - b.line)
      .map(({ kind, line, calls, wrapperCalls, times, runsPerDay }) => ({
        kind,
        range: this.#rangeOf(line),
        calls: [...calls],
        wrapperCalls: [...wrapperCalls],
        ...(times !== undefined && { times }),
        ...(runsPerDay !== undefined && { runsPerDay }),
      }));
    const retries = [...this.#retries]
      .sort(([a], [b]) => a - b)
      .map(([line, calls]) => ({ range: this.#rangeOf(line), calls: [...calls] }));
    return { multipliers, retries };
  }

  /** A schedule that a whole file stands for: a workflow, a CronJob. */
  addForAll(line: number, runsPerDay: number, spots: readonly Spot[]): void {
    for (const spot of spots) this.#add("schedule", line, spot, { runsPerDay });
  }

  #line(at: number): { readonly code: string; readonly text: string } {
    const line = this.#scanned.lines[at];
    return { code: line?.code ?? "", text: line?.text ?? "" };
  }

  #own({ line, column }: Spot) {
    const { code, text } = this.#line(line);
    return loopIn(code.slice(0, column), text.slice(0, column));
  }

  /** Loops, schedules and tests that begin on the call's own line. */
  #ownLine(spot: Spot): void {
    const { code, text } = this.#line(spot.line);
    const loop = this.#own(spot);
    if (this.#scanned.language === "shell" && WAITS_FOR_IT.test(text.slice(0, spot.column)) && !isCounted(text))
      this.#addRetry(spot, spot.line);
    if (loop !== undefined && loop.isEndless !== true && this.#isAround(code, spot.column)) {
      this.#add(loop.kind, spot.line, spot, loop.times === undefined ? {} : { times: loop.times });
    }
    const behind = /\bfor\s+[\w, ]{1,60}\s+in\b.*$/.exec(code.slice(spot.column, spot.column + 600));
    if (this.#scanned.language === "python" && behind !== null) {
      const comprehension = loopIn(behind[0], text.slice(spot.column + behind.index));
      const times = comprehension?.times;
      this.#add("loop", spot.line, spot, times === undefined ? {} : { times });
    }
    this.#schedule(spot, spot.line);
    if (isShellLike(this.#scanned.language)) this.#shell(spot, text);
  }

  /** In a page of Markdown only a line of shell opens a loop. */
  #isProse(code: string): boolean {
    return this.#scanned.language === "markdown" && !/^\s*(?:for|while|until)\b/.test(code);
  }

  /** A loop that ended before the call does not repeat it. */
  #isAround(code: string, column: number): boolean {
    const before = code.slice(0, column);
    if (/^\s*(?:for|foreach|while|until|loop)\b/.test(before)) return true;
    const last = Math.max(
      ...[
        ...before.matchAll(
          /\.(?:map|forEach|each|flatMap|for_each|ForEach\w*|Select|times|upto|apply|progress_apply)\b|\b(?:repeat|array_map|Promise\.all|pMap|async\.(?:each|map)\w*)\b|\.\.\.?\d+\)?\.each/g,
        ),
      ].map(({ index }) => index),
      -1,
    );
    return last !== -1 && depthOf(before.slice(last)) > 0;
  }

  #shell(spot: Spot, text: string): void {
    const load = /\b(?:hey|ab|wrk|oha)\b.*?\s-n\s*(\d+)/.exec(text);
    if (load !== null) this.#add("batch", spot.line, spot, { times: Number(load[1]) });
    else if (/\b(?:xargs|parallel)\b/.test(text)) this.#add("batch", spot.line, spot, {});
    const runsPerDay = this.#scanned.language === "crontab" ? runsPerDayIn(firstFields(text)) : undefined;
    if (runsPerDay !== undefined) this.#add("schedule", spot.line, spot, { runsPerDay });
  }

  #schedule(spot: Spot, line: number): void {
    const { code, text } = this.#line(line);
    const runsPerDay = scheduleIn(code, text);
    if (runsPerDay === undefined) return;
    const known = runsPerDay === "interval" ? this.#intervalOf(line) : runsPerDay;
    this.#add("schedule", line, spot, known === undefined || known === "unknown" ? {} : { runsPerDay: known });
  }

  /** `setInterval(() => { … }, 60_000)`: the time stands where the call ends. */
  #intervalOf(line: number): number | undefined {
    const { lines } = this.#scanned;
    const own = /,\s*([\d_*\s]+)\)\s*;?\s*$/.exec(lines[line]?.code ?? "")?.[1];
    const duration = /\bDuration\(\s*(second|minute|hour|day)s:\s*(\d+)\s*\)/.exec(lines[line]?.code ?? "");
    if (duration !== null) return (UNITS[duration[1] ?? ""] ?? 0) / Number(duration[2]);
    const indent = lines[line]?.indent ?? 0;
    let time = own;
    for (let at = line + 1; time === undefined && at < Math.min(lines.length, line + 200); at++) {
      const below = lines[at];
      if (below === undefined || below.indent < 0 || below.indent > indent) continue;
      time = /^\s*\}\s*,\s*([\d_*\s]+)\)/.exec(below.code)?.[1];
      break;
    }
    const ms = time === undefined ? undefined : millisecondsIn(time);
    return ms === undefined ? undefined : MS_PER_DAY / ms;
  }

  /** Attributes and decorators of the function: schedules, retries. */
  #aboveFunction(spot: Spot, head: number): void {
    for (const line of decoratorsAbove(this.#scanned, head)) {
      this.#schedule(spot, line);
      if (retriesAbove(this.#line(line).code)) this.#addRetry(spot, line);
    }
  }

  /** Functions within a graph of tasks run when the graph does: `@dag(schedule=…)`. */
  #aboveGraph(spot: Spot, heads: Heads): void {
    for (const line of heads.flatMap((head) => decoratorsAbove(this.#scanned, head))) {
      if (/@dag\b/.test(this.#line(line).code)) this.#schedule(spot, line);
    }
  }

  /** A function that calls itself when its call fails. */
  #beginsAnew(spot: Spot, head: number): void {
    const name = functionIn(this.#scanned, head)?.name;
    if (name === undefined || spot.of !== "calls") return;
    for (const line of selfCallsOnFailure(this.#scanned, head, name)) this.#addRetry(spot, line);
  }

  #test(spot: Spot, heads: Heads): void {
    for (const head of [spot.line, ...heads]) {
      const { code } = this.#line(head);
      const isTest =
        TEST_CALL.test(head === spot.line ? code.slice(0, spot.column) : code) ||
        TEST_NAME.test(functionIn(this.#scanned, head)?.name ?? "") ||
        decoratorsAbove(this.#scanned, head).some((line) => TEST_ATTRIBUTE.test(this.#line(line).code));
      if (!isTest) continue;
      this.#add("tests", head, spot, {});
      return;
    }
  }

  #add(
    kind: MultiplierKind,
    line: number,
    spot: Spot,
    size: { readonly times?: number; readonly runsPerDay?: number },
  ): void {
    const key = `${kind} ${line} ${size.times ?? ""}`;
    const known = this.#found.get(key) ?? { kind, line, calls: new Set(), wrapperCalls: new Set(), ...size };
    known[spot.of].add(spot.place);
    this.#found.set(key, known);
  }

  #addRetry({ of, place }: Spot, line: number): void {
    if (of !== "calls") return;
    const known = this.#retries.get(line) ?? new Set();
    known.add(place);
    this.#retries.set(line, known);
  }

  #rangeOf(line: number): TextRange {
    const text = this.#scanned.lines[line]?.text ?? "";
    const start = this.#scanned.startOf(line);
    return { start: start + text.length - text.trimStart().length, end: start + text.trimEnd().length };
  }
}

/** What stands before a crontab's command. */
function firstFields(text: string): string {
  const fields = text.trim().slice(0, 200).split(/\s+/);
  return fields.slice(0, fields[0]?.startsWith("@") === true ? 1 : 5).join(" ");
}

function isShellLike(language: CodeLanguage): boolean {
  return language === "shell" || language === "crontab" || language === "markdown" || language === "yaml";
}

function depthOf(code: string): number {
  let depth = 0;
  for (const sign of code) depth += "({[".includes(sign) ? 1 : ")}]".includes(sign) ? -1 : 0;
  return depth;
}

/** A loop of shell that goes on until the command in its head succeeds, unless something in the head counts. */
const WAITS_FOR_IT = /^\s*(?:until|while\s+!)\s+\S*\s*[^;]*$/;

function isCounted(text: string): boolean {
  return /attempt|tries|retr|max|\+\+|-(?:ge|gt|le|lt)\b/i.test(text);
}

const TEST_CALL = /(?:^|[\s;({])(?:it|test|specify|scenario|testWidgets)(?:\.\w+){0,2}\s*(?:\(|\s["'])/;
const TEST_NAME = /^(?:test_\w+|test[A-Z]\w*|Test[A-Z_]\w*)$/;
const TEST_ATTRIBUTE =
  /^\s*(?:@(?:Test|ParameterizedTest|RepeatedTest)\b|\[(?:Fact|Theory|Test|TestCase|TestMethod)\b|#\[(?:\w+::)?test\b|@pytest\.mark\b)/;

/** Lines directly above a definition that say something of it. */
function decoratorsAbove({ lines }: ScannedText, head: number): readonly number[] {
  const found: number[] = [];
  for (let at = head - 1; at >= Math.max(0, head - 6); at--) {
    if (!/^\s*(?:@\w|\[\w|#\[)/.test(lines[at]?.code ?? "")) break;
    found.push(at);
  }
  return found;
}

const SCHEDULES =
  /\b(?:cron|schedule|scheduler|nodeCron|nodeSchedule)\.(?:schedule|scheduleJob|every|cron|add_job)\b|\bnew\s+Cron(?:Job)?\s*\(|@(?:Cron|Scheduled|periodic_task|crontab|Interval|huey\.periodic_task|dag)\b|\bTimerTrigger\s*\(|\bcrontab\s*\(|\.(?:AddFunc|add_job|addJob|AddOrUpdate|pubsub\.schedule|onSchedule)\s*\(|\bonSchedule\s*\(|\bCron\.|->cron\(|\bDeno\.cron\(/;
const NAMED: readonly (readonly [RegExp, number])[] = [
  [/->everyMinute\(/, MINUTES_PER_DAY],
  [/->everyFiveMinutes\(/, MINUTES_PER_DAY / 5],
  [/->everyTenMinutes\(/, MINUTES_PER_DAY / 10],
  [/->everyThirtyMinutes\(/, MINUTES_PER_DAY / 30],
  [/->hourly\(/, 24],
  [/->daily(?:At)?\(/, 1],
  [/->weekly\(/, 1 / 7],
];
const EVERY = /\bevery\(?\s*(\d+)?\)?\.(second|minute|hour|day|week)s?\b/;
const FIXED = /\b(?:fixedRate|fixedDelay|fixedRateString)\s*=\s*"?([\d_*\s]+)/;
const UNITS: Readonly<Record<string, number>> = {
  second: 86_400,
  minute: MINUTES_PER_DAY,
  hour: 24,
  day: 1,
  week: 1 / 7,
};

/** Runs a day of what a line schedules; undefined where it schedules nothing. */
function scheduleIn(code: string, text: string): number | "interval" | "unknown" | undefined {
  const named = NAMED.find(([pattern]) => pattern.test(code));
  if (named !== undefined) return named[1];
  const every = EVERY.exec(code);
  if (every !== null) return (UNITS[every[2] ?? ""] ?? 0) / Number(every[1] ?? 1);
  if (/\b(?:setInterval|Timer\.periodic|scheduleAtFixedRate|every_interval)\s*\(/.test(code)) return "interval";
  if (!SCHEDULES.test(code)) return undefined;
  const fixed = millisecondsIn(FIXED.exec(text)?.[1] ?? "");
  if (fixed !== undefined) return MS_PER_DAY / fixed;
  return runsPerDayIn(text) ?? "unknown";
}
