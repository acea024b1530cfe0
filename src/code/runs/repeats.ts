import type { Multiplier, MultiplierKind, TextRange } from "../findings.ts";
import type { Heads } from "../syntax/enclosing.ts";
import type { CodeLanguage } from "../syntax/languages.ts";
import type { ScannedText } from "../syntax/scannedText.ts";
import { runsPerDayIn } from "./cron.ts";
import { functionIn } from "./functions.ts";
import { loopIn } from "./loops.ts";
import { isEndlessRetry, retriesAbove, retriesForEver } from "./retries.ts";
import { runsOfInterval, scheduleIn } from "./schedules.ts";
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
  readonly retries: readonly {
    readonly range: TextRange;
    readonly calls: readonly number[];
    readonly wrapperCalls: readonly number[];
  }[];
}

interface Found {
  readonly kind: MultiplierKind;
  readonly line: number;
  readonly times?: number;
  readonly runsPerDay?: number;
  readonly calls: Set<number>;
  readonly wrapperCalls: Set<number>;
}

/** What multiplies calls, found by the heads of the blocks around each. */
export class RepeatFinder {
  readonly #scanned: ScannedText;
  readonly #found = new Map<string, Found>();
  readonly #retries = new Map<number, Pick<Found, "calls" | "wrapperCalls">>();

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
      const loop = this.#isProse(code) ? undefined : loopIn(code, text, (name) => this.#valueOf(name, head));
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
      .map(([line, { calls, wrapperCalls }]) => ({
        range: this.#rangeOf(line),
        calls: [...calls],
        wrapperCalls: [...wrapperCalls],
      }));
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
    if (this.#isProse(code)) return undefined;
    return loopIn(code.slice(0, column), text.slice(0, column), (name) => this.#valueOf(name, line));
  }

  /** The code that gives a name its value, above a line. */
  #valueOf(name: string, line: number): string | undefined {
    const escaped = name.replaceAll("$", "\\$");
    const given = new RegExp(`(?<![\\w$.])${escaped}\\s*(?::[^=]{1,60})?(?::=|=)(?!=)|\\bas\\s+${escaped}\\b`);
    for (let at = line - 1; at >= Math.max(0, line - FARTHEST_VALUE); at--) {
      const { code } = this.#line(at);
      if (code.includes(name) && given.test(code))
        return `${code} ${/[({[,]\s*$/.test(code) ? this.#line(at + 1).code : ""}`;
    }
    return undefined;
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
    const statement = retriesForEver(this.#scanned, spot.line);
    if (statement !== undefined) this.#addRetry(spot, statement);
    if (isShellLike(this.#scanned.language)) this.#shell(spot, text);
  }

  /** In a page of Markdown, in data and settings only a line of shell opens a loop. */
  #isProse(code: string): boolean {
    const { language } = this.#scanned;
    if (language === "markdown" || language === "yaml")
      return !/^\s*(?:-\s+)?(?:\w+:\s+)?(?:for|while|until)\b/.test(code);
    return language === "json" || language === "env" || language === "properties" || language === "http";
  }

  /** A loop that ended before the call does not repeat it. */
  #isAround(code: string, column: number): boolean {
    const before = code.slice(0, column);
    if (/^\s*(?:\}\s*)?(?:await\s+)?(?:for|foreach)\b/.test(before)) return !isInHead(before);
    if (/^\s*(?:while|until|loop)\b/.test(before)) return true;
    const last = Math.max(
      ...[
        ...before.matchAll(
          /\.(?:map|forEach|each|flatMap|find_each|for_each\w*|mapNotNull|onEach|forEach\w*|filter_map|flat_map|forEachLine|chunk|ForEach\w*|Select|times|upto|apply|progress_apply)\b|\b(?:repeat|(?:list|tuple|set|sorted|sum|all|any|dict)\(\s*map|array_map|array_walk|Promise\.all|pMap|async\.(?:each|map)\w*)\b|\.\.\.?\d+\)?\.each/g,
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
    const code = lines[line]?.code ?? "";
    if (/\bDuration\(/.test(code)) return runsOfInterval(code);
    const period = /\bperiod\s*=\s*([\d_*\s]+)/.exec(code)?.[1];
    const own = period ?? /,\s*([\d_*\s]+)\)\s*[;,)}]*\s*$/.exec(code)?.[1];
    const indent = lines[line]?.indent ?? 0;
    let time = own;
    for (let at = line + 1; time === undefined && at < Math.min(lines.length, line + 200); at++) {
      const below = lines[at];
      if (below === undefined || below.indent < 0 || below.indent > indent) continue;
      time = /^\s*\}\s*,\s*([\d_*\s]+)\)/.exec(below.code)?.[1];
      break;
    }
    return time === undefined ? undefined : runsOfInterval(time);
  }

  /** Attributes and decorators of the function: schedules, retries. */
  #aboveFunction(spot: Spot, head: number): void {
    for (const line of decoratorsAbove(this.#scanned, head)) {
      this.#schedule(spot, line);
      if (retriesAbove(this.#decorator(line))) this.#addRetry(spot, line);
    }
  }

  /** A decorator's code, also where it goes on over some lines. */
  #decorator(line: number): string {
    let code = this.#line(line).code;
    for (let at = line + 1; depthOf(code) > 0 && at < line + MOST_DECORATOR; at++)
      code += ` ${this.#line(at).code.trim()}`;
    return code;
  }

  /** Functions within a graph of tasks run when the graph does: `@dag(schedule=…)`. */
  #aboveGraph(spot: Spot, heads: Heads): void {
    for (const line of heads.flatMap((head) => decoratorsAbove(this.#scanned, head))) {
      if (/@dag\b/.test(this.#line(line).code)) this.#schedule(spot, line);
    }
    for (const line of heads) if (/\bDAG\s*\(/.test(this.#line(line).code)) this.#schedule(spot, line);
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
        TEST_ON_LINE.test(code) ||
        TEST_NAME.test(functionIn(this.#scanned, head)?.name ?? "") ||
        decoratorsAbove(this.#scanned, head).some(
          (line) => TEST_ATTRIBUTE.test(this.#line(line).code) && !TEST_ON_LINE.test(this.#line(line).code),
        );
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
    const known = this.#retries.get(line) ?? { calls: new Set(), wrapperCalls: new Set() };
    known[of].add(place);
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

const TEST_CALL =
  /(?:^|[\s;({]|\b(?:Deno|Bun|QUnit|t|tap|suite|tester|ava)\.)(?:f?it|test|specify|scenario|Scenario|example|testWidgets|patrolTest|patrolWidgetTest|blocTest|testCase)(?:\.(?:only|skip|each|for|concurrent|serial|sequential|parallel|failing|fails|todo|fixme|skipIf|runIf|step|if|ignore|sanitizeOps|run|prop|describe)){0,2}\s*(?:\(|\s["'])/;
const TEST_NAME = /^(?:test_\w+|test[A-Z]\w*|Test[A-Z_]\w*)$/;
const TEST_ATTRIBUTE =
  /^\s*(?:@(?:Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|Property|Theory)\b|\[(?:\w*Fact|\w*Theory|Test|TestCase|TestCaseSource|TestMethod|DataTestMethod)\b|#\[(?:\w+::)?(?:[tT]est|rstest|test_case|wasm_bindgen_test)\b|@pytest\.mark\b)/;

/** An attribute and what it belongs to on one line: `@Test void knows() {`, `[Fact] public async Task Knows()`. */
const TEST_ON_LINE =
  /^\s*(?:@(?:Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|Property)\b(?:\([^()]*\))?|\[(?:\w*Fact|\w*Theory|Test|TestCase|TestCaseSource|TestMethod|DataTestMethod)\b[^\]]*\]|#\[(?:\w+::)?(?:[tT]est|rstest|test_case)\b[^\]]*\])\s+\S/;

/** Lines directly above a definition that say something of it. */
function decoratorsAbove({ lines }: ScannedText, head: number): readonly number[] {
  const found: number[] = [];
  for (let at = head - 1; at >= Math.max(0, head - 6); at--) {
    const code = lines[at]?.code ?? "";
    if (DECORATES.test(code)) found.push(at);
    else if (/^\s*\)\s*$/.test(code)) {
      const opening = decoratorOver(lines, at);
      if (opening === undefined) break;
      found.push(opening);
      at = opening;
    } else break;
  }
  return found;
}

const DECORATES = /^\s*(?:@\w|\[\w|#\[)/;
const MOST_DECORATOR = 12;
/** How far above a loop the list it runs over is looked for. */
const FARTHEST_VALUE = 60;

/** The line above in which a decorator begins whose brackets end in a line of their own. */
function decoratorOver(lines: ScannedText["lines"], end: number): number | undefined {
  const indent = lines[end]?.indent ?? 0;
  for (let at = end - 1; at >= Math.max(0, end - MOST_DECORATOR); at--) {
    const line = lines[at];
    if (line === undefined || line.indent < 0 || line.indent > indent) continue;
    return DECORATES.test(line.code) ? at : undefined;
  }
  return undefined;
}

/** Whether a loop's head goes on to a place of its line: what is asked there is asked once, before the loop. */
function isInHead(before: string): boolean {
  const head = /^\s*(?:\}\s*)?(?:await\s+)?(?:for|foreach)\b\s*(?:await\s*)?/.exec(before)?.[0] ?? "";
  const rest = before.slice(head.length);
  if (rest.startsWith("(")) {
    let depth = 0;
    for (const sign of rest) {
      depth += sign === "(" ? 1 : sign === ")" ? -1 : 0;
      if (depth === 0) return false;
    }
    // `for (…; …; …)` asks anew each time.
    return !rest.includes(";");
  }
  return !/[{;]|:\s|\bdo\b|:$/.test(rest.replaceAll(/\[[^\]]*\]|:=/g, ""));
}
