/** A loop that a piece of code opens. */
export interface Loop {
  readonly kind: "loop" | "batch";
  /** Where a literal says it. */
  readonly times?: number;
  /** Nothing in its head ends it. */
  readonly isEndless?: true;
}

const COUNTED =
  /\bfor\s*\(?\s*(?:(?:let|var|const|int|long|auto|size_t|\$?\w+)\s+)?\$?\w+\s*(?::\s*\w+\s*)?(?::?=|=)\s*(\d[\d_]*)\s*;\s*\$?\w+\s*(<=?|!=)\s*(\d[\d_]*)\s*;/;
const DOWN = /\bfor\s*\(?\s*(?:\w+\s+)?\$?\w+\s*:?=\s*(\d[\d_]*)\s*;\s*\$?\w+\s*(>=?)\s*(\d[\d_]*)\s*;/;
const PYTHON_RANGE = /\bfor\s+\w+\s+in\s+range\(\s*(\d[\d_]*)\s*(?:,\s*(\d[\d_]*)\s*(?:,\s*(\d[\d_]*)\s*)?)?\)/;
/** Kotlin and Ruby end with the last one at two dots, Rust and Ruby's three dots do not. */
const DOTS = /(?:\bin\s+|\(|\b)(\d[\d_]*)\s*(\.\.=?\.?|\buntil\b|\bdownTo\b)\s*<?\s*(\d[\d_]*)/;
const TIMES =
  /\brepeat\(\s*(\d[\d_]*)\s*\)|\b(\d[\d_]*)\.times\b|\bfor\s+(?:\w+\s*:?=\s*)?range\s+(\d[\d_]*)\b|\bArray(?:\.from)?\(\s*(?:\{\s*length:\s*)?(\d[\d_]*)\s*\}?/;
const UPTO = /\b(\d[\d_]*)\.upto\(\s*(\d[\d_]*)\s*\)/;
const SEQ = /\$\(\s*seq\s+(?:(\d+)\s+)?(\d+)\s*\)|\{(\d+)\.\.(\d+)\}/;
const LIST_OVER =
  /(?:\bof|\bin|\bas|:)\s*(?:vec!)?[[(]([^\][(){}]{1,4000})[\])]|^\s*(?:[^=]*=)?\s*(?:await\s+Promise\.\w+\(\s*)?\[([^\][(){}]{1,4000})\]\s*\.\s*(?:map|forEach|each|for_each|flatMap)\b/;
const SHELL_LIST = /^\s*for\s+\w+\s+in\s+([\w.@ -]{1,2000}?)\s*(?:;|$)/;

/** `do` begins a loop only where it begins a statement: Ruby's blocks end their first line with it. */
const HEAD = /(?:^|[\s;}{(])(?:for|foreach|while|until|loop)\b(?!\s*[:=]|\.)|(?:^|[;}{])\s*do\b(?!\s*[:=]|\.)/;
const OVER_ALL =
  /(?:\.|->)(?:map|forEach|foreach|flatMap|each|each_with_index|each_slice|each_line|for_each|ForEach|ForEachAsync|forEachIndexed|mapIndexed|mapAsync|mapSeries|eachSeries|eachLimit|mapLimit|parMap|imap|imap_unordered|starmap|concurrentMap|buffer_unordered|parallelStream|Select|collect|then_each|apply|progress_apply)\s*(?:\(|\{|do\b)|\b(?:Parallel\.ForEach\w*|array_map|array_walk|pMap|async\.(?:each|map)\w*|asyncio\.gather|Promise\.all|Promise\.allSettled)\s*\(/;
const ENDLESS =
  /\bwhile\s*\(?\s*(?:true|True|1|TRUE)\s*\)?\s*[:{]?|\bfor\s*\(\s*;\s*;\s*\)|(?:^|\s)loop\s*(?:\{|do\b)|(?:^|\s)for\s*\{\s*$|\bwhile\s+(?:true|:)\s*;?\s*do\b|^\s*do\s*\{?\s*$/;
const WAITS =
  /\b(?:while|until)\b\s*\(?\s*(?:!|not\b|\w+\s*(?:is\s+None|==\s*(?:null|None|nil|false|False))|(?:un)?(?:done|ok|success|finished|verified)\b|!\s*\w)|^\s*until\s+(?:\S*\/)?(?:curl|wget|https?|xh)\s/;
const READS =
  /\bread(?:line|lines|_csv|er|Row|Lines)?\b|csv|iterrows|itertuples|DictReader|\.lines\(|readLines|each_line|\bscanner?\.(?:Scan|hasNext)|worksheet|getRows|eachRow|\bfor\s+\w+\s+in\s+(?:sys\.stdin|stdin|handle|file|infile|fh|fp|f)\s*:/i;

/** The loop that a line's code opens; `written`: the same with its strings. Undefined where it opens none. */
export function loopIn(code: string, written: string): Loop | undefined {
  const part = code.slice(0, 600);
  const isHead = HEAD.test(part);
  if (!isHead && !OVER_ALL.test(part) && !TIMES.test(part) && !UPTO.test(part)) return undefined;
  const times = timesIn(part, written.slice(0, 4000));
  if (times !== undefined) return { kind: "loop", times };
  if (!isHead && /\bPromise\.all(?:Settled)?\s*\(|asyncio\.gather\s*\(/.test(part) && !/\.map\s*\(|\bfor\b/.test(part))
    return undefined;
  if (isHead && (ENDLESS.test(part) || WAITS.test(part))) return { kind: "loop", isEndless: true };
  return { kind: READS.test(part) ? "batch" : "loop" };
}

function timesIn(code: string, written: string): number | undefined {
  const counted = COUNTED.exec(code);
  if (counted !== null) return between(counted[1], counted[3], { includesLast: counted[2] === "<=" });
  const down = DOWN.exec(code);
  if (down !== null) return between(down[3], down[1], { includesLast: down[2] === ">=" });
  const range = PYTHON_RANGE.exec(code);
  if (range !== null) {
    const [, first, last, step] = range;
    const size = last === undefined ? numberOf(first) : numberOf(last) - numberOf(first);
    return positive(Math.ceil(size / (step === undefined ? 1 : numberOf(step))));
  }
  const upto = UPTO.exec(code);
  if (upto !== null) return between(upto[1], upto[2], { includesLast: true });
  const fixed = TIMES.exec(code);
  if (fixed !== null) return positive(numberOf(fixed.slice(1).find((each) => each !== undefined)));
  const dots = DOTS.exec(code);
  if (dots !== null) return dotsIn(dots, code);
  const seq = SEQ.exec(written);
  if (seq !== null) return between(seq[1] ?? seq[3] ?? "1", seq[2] ?? seq[4], { includesLast: true });
  const list = LIST_OVER.exec(code);
  if (list !== null) return itemsIn(list[1] ?? list[2] ?? "", code, written);
  const words = /\bdo\b/.test(code) || /;\s*do\b/.test(written) ? SHELL_LIST.exec(written)?.[1] : undefined;
  // Ruby's `for vpa in vpas do` names what holds them.
  return words === undefined || /\sdo$/.test(words) ? undefined : words.trim().split(/\s+/).length;
}

function dotsIn([, first, sign = "", last]: RegExpExecArray, code: string): number | undefined {
  if (sign === "downTo") return between(last, first, { includesLast: true });
  // `0..100` in Rust stops before the last one; its loops have neither brackets nor a method.
  const isRust =
    sign === ".." && /\bfor\s+\w+\s+in\s+\(?\d/.test(code) && /\{\s*$/.test(code) && !/\bfor\s*\(/.test(code);
  return between(first, last, { includesLast: sign !== "..." && sign !== "until" && !isRust && !code.includes("..<") });
}

/** A list's items; a single name in brackets is not a list of one but nobody knows what. */
function itemsIn(list: string, code: string, written: string): number | undefined {
  const at = code.indexOf(list);
  const items = written
    .slice(at, at + list.length)
    .split(",")
    .filter((item) => item.trim() !== "");
  const isLiteral = items.length > 0 && items.every((item) => /^\s*(?:["'`].*["'`]|[\d.]+)\s*$/s.test(item));
  return isLiteral ? items.length : undefined;
}

function between(
  first: string | undefined,
  last: string | undefined,
  { includesLast }: { readonly includesLast: boolean },
): number | undefined {
  return positive(numberOf(last) - numberOf(first) + (includesLast ? 1 : 0));
}

function numberOf(text: string | undefined): number {
  return Number((text ?? "").replaceAll("_", ""));
}

function positive(value: number): number | undefined {
  return Number.isFinite(value) && value > 0 && value < 1e9 ? value : undefined;
}
