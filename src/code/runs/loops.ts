/** A loop that a piece of code opens. */
export interface Loop {
  readonly kind: "loop" | "batch";
  /** Where a literal says it. */
  readonly times?: number;
  /** Nothing in its head ends it. */
  readonly isEndless?: true;
}

const COUNTED =
  /\bfor\s*\(?\(?\s*(?:(?:let|var|const|int|long|auto|size_t|\$?\w+)\s+)?\$?\w+\s*(?::\s*\w+\s*)?(?::?=|=)\s*(\d[\d_]*)\s*;\s*\$?\w+\s*(<=?|!=)\s*(\d[\d_]*)\s*;/;
const DOWN = /\bfor\s*\(?\(?\s*(?:\w+\s+)?\$?\w+\s*:?=\s*(\d[\d_]*)\s*;\s*\$?\w+\s*(>=?)\s*(\d[\d_]*)\s*;/;
const PYTHON_RANGE = /\bfor\s+\w+\s+in\s+range\(\s*(\d[\d_]*)\s*(?:,\s*(\d[\d_]*)\s*(?:,\s*(\d[\d_]*)\s*)?)?\)/;
/** Kotlin and Ruby end with the last one at two dots, Rust and Ruby's three dots do not. */
const DOTS = /(?:\bin\s+|\(|\b)(\d[\d_]*)\s*(\.\.=?\.?|\buntil\b|\bdownTo\b)\s*<?\s*(\d[\d_]*)/;
const TIMES =
  /\brepeat\(\s*(\d[\d_]*)\s*\)|\b(\d[\d_]*)\.times\b|\bfor\s+(?:\w+\s*:?=\s*)?range\s+(\d[\d_]*)\b|\bArray(?:\.from)?\(\s*(?:\{\s*length:\s*)?(\d[\d_]*)\s*\}?|\b_\.times\(\s*(\d[\d_]*)|\b(?:List|Iterable|Stream)\.generate\(\s*(\d[\d_]*)\s*[,)]|\btimes\(\s*(\d[\d_]*)\s*[,)]/;
/** A first number and how many: C#. */
const COUNT_FROM = /\bEnumerable\.Range\(\s*\d[\d_]*\s*,\s*(\d[\d_]*)\s*\)/;
/** A first number and where it ends: Java's and lodash's ranges stop before it, PHP's do not. */
const RANGE_TO =
  /\b(IntStream\.range|LongStream\.range|_\.range|IntStream\.rangeClosed|LongStream\.rangeClosed|(?<=[\s(])range)\(\s*(\d[\d_]*)\s*,\s*(\d[\d_]*)\s*\)/;
const UPTO = /\b(\d[\d_]*)\.upto\(\s*(\d[\d_]*)\s*\)/;
const SEQ = /\$\(\s*seq\s+(?:(\d+)\s+)?(\d+)\s*\)|\{(\d+)\.\.(\d+)\}/;
/** Where a list that is written out begins; what is counted is what stands in its brackets. */
const LIST_OPENS: readonly RegExp[] = [
  /\bfor(?:each)?\b[^;]{0,200}?\s(?:of|in|:|range)\s*\(?\s*(?:vec!|new\s+Set\(\s*|&|set\(|tuple\(|list\(|sorted\(|reversed\(|enumerate\()?\s*([[(])/d,
  /\bfor(?:each)?\b[^;]{0,200}?(?:\sin|\s?:|:=|range)\s*(?:await\s+)?(?:new\s*(?:[\w.<>?]+\s*)?(?:\[\s*\])?\s*(?:\(\s*\))?\s*|\[\s*\.{0,3}\s*\]\s*[\w.*]+\s*|&?\[\s*\d*\s*\]\s*[\w.*]+\s*)(\{)/d,
  /\b(?:foreach|for)\s*\(\s*(\[|array\()[^;]*\]?\)?\s+as\s/d,
  /\b(?:listOf|setOf|arrayOf|sequenceOf|flowOf|List\.of|Set\.of|Stream\.of|IntStream\.of|Arrays\.asList|Flux\.just|Observable\.just|collect|vec!|new\s+Set|Array\.of)\s*(?:<[\w?]+>)?\s*(\(|\[)[^;]*[)\]]\s*\)?\s*(?:\.|->)\s*(?:iter\(\)\.|into_iter\(\)\.|asSequence\(\)\.|stream\(\)\.|parallelStream\(\)\.)?(?:forEach|map|each|for_each|flatMap|onEach|flat_map)\b/d,
  /(?:^|[\s=(<>])(\[)[^;]*\]\s*(?:as\s+const\s*\)?\s*)?\.\s*(?:iter\(\)\.|into_iter\(\)\.)?(?:map|forEach|each|for_each|flatMap|flat_map|each_with_index)\b/d,
  /\bnew\s*(?:List<\w+\??>\s*(?:\(\s*\))?|\w*\s*\[\s*\])\s*(\{)[^;]*\}\s*\.\s*(?:Select|ForEach|ToList)\b/d,
];
/** Ruby's words in brackets. */
const RUBY_WORDS = /%[wi][[({]([^\])}]{1,4000})[\])}]/;
const SHELL_LIST = /^\s*for\s+\w+\s+in\s+([\w.@ -]{1,2000}?)\s*(?:;|$)/;

/** `do` begins a loop only where it begins a statement: Ruby's blocks end their first line with it. */
const HEAD = /(?:^|[\s;}{(])(?:for|foreach|while|until|loop)\b(?!\s*[:=]|\.)|(?:^|[;}{])\s*do\b(?!\s*[:=]|\.)/;
const OVER_ALL =
  /(?:\.|->)(?:map|forEach|foreach|flatMap|each|find_each|in_batches|find_in_batches|find_each_with_index|each_entry|each_pair|each_key|each_value|each_with_object|each_record|filter_map|flat_map|mapNotNull|onEach|forEachOrdered|forEachAsync|eachAsync|forEachLine|for_each_concurrent|chunk|chunkById|cursor\(\)(?:\.|->)each|lazy\(\)(?:\.|->)each|map_async|each_with_index|each_slice|each_line|for_each|ForEach|ForEachAsync|forEachIndexed|mapIndexed|mapAsync|mapSeries|eachSeries|eachLimit|mapLimit|parMap|imap|imap_unordered|starmap|concurrentMap|buffer_unordered|parallelStream|Select|collect|then_each|apply|progress_apply)\s*(?:\(|\{|do\b)|\b(?:Parallel\.ForEach\w*|array_map|array_walk|pMap|async\.(?:each|map)\w*|asyncio\.gather|Promise\.all|Promise\.allSettled)\s*\(|\bCSV\.foreach\b|\b(?:File|IO)\.foreach\b|\.on\(\s*["']\s*["']\s*,|\breduce\(\s*async\b|(?<![.\w])(?:list|tuple|set|sorted|sum|all|any|dict)\(\s*map\(/;
const ENDLESS =
  /\bwhile\s*\(?\s*(?:true|True|1|TRUE)\s*\)?\s*[:{]?|\bfor\s*\(\s*;\s*;\s*\)|(?:^|\s)loop\s*(?:\{|do\b)|(?:^|\s)for\s*\{\s*$|\bwhile\s+(?:true|:)\s*;?\s*do\b|^\s*do\s*\{?\s*$/;
const WAITS =
  /\b(?:while|until)\b\s*\(?\s*(?:!|not\b|\w+\s*(?:is\s+None|==\s*(?:null|None|nil|false|False))|(?:un)?(?:done|ok|success|finished|verified)\b|!\s*\w)|^\s*until\s+(?:\S*\/)?(?:curl|wget|https?|xh)\s/;
const READS =
  /\bread(?:line|lines|_csv|er|Row|Lines)?\b|csv|iterrows|itertuples|DictReader|\.lines\(|readLines|each_line|\bscanner?\.(?:Scan|hasNext)|worksheet|getRows|eachRow|\bfor\s+\w+\s+in\s+(?:sys\.stdin|stdin|handle|file|infile|fh|fp|f)\s*:|createReadStream|createInterface|readFile|read_file|\bFiles\.(?:lines|readAllLines|newBufferedReader)|\bFile\.(?:Read|open|foreach|readlines|lines)|\bIO\.foreach|ReadLines|ReadAllLines|forEachLine|useLines|bufferedReader|\bfile\(|fgets|SplFileObject|(?<![.\w])open\(|fileinput|openpyxl|xlsx|papaparse|Papa\.|BufReader|\.lines\(\)|readAsLines|openRead|LineSplitter|StreamReader|ReadToEnd|iter_rows|\bpd\.read_(?:csv|excel|json|parquet|fwf|table)|read_excel|jsonl|ndjson/i;
/** Lines, rows and records that come one by one. */
const ARRIVES = /\.on\(\s*["'](?:data|line|row|record)["']\s*,/;
/** Rows of a table that was made above. */
const FRAME = /\b(\w+)\.(?:iterrows|itertuples)\(/;
/** The name of what a loop runs over. */
const RUNS_OVER =
  /\bfor(?:each)?\b[^;]{0,200}?\s(?:of|in|as)?\s*(?:enumerate\(|tqdm\(|await\s+)?([A-Za-z_$][\w$]*)\s*\)*\s*(?::|\{|do\b|as\b)?\s*$/;

/**
 * The loop that a line's code opens; `written`: the same with its strings; `valueOf`: what a name was given above, where that is known.
 * Undefined where it opens none.
 */
export function loopIn(
  code: string,
  written: string,
  valueOf?: (name: string) => string | undefined,
): Loop | undefined {
  const part = code.slice(0, 600);
  const isHead = HEAD.test(part);
  const arrives = ARRIVES.test(written.slice(0, 600));
  const isOther = TIMES.test(part) || UPTO.test(part) || COUNT_FROM.test(part) || RANGE_TO.test(part);
  if (!isHead && !OVER_ALL.test(part) && !isOther) return undefined;
  if (!isHead && !arrives && /\.on\(/.test(part) && !OVER_ALL.test(part.replaceAll(/\.on\(/g, "."))) return undefined;
  const times = timesIn(part, written.slice(0, 4000));
  if (times !== undefined) return { kind: "loop", times };
  if (!isHead && /\bPromise\.all(?:Settled)?\s*\(|asyncio\.gather\s*\(/.test(part) && !/\.map\s*\(|\bfor\b/.test(part))
    return undefined;
  if (isHead && (ENDLESS.test(part) || WAITS.test(part))) return { kind: "loop", isEndless: true };
  const frame = FRAME.exec(part)?.[1];
  const framed = frame === undefined ? undefined : valueOf?.(frame);
  if (framed !== undefined && !READS.test(framed)) return { kind: "loop" };
  if (READS.test(part) || arrives) return { kind: "batch" };
  const name = isHead ? RUNS_OVER.exec(part)?.[1] : RUNS_ON.exec(part)?.[1];
  return { kind: name !== undefined && valueOf !== undefined && comesFromFile(name, valueOf) ? "batch" : "loop" };
}

/** What a list's own method runs over: `rows.map(`. */
const RUNS_ON =
  /(?<![\w$.])\$?([A-Za-z_][\w$]{0,60})(?:\.|->)(?:slice\([^()]{0,20}\)\.)?(?:map|forEach|flatMap|each|for_each|onEach|ForEach|ForEachAsync|each_with_index|each_slice|Select|mapAsync|mapSeries)\b/;
/** A text that is cut into lines. */
const CUT =
  /=\s*(?:await\s+)?\$?([A-Za-z_][\w$]{0,60})(?:\.\w{1,20}\([^()]{0,40}\)){0,3}\.(?:split|splitlines|lines|trim)\b|\bexplode\([^()]{0,40},\s*\$(\w+)/;

function comesFromFile(name: string, valueOf: (name: string) => string | undefined): boolean {
  const value = valueOf(name);
  if (value === undefined) return false;
  if (READS.test(value)) return true;
  const cut = CUT.exec(value);
  const text = cut?.[1] ?? cut?.[2];
  return text !== undefined && text !== name && READS.test(valueOf(text) ?? "");
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
  const from = COUNT_FROM.exec(code);
  if (from !== null) return positive(numberOf(from[1]));
  const rangeTo = RANGE_TO.exec(code);
  if (rangeTo !== null) {
    const [, name = "", first, last] = rangeTo;
    return between(first, last, { includesLast: name.endsWith("Closed") || name === "range" });
  }
  const dots = DOTS.exec(code);
  if (dots !== null) return dotsIn(dots, code);
  const seq = SEQ.exec(written);
  if (seq !== null) return between(seq[1] ?? seq[3] ?? "1", seq[2] ?? seq[4], { includesLast: true });
  const rubyWords = /\.(?:each|map|flat_map|each_with_index)\b|^\s*for\b/.test(code) ? RUBY_WORDS.exec(written) : null;
  if (rubyWords !== null) return (rubyWords[1] ?? "").trim().split(/\s+/).length;
  for (const pattern of LIST_OPENS) {
    const found = pattern.exec(code);
    if (found === null) continue;
    const opening = found.indices?.[1]?.[0];
    if (opening === undefined) continue;
    const count = itemsFrom(code, written, code.startsWith("array(", opening) ? opening + "array".length : opening);
    if (count !== undefined) return count;
  }
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

/** How many items stand in the brackets that open at a place; undefined where the running program decides. */
function itemsFrom(code: string, written: string, opening: number): number | undefined {
  let depth = 0;
  let from = opening + 1;
  const items: string[] = [];
  for (let at = opening; at < code.length; at++) {
    const sign = code[at] ?? "";
    if ("([{".includes(sign)) depth++;
    else if (")]}".includes(sign)) depth--;
    if ((sign === "," && depth === 1) || depth === 0) {
      items.push(written.slice(from, at).trim());
      from = at + 1;
    }
    if (depth === 0) break;
  }
  if (depth !== 0) return undefined;
  const written_ = items.filter((item) => item !== "");
  const isLiteral =
    written_.length > 0 &&
    written_.every((item) =>
      /^(?:&?[rfbu$@]{0,2}["'`][^]*["'`](?:\.\w+\(\))?|-?[\d.]+\w*|[[({][^]*[\])}])$/.test(item),
    );
  return isLiteral && !written_.some((item) => /\bfor\b[^"'`]*\bin\b/.test(item)) ? written_.length : undefined;
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
