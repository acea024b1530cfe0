import { namesIn } from "../address.ts";
import type { CodeLanguage } from "../syntax/languages.ts";
import { asksNow, isAskedKey, isAsking, isOtherKey, keepsPaths } from "./callees.ts";
import type { OwnNames } from "./ownNames.ts";

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
  /** What the text itself defines. */
  readonly own: OwnNames;
  /** Nothing before the path, not even a name, says whose it is. */
  readonly isBare: boolean;
}

/** Whether a string is used for something else than a call: told, compared, played by a test, served, shown. */
export function isUsedOtherwise(place: Surroundings): boolean {
  const callees = openCallees(place.before);
  const isAskedNow = asksNow(callees[0] ?? "");
  return (
    (!isAskedNow && isTold(place, callees)) ||
    isCompared(place, callees) ||
    isPlayed(place, callees) ||
    isLinked(place) ||
    (place.isPathOnly && (isServed(place, callees) || (!isAskedNow && isShown(place, callees)))) ||
    isPriced(place) ||
    (place.isBare && !mayBeAsked(place, callees))
  );
}

/** Of a path that stands alone, what is done with it must say that it is asked, or kept to be. */
function mayBeAsked(
  { language, before, after, written, hasVersion, own }: Surroundings,
  callees: readonly string[],
): boolean {
  const [callee = ""] = callees;
  if (/^\]\s*=(?!=|>)/.test(after) || /^\s*:\s*(?:true|false|True|False|nil|None|null)\b/.test(after)) return false;
  if (
    /^\]?\s*\.\s*(?:split|includes|contains|indexOf|some|every|include\?|find|match\w*|test|replace\w*|length|size|slice|substring)\b/.test(
      after,
    )
  )
    return false;
  if (language === "javascript" && /\btype\s+\w{1,60}\s*(?:<[^<>]{1,60}>\s*)?=[\s|"'`]*$/.test(before)) return false;
  // A key: what is said of the path, its name, its limit or its page, stands behind it.
  if (/(?:[{,(]|^)\s*\[?[rfbu$@]{0,2}$/.test(before) && /^\]?\s*(?::(?!:)|=>)\s*[^\s:]/.test(after)) return false;
  const attribute = /<[A-Za-z][\w.-]*\b[^<>]*\s([\w:@.-]+)=\{?\s*$/.exec(written)?.[1];
  if (attribute !== undefined && (language === "javascript" || language === "component"))
    return /url|endpoint|api/i.test(attribute);
  // Something stands before it that the running program knows.
  if (/[\w)\]]\s*(?:\+|\.|~)\s*[rfbu$@]{0,2}$/.test(before)) return true;
  if (isAskedKey(before)) return true;
  if (isOtherKey(before) && !(hasVersion && callee === "")) return false;
  if (callee === "" || /^(?:return|yield|await|\)|if|in|=>)$/.test(callee)) return true;
  if (/^(?:@|\[)/.test(callee) || callee.startsWith("#[")) return true;
  if (isAsking(callee) || keepsPaths(callee, language, before)) return true;
  const name = /^(?:(?:this|self|\$this|cls|super|Self|static)(?:\.|->|::)#?)?([\w$]+[!?]?)$/.exec(callee)?.[1];
  return name !== undefined && own.defines(name);
}

/** Whether a string is asked where it stands, by a verb of HTTP or as the address of a request's options. */
export function isAskedHere(before: string): boolean {
  return asksNow(openCallees(before)[0] ?? "") || isAskedKey(before);
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
  /^(?:console|log|logger|logging|slog|winston|pino|tracing|Log|Logger|Timber|System\.(?:out|err)|Console|Rails\.logger|Debug|Trace|_?logger|this\.logger|self\.logger|self\.log|this\.log|\$this->logger|\$log|app\.logger|current_app\.logger)[.:]|^fmt\.(?:Print|Fprint|Errorf)\w*$|^errors\.New$|^(?:require|require_relative|import|load|(?:jest|vi)\.\w+)$|^(?:print|println|print[fr]|puts|pp|echo|dump|dd|debugPrint|eprintln!|println!|eprint!|print!|panic!?|(?:\w+::)?(?:bail|anyhow|ensure|eyre|unreachable|todo|assert)!|error_log|var_dump|trigger_error|warn|info|debug|log|(?:log|warn|info|debug|trace|error)!|abort|die|exit|Text|alert|confirm|toast|raise|throw|fail|error|t|i18n\.t|__)$|(?:Error|Exception|Failure|Warning)$|\.(?:log|info|warn|warning|debug|trace|fatal|error|exception|critical)$/;

/** Who shows or keeps messages, whatever their methods are called: screens, log libraries, telemetry. */
const TELLERS =
  /(?:^|[.:>])_?\$?(?:[tT]oast\w*|[sS]nack[bB]ar\w*|Fluttertoast|EasyLoading|Alert|AlertDialog|MessageBox|Swal|swal|notification\w*|Notification\w*|notifier|notyf|flash|messages|Sentry|sentry_sdk|sentry|Bugsnag|bugsnag|Rollbar|rollbar|Honeybadger|Airbrake|Raven|Crashlytics|FirebaseCrashlytics|crashlytics|newrelic|NewRelic|Appsignal|Datadog|dogstatsd|statsd|StatsD|mixpanel|Mixpanel|posthog|amplitude|analytics|Analytics|FirebaseAnalytics|telemetry\w*|[tT]elemetryClient|appInsights|span|tracer|Span|Activity|logrus|glog|klog|zap|zerolog|sugar|Serilog|NLog|Fabric|Bun\.stdout|chalk|spinner|ora|click|typer|warnings|pytest|st|syslog|Assertions|os\.Std(?:out|err)|sys\.std(?:out|err)|process\.std(?:out|err)|STD(?:OUT|ERR)|\$std(?:out|err)|io\.(?:out|err)|\$output|\$io)(?:\(\))?!?(?:\.|->|::)\w+!?$/;

/** Ways to say something, by their own names: in a test that fails, on a screen, to telemetry, in a report. */
const TELLS_BY_NAME =
  /(?:^|[.:>])(?:makeText|showToast|showSnack[bB]ar|SnackBar|enqueueSnackbar|showAlert|showError|showMessage|showDialog|showNotification|showInformationMessage|showWarningMessage|showErrorMessage|set(?:Error|Message|Status|Toast|Alert|Notice|Flash|Snackbar)|[nN]otify|capture(?:Message|Exception|Event|Error)?|capture_(?:message|exception|event)|[aA]ddBreadcrumb|add_breadcrumb|leaveBreadcrumb|notice_?[eE]rror|noticeError|record(?:Exception|Error|Event)|record_(?:exception|error|event)|[sS]etTag|set_tag|setAttribute|set_attribute|setExtra|set_extra|setContext|set_context|AddTag|[aA]ddEvent|add_event|[tT]rack(?:Event|Exception|Trace|Dependency|Metric|Page|Request)?|track_\w+|log(?:Event|Error|Message|Exception|Warning|Info|Debug)|log_(?:event|error|message|exception|warning|info|debug)|Log(?:Error|Information|Warning|Debug|Critical|Trace)|(?:Info|Warn|Error|Debug|Fatal|Panic|Trace|Print|Log|Skip|Critical|Information|Warning)(?:f|w|ln|Context|Async)?|gtag|reportError|report_exception|writeln|WriteLine|writeLn|secho|NSLog|os_log|develope?r\.log|syslog|abort_if|abort_unless|abort_with|skipTest|skip|flunk|fail\w*|Fail|with_context|withMessage|describedAs|because|annotate|setFailed|warning|notice|deprecated?|trigger_deprecation|tell|say)$|(?:->|::)(?:log|info|warn|warning|debug|trace|fatal|error|exception|critical|line|comment|alert|notice|emergency)$|\.(?:context|expect)$/;

/** What is said goes in directly, or through one call that words it. */
const MOST_BETWEEN = 2;

function tells(callees: readonly string[]): boolean {
  const names = callees.map((callee) => callee.replace(/\?\./g, "."));
  return (
    names.some((name) => TELLS.test(name)) ||
    names.slice(0, MOST_BETWEEN).some((name) => TELLERS.test(name) || TELLS_BY_NAME.test(name))
  );
}

function isTold({ before }: Surroundings, callees: readonly string[]): boolean {
  if (tells(callees)) return true;
  if (/\b(?:raise|fail)\s+[\w:]{1,80}\s*,\s*$/.test(before)) return true;
  if (/\b(?:raise|throw(?:\s+new)?)\s+[\w.:]{1,80}\s*\([^()]{0,200}$/.test(before)) return true;
  return /\b(?:throw|raise|echo|print|puts|import|from|require|require_once|include|use|package|part|export\s+\*\s+from)\s*$/.test(
    before,
  );
}

const COMPARES =
  /(?:^|[.:>!?])(?:includes|startsWith|endsWith|startswith|endswith|with|withArgs|contains|containsKey|has|hasPrefix|HasPrefix|HasSuffix|Contains|StartsWith|EndsWith|starts_with|ends_with|start_with\?|end_with\?|include\?|match\??|matches|test|search|indexOf|index_of|find|equals|Equals|equalsIgnoreCase|str_contains|str_starts_with|strpos|stripos|str_replace|replace|replaceAll|split|eq|is|assert\w*!?|Assert|AreEqual|Equal|expect\w*|[sS]hould\w*|toBe|toEqual|toContain|toMatch|toStrictEqual|toHave\w*|waitFor\w*|called\w*|AssertEquals|isEqualTo|hasUrl|have_\w+|removePrefix|removeprefix|strip_prefix|TrimPrefix|delete|has_key\?|StartsWithSegments|startsWithIgnoreCase|regionMatches|EqualFold|strcmp|strncmp|strcasecmp|fnmatch|preg_match|preg_match_all|preg_replace|fullmatch|finditer|findall|lastIndexOf|LastIndexOf|IndexOf|localeCompare|compareTo|casecmp\??|isPrefixOf|routeIs|fullUrlIs|is_match|IsMatch|MatchString|minimatch|micromatch|picomatch|pathToRegexp|path_to_regexp|antMatchers?|mvcMatchers?|requestMatchers|pathMatchers|regexMatchers|securityMatchers?|AntPathRequestMatcher|PathPatternRequestMatcher|excludePathPatterns|addPathPatterns|UseWhen|MapWhen|startsWithAny|startsWithPath|hasPath|isPath|samePath|sameUrl|endsWithIgnoreCase|has_prefix|has_suffix|strip_suffix|removeSuffix|removesuffix|delete_prefix|substringAfter|substringBefore|trimStart|ltrim|rtrim|str_ends_with|substr_count|Pattern\.compile|Regex|RegExp|Regexp\.new|Regex::new|regexp\.(?:MustCompile|Compile|MatchString)|re\.compile|toRegex)$/;

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
  if (
    /(?:[=!]==?)\s*(?:new\s+)?(?:URI|Uri|URL|Url|url|String)(?:[.:]+\w+)?\s*\(\s*$|\b(?:not\s+)?in\s*[([{][^()[\]{}]*$/.test(
      before,
    ) &&
    !/\bfor\b/.test(before)
  )
    return true;
  if (/(?:^|[\s;{])(?:case|when)\s[^:;{}]*["']\s*,\s*$/.test(before)) return true;
  if (/^(?:[=!]==?|\bin\b|\.equals\(|\s*=>\s*(?:Some|Ok|\{))/.test(after)) return true;
  // An arm of a match: `(&Method::GET, "/v1/…") => …`.
  if (/^\)\s*=>\s*\w+\(/.test(after) && /\(\s*&?\w+(?:::\w+)*\s*,\s*$/.test(before)) return true;
  if (/^[^;]{0,40}\]\s*\.\s*(?:includes|contains|indexOf|some|include\?|any)\b/.test(after)) return true;
  // `assert!(reqwest::get("…").is_ok())` asks, and looks at the answer.
  if (ASKS.test(callees[0] ?? "") || asksNow(callees[0] ?? "")) return false;
  return callees.some((callee) => COMPARES.test(callee) || /^(?:Assert|assert|expect)\b/.test(callee));
}

const PLAYS =
  /^(?:nock|stub\w*|mock\w*|fake\w*|moxios|responses|respx|respx_mock|httpretty|requests_mock|requestsMock|rsps|requests_mocker|fetchMock|fetch_mock|aioresponses|httpx_mock|httpMock|httpTestingController|mockHttp\w*|_?mock\w*|\$mock\w*|cy|wiremock|WireMock|mockServer|MockWebServer|gock|httpmock|wm|webmock|stub_request|a_request|given|Given|When|when|whenever|every|Http::fake|Http::assert\w*|Mock::given|httptest|url(?:Path)?(?:Equal|Matching|PathEqual|PathMatching|Match)\w*|urlPath\w*|urlEqualTo|urlMatching|requestTo|onGet|onPost|reply)(?=$|[.:\s(>-])|[.>:](?:intercept|expectOne|expectGET|expectPOST|onGet|onPost|respondWith|fake|assertSent|assertNotSent|RegisterResponder|register_uri|add_response|When|whenGET|Setup\w*|mock|stub\w*|replyOnce|given|mockResponse\w*|fake\w*|Verify(?:Get|Post|Put|Patch|Delete|Send|Request|AnyRequest|NoRequest|Call\w*|Once|Never|Invocation\w*)?|WithPath|WithUrl|ForUrl|ForCallsTo|ShouldHave\w*|ShouldNotHave\w*|AssertRequest\w*|assertRequest\w*|assert_(?:any_call|called\w*|has_calls|requested|not_requested)|have_requested|have_been_(?:requested|made)|a_request|RegisterMatcherResponder|RegisterNoResponder|GetCallCountInfo|getRequestsTo|lastRequestTo|wasCalled\w*|toHaveBeen\w*|isDone|setResponse|setHandler|mockGet|mockPost|whenRequest\w*|hasRequest\w*|received\w*|Received\w*|onRequest)$/;

/** A handler follows: a mocked answer or a route of one's own. */
const HANDLER =
  /^,\s*(?:[\w.()]+\s*,\s*){0,3}(?:async\s*)?(?:\([^()]{0,80}\)\s*=>|function\b|\w+\s*=>|func\s*\(|lambda\b|\|[^|]{0,40}\|)/;

/** Mocks that are told the host first and the path behind it. */
const PLAYS_CHAINED = /\b(?:nock|gock|wiremock|stub_request|respx|moxios|MockAdapter|WireMock|httpmock)\s*[.(]/;

/** MockK's blocks. */
const PLAYS_IN_BLOCK =
  /(?<!\bfun\s)\b(?:every|coEvery|(?:verify|coVerify)(?:All|Order|Sequence)?)\s*(?:\([^()]{0,80}\)\s*)?\{[^{}]*$/;

/** A mock is asked whether it was called: `verify(api).get(…)`, `m.EXPECT().Get(…)`; or a server of one's own is: `request(app).get(…)`. */
const PLAYS_BEHIND =
  /\bverify(?:Never|InOrder)?\(\s*\w+\.\w+\([^;{}]*$|\b(?:verify|given|should|then|doReturn|doThrow|doAnswer|willReturn|EXPECT|Received|DidNotReceive)\s*\([^;]{0,120}\)\s*\.\s*\w+(?:<[^()]{0,60}>)?\([^;{}]*$|\b(?:request|supertest|agent|chai\.request)\((?:\w*(?:[aA]pp|[sS]erver)\b[\w.()]*)\)\s*\.\s*\w+\(\s*$|\b(?:mvc|mockMvc|client)\.perform\(\s*\w+\(\s*$|\b[vV]erify\(\s*(?:\(\s*\)|\w+)\s*=>[^;]*$|\b(?:td|Mockito|BDDMockito)\.when\([^;]*$|\b(?:addInteraction|uponReceiving|withRequest|willRespondWith)\b[^;]*$|\bItExpr\b[^;]*$|\bRequest\.Create\(\)[^;]*$/;
/** Behind the string stands what is answered. */
const ANSWERS =
  /^[^;]{0,160}?(?:\bMockResponse\b|\bHttpResponse\.|\bmock(?:Response|Resolved|Rejected|Return|Implementation)\w*|\brespond(?:With)?\(|\breply\(|\bfulfill\(|\bthen(?:Return|Answer|Resolve|Throw)\w*\(|\bwillReturn\(|\band(?:Return|Respond)\(|\bto_return\b|\breturns\s+\w)/;

function isPlayed({ language, before, after, own }: Surroundings, callees: readonly string[]): boolean {
  if (PLAYS_BEHIND.test(before.slice(-300)) || ANSWERS.test(after)) return true;
  const receiver = /^(\w+)\.\w+$/.exec(callees[0] ?? "")?.[1];
  if (receiver !== undefined && own.plays(receiver)) return true;
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
/** The same in any language, by a name that says so. */
const ANY_HANDLER = /^,\s*(?:[\w.]+::\w+|\[?\w*(?:[hH]andler|[cC]ontroller)(?:::class)?)\b/;
/** Go's routers have short names. */
const GO_ROUTER = /^(?:[efgmr]|app|mux|router|engine|api|v\d)\.(?:Get|Post|Put|Patch|Delete|Method)$/;
/** A table of pages by path: `'/upi': (_) => UpiPage()`. */
const PAGE = /^\]?\s*:\s*\([\w, ]{0,40}\)\s*=>/;

function isServed({ language, before, after, own }: Surroundings, callees: readonly string[]): boolean {
  const [callee = ""] = callees;
  if (CLIENT_DECORATOR.test(callee)) return false;
  if (/^@(?:Get|Post|Put|Patch|Delete|Request)Mapping$|^@Path$/.test(callee) && own.declaresClients) return false;
  if (
    ANY_HANDLER.test(after) ||
    /(?:\.|->)add_(?:get|post|put|patch|delete|route|resource|url_rule|api_route|view)$/.test(callee)
  )
    return true;
  if (language === "go" && GO_ROUTER.test(callee) && /^,\s*\w+\s*\)/.test(after)) return true;
  if (language === "go" && /^[\w.]{1,40}\.(?:GET|POST|PUT|PATCH|DELETE)$/.test(callee)) return true;
  if (language === "dart" && /^\.\.(?:get|post|put|patch|delete)$/.test(callee)) return true;
  // Clients made from a description are asked in capitals.
  if (language === "javascript" && /^\w*(?:[cC]lient|[aA]pi|deepvue)\.(?:GET|POST|PUT|PATCH|DELETE)$/.test(callee))
    return false;
  if (
    !own.declaresClients &&
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

function isShown({ language, before, written, hasVersion }: Surroundings, callees: readonly string[]): boolean {
  if (/\bredirect\(\)\s*(?:->|\.)\s*\w+\(\s*$/.test(before)) return true;
  if (language === "ruby" && /\b(?:link_to|button_to|redirect_to|render|visit)\b[^;(]*$/.test(before)) return true;
  if (callees.slice(0, 2).some((callee) => NAVIGATES.test(callee))) return true;
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
