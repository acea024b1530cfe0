import { namesIn } from "../address.ts";
import type { CodeLanguage } from "../syntax/languages.ts";

/** What stands around a string of the code. */
export interface Surroundings {
  readonly language: CodeLanguage;
  /** Only a path, without a host or a base before it. */
  readonly isPathOnly: boolean;
  /** The path names its version. */
  readonly hasVersion: boolean;
  readonly before: string;
  readonly after: string;
  readonly written: string;
}

/** Whether a string is used for something else than a call: told, compared, played by a test, served, shown. */
export function isUsedOtherwise(place: Surroundings): boolean {
  const callees = openCallees(place.before);
  return (
    isTold(place, callees) ||
    isCompared(place, callees) ||
    isPlayed(place, callees) ||
    isLinked(place) ||
    (place.isPathOnly && (isServed(place, callees) || isShown(place, callees))) ||
    isPriced(place)
  );
}

const MOST_CALLEES = 5;

/** Names of the calls whose brackets are open at the end of the code, innermost first: `a.b.c`, with the sign of a decorator. */
function openCallees(code: string): readonly string[] {
  const callees: string[] = [];
  let depth = 0;
  for (let at = code.length - 1; at >= 0 && callees.length < MOST_CALLEES; at--) {
    const sign = code[at];
    if (sign === ")") depth++;
    else if (sign === "(") {
      if (depth > 0) depth--;
      else callees.push(nameBefore(code, at));
    }
  }
  // Ruby, Dart's named arguments and others call without brackets.
  const bare = /(?:^|[\s;{(])((?:[\w$]+[.:>-]+)*[\w$]+[!?]?)\s+$/.exec(code.slice(-80))?.[1];
  return bare === undefined ? callees : [bare, ...callees];
}

function nameBefore(code: string, at: number): string {
  return (
    /(?:[@#]\[?|\[)?(?:[\w$!?)\].]|::|->|\s+\.)*(?:<[\w<>, ]{1,40}>)?\s*$/
      .exec(code.slice(Math.max(0, at - 100), at))?.[0]
      .trim() ?? ""
  );
}

const TELLS =
  /^(?:console|log|logger|logging|slog|winston|pino|tracing|Log|Logger|Timber|System\.(?:out|err)|Console|Rails\.logger|Debug|Trace|_?logger|this\.logger|self\.logger|self\.log|this\.log|\$this->logger|\$log|app\.logger|current_app\.logger)[.:]|^fmt\.(?:Print|Fprint|Errorf)\w*$|^errors\.New$|^(?:require|require_relative|import|load|(?:jest|vi)\.\w+)$|^(?:print|println|print[fr]|puts|pp|echo|dump|dd|debugPrint|eprintln!|println!|eprint!|print!|panic!?|bail!|anyhow!|error_log|var_dump|trigger_error|warn|info|debug|log|(?:log|warn|info|debug|trace|error)!|abort|die|exit|Text|alert|confirm|toast|raise|throw|fail|error|t|i18n\.t|__)$|(?:Error|Exception|Failure|Warning)$|\.(?:log|info|warn|warning|debug|trace|fatal|error|exception|critical)$/;

function isTold({ before }: Surroundings, callees: readonly string[]): boolean {
  if (callees.some((callee) => TELLS.test(callee.replace(/\?\./g, ".")))) return true;
  if (/\b(?:raise|fail)\s+[\w:]{1,80}\s*,\s*$/.test(before)) return true;
  return /\b(?:throw|raise|echo|print|puts|import|from|require|require_once|include|use|package|part|export\s+\*\s+from)\s*$/.test(
    before,
  );
}

const COMPARES =
  /(?:^|[.:>!?])(?:includes|startsWith|endsWith|startswith|endswith|with|withArgs|contains|containsKey|has|hasPrefix|HasPrefix|HasSuffix|Contains|StartsWith|EndsWith|starts_with|ends_with|start_with\?|end_with\?|include\?|match\??|matches|test|search|indexOf|index_of|find|equals|Equals|equalsIgnoreCase|str_contains|str_starts_with|strpos|stripos|str_replace|replace|replaceAll|split|eq|is|assert\w*!?|Assert|AreEqual|Equal|expect\w*|should\w*|toBe|toEqual|toContain|toMatch|toStrictEqual|toHave\w*|waitFor\w*|called\w*|AssertEquals|isEqualTo|hasUrl|have_\w+|removePrefix|removeprefix|strip_prefix|TrimPrefix|delete|has_key\?)$/;

/** Programs' own ways to ask an address, wherever they stand. */
const ASKS =
  /^(?:file_get_contents|curl_init|fetch|(?:requests|httpx|ureq|reqwest|surf|axios|got|Http|HTTParty|RestClient|Faraday|Unirest|URI)(?:\.|::)\w+)$/;

function isCompared({ before, after }: Surroundings, callees: readonly string[]): boolean {
  if (
    /(?:[=!]==?|=~|\bcase|\bin|\bwhen|\bis|\bof|\bexpect|\bmatch|\bassert\b.{0,80}==)\s*(?:[\w.]{1,60}\s*\+\s*)?[rfbu$@]{0,2}$/.test(
      before,
    )
  )
    return true;
  if (/^(?:[=!]==?|\bin\b|\.equals\(|\s*=>\s*(?:Some|Ok|\{))/.test(after)) return true;
  // `assert!(reqwest::get("…").is_ok())` asks, and looks at the answer.
  if (ASKS.test(callees[0] ?? "")) return false;
  return callees.some((callee) => COMPARES.test(callee) || /^(?:Assert|assert|expect)\b/.test(callee));
}

const PLAYS =
  /^(?:nock|stub\w*|mock\w*|fake\w*|moxios|responses|respx|respx_mock|httpretty|requests_mock|requestsMock|rsps|requests_mocker|fetchMock|fetch_mock|aioresponses|httpx_mock|httpMock|httpTestingController|mockHttp\w*|_?mock\w*|\$mock\w*|cy|wiremock|WireMock|mockServer|MockWebServer|gock|httpmock|wm|webmock|stub_request|a_request|given|Given|When|when|whenever|every|Http::fake|Http::assert\w*|Mock::given|httptest|url(?:Path)?(?:Equal|Matching|PathEqual|PathMatching|Match)\w*|urlPath\w*|urlEqualTo|urlMatching|requestTo|onGet|onPost|reply)(?=$|[.:\s(>-])|[.>:](?:intercept|expectOne|expectGET|expectPOST|onGet|onPost|respondWith|fake|assertSent|assertNotSent|RegisterResponder|register_uri|add_response|When|whenGET|Setup\w*|mock|stub\w*|replyOnce|given|mockResponse\w*|fake\w*)$/;

/** A handler follows: a mocked answer or a route of one's own. */
const HANDLER =
  /^,\s*(?:[\w.()]+\s*,\s*){0,3}(?:async\s*)?(?:\([^()]{0,80}\)\s*=>|function\b|\w+\s*=>|func\s*\(|lambda\b|\|[^|]{0,40}\|)/;

/** Mocks that are told the host first and the path behind it. */
const PLAYS_CHAINED = /\b(?:nock|gock|wiremock|stub_request|respx|moxios|MockAdapter|WireMock|httpmock)\s*[.(]/;

/** MockK's blocks. */
const PLAYS_IN_BLOCK =
  /(?<!\bfun\s)\b(?:every|coEvery|(?:verify|coVerify)(?:All|Order|Sequence)?)\s*(?:\([^()]{0,80}\)\s*)?\{[^{}]*$/;

function isPlayed({ language, before, after }: Surroundings, callees: readonly string[]): boolean {
  if (language === "kotlin" && PLAYS_IN_BLOCK.test(before.slice(-200))) return true;
  if (PLAYS_CHAINED.test(/[^;]*$/.exec(before)?.[0] ?? "")) return true;
  if (callees.some((callee) => PLAYS.test(callee))) return true;
  const verb = /(?:^|[.:>])(?:get|post|put|patch|delete|all|any|route|use|on|head|Handle\w*)$/i.test(callees[0] ?? "");
  return verb && HANDLER.test(after);
}

const SERVERS =
  /^(?:@|#\[|\[)|^\$?(?:app|router|routes?|server|fastify|api_?router|blueprint|bp|mux|rg|group|apiGroup|Route|Router|RouteGroup|scope|namespace|engine|kyc_?router|\w+_(?:bp|router|blueprint)|\w+Router)(?:\.|::|->)(?:get|post|put|patch|delete|all|any|route|use|match|group|prefix|Handle\w*|GET|POST|PUT|Get|Post|Put|Patch|Delete|Group|Any|add_url_rule|add_api_route|register|resource)$|^(?:path|re_path|url|route|resources?|namespace|match|mount|HandleFunc|http\.Handle\w*|Router\.\w+)$|^\w{1,12}\.(?:GET|POST|PUT|PATCH|DELETE|Any|HandleFunc|Handle)$|\.route$|\.Map(?:Get|Post|Put|Patch|Delete|Group)$|\bRoute\b.*\.|(?:Get|Post|Put|Patch|Delete|Request)Mapping$/;
/** Client interfaces name the path in a decorator too. */
const CLIENT_DECORATOR =
  /^(?:@(?:GET|POST|PUT|PATCH|DELETE|HTTP|FormUrlEncoded|RequestLine|GetExchange|PostExchange|HttpExchange|FeignClient)|\[(?:Get|Post|Put|Patch|Delete))$/;

/** A handler by name follows: `r.Get("/v1/…", h.pan)`. */
const NAMED_HANDLER = /^,\s*(?:\w+\.\w+|\w*[hH]andler\w*)(?:\([^()]*\))?\s*\)/;
/** A table of pages by path: `'/upi': (_) => UpiPage()`. */
const PAGE = /^\]?\s*:\s*\([\w, ]{0,40}\)\s*=>/;

function isServed({ language, before, after }: Surroundings, callees: readonly string[]): boolean {
  const [callee = ""] = callees;
  if (CLIENT_DECORATOR.test(callee)) return false;
  if (
    /(?:^|\s)(?:@[A-Za-z][\w.]*|\[(?:Http(?:Get|Post|Put|Patch|Delete)|Route|FromRoute))\s*\($/.test(before.slice(-60))
  ) {
    return !/@(?:GET|POST|PUT|PATCH|DELETE|HTTP|RequestLine|GetExchange|PostExchange)\s*\($/.test(before.slice(-60));
  }
  // A client's builder of addresses: `url { host = …; path("…") }`.
  if (language === "kotlin" && callee === "path") return false;
  // Frameworks whose routes are calls of a bare verb.
  if (/^(?:get|post|put|patch|delete)$/.test(callee) && (language === "ruby" || language === "kotlin")) return true;
  if (language === "go" && /^\w{1,12}\.(?:Get|Post|Put|Patch|Delete|Method)$/.test(callee) && NAMED_HANDLER.test(after))
    return true;
  // Brackets before a call are an attribute in C# alone; elsewhere they are types: `getJSON[Tan](…)`.
  const named = language === "csharp" ? callees : callees.map((each) => each.replace(/^\[/, ""));
  return PAGE.test(after) || named.some((each) => SERVERS.test(each));
}

const NAVIGATES =
  /(?:^|[.:>])(?:push|replace|navigate|goto|composable|toNamed|off(?:All)?Named|redirect|redirectTo|redirect_to|navigateTo|go|goNamed|pushNamed|GoRoute|Link|NavLink|RouterLink|useMatch|usePathname|revalidatePath|permanentRedirect|NavigateTo|link_to|useRouteMatch|matchPath|Route)$/;

function isShown({ before, written, hasVersion }: Surroundings, callees: readonly string[]): boolean {
  if (callees.some((callee) => NAVIGATES.test(callee))) return true;
  if (
    /\b(?:href|to|as|routerLink|pathname|redirectTo|pattern|slug|alias|matcher)["']?\s*(?:=>?|:)\s*[{[]?(?:\s*["'`]\s*["'`],)*\s*["'`]?$/.test(
      before,
    )
  )
    return true;
  if (/<\w[^>]*\b(?:to|src|action|path)=\{?$/.test(written)) return true;
  return !hasVersion && /\b(?:path|route|url_?path|nav|screen|page|menu)["']?\s*(?:=>?|:)\s*$/i.test(written);
}

/** A page's link, which a reader follows: of a path or of a whole address. */
function isLinked({ written }: Surroundings): boolean {
  return /<\w[^>]*\bhref=\{?$/.test(written);
}

const DESCRIBES =
  /\b(?:description|summary|title|label|placeholder|help(?:Text|_text)?|message|msg|note|notes|docs?(?:Url|_url|Link)?|comment|text|alt|tooltip|hint|example|referer|referrer|origin|readme|caption|error)["']?\s*\]?\s*(?:=>|:=|[:=])\s*[rfbu$@]{0,2}$/i;

/** A price list, or a list of things that are said. */
function isPriced({ before, after, written }: Surroundings): boolean {
  if (before.endsWith("[") && /^\s*,\s*[\d.]+\s*\]/.test(after)) return true;
  return /^\]?\s*(?:=>|:|=)\s*[\d.]+\s*(?:[,}\])]|$)/.test(after) || DESCRIBES.test(written.trimEnd());
}

/** Names near a string that may be the base of its path, nearest first. */
export function namesAround(before: string, after: string): readonly string[] {
  const statement = /[^;]*$/.exec(before.slice(-160))?.[0] ?? "";
  const arguments_ = /^[^;]{0,120}/.exec(after)?.[0] ?? "";
  return [...namesIn(statement), ...namesIn(arguments_).toReversed()];
}
