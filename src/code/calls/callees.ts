import type { CodeLanguage } from "../syntax/languages.ts";

/** Words in the name of what asks an address, or puts one together. */
const ASKING_WORDS =
  /(?:^|[_$!?])(?:get|post|put|patch|delete|head|fetch|request|requests|call|calls|send|query|mutation|ask|hit|invoke|api|https?|url|uri|endpoint|join|format|sprintf|concat|exec|execute|submit|download|upload|axios|ky|got|swr|curl|deepvue|dv|kyc|verify|verification|check|lookup|load|resolve|append|with|ajax|lazy|infinite|do|path|segment|resource|new|parse|build|make|create|from|retrieve|proxy|forward|signed|authed|authorized|paid|client|operation|run|perform|json)(?=$|[_$!?\d])/;

const NAME_END = /([\w$!?]+)(?:<[^()]*>?)?$/;

/** `postForObject` as `_post_for_object`. */
function inWords(name: string): string {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();
}

function lastOf(callee: string): string {
  return NAME_END.exec(callee)?.[1] ?? "";
}

/** What keeps things by a name, tells, shows or guards: `cache.get("verification/ifsc")` asks nobody. */
const KEEPERS =
  /(?:^|[^a-z])(?:\w*(?:cache|redis|store|storage|memo|session_?store|cookies?|params|i18n|translat\w*|messages|flags?|features?|config|settings|registry|metrics?|counters?|histogram|gauge|tracer|span|events?|emitter|bus|socket|channel|pubsub|mqtt|kafka|queue|topic|bucket|s3|fs|assets?|files?|views?|templates?|router|routes|navigator|navigation|history|localstorage|sessionstorage|searchparams|permissions?|policy|acl|gate|breadcrumbs?|headers|limiter|ratelimit\w*|throttle|dispatcher|interceptor|matcher|newrelic|sentry|datadog|statsd|prometheus|frappe|mock\w*|stub\w*|fake\w*))(?:\.|->|::|\?\.|!\.)\w+(?:<[^()]*>?)?$/i;
/** Ways to write paths of files, pages and stores. */
const NO_ASKING =
  /(?:^|[.:>])(?:\w*[rR]edirect\w*|View|view|render\w*|set\w*|Set\w*|dispatch|path_for|asset\w*|describe|context|suite|publish|subscribe|emit|on|off|invalidate\w*|createAction|createSlice|createAsyncThunk|CreateAction|postJson|getJson(?=$)|requestMatchers|path_to|(?:expect|assert|should|stub|mock|fake)\w*)$|(?:^|[."')\s])path\)?\.(?:join|resolve)$|os\.path\.join$|File\.join$|filepath\.Join$|Path\.Combine$|Paths\.get$|Path\.of$|root\.join$|(?:storage|public|resource|base|app)_path$|\)\.join$/;

/** Lists, maps and settings that paths are kept in. */
const KEEPS_LISTS =
  /(?:^|[.:>!])(?:freeze|of|Map|Set|List|Array|asList|listOf|mapOf|hashMapOf|linkedMapOf|mutableMapOf|arrayOf|setOf|pairOf|dict|OrderedDict|MappingProxyType|namedtuple|field|Field|env|Env|config|getenv|setdefault|insert|put|add|Add|append|from|defineConfig|registerAs|assign|entries|fromEntries|OpenStruct|Struct|Pair|Entry|entry|ofEntries|Tuple|collect|object|literal|enum|const|ref|reactive|readonly|computed|useState|useMemo|defineProps|withDefaults|data|vec|Some|Ok|Optional|String|str|String\.from|to_string|Dictionary|KeyValuePair|ImmutableDictionary|tuple|frozenset|list|set|Literal|Annotated|Depends|partial|bind|useCallback|memo)(?:<[^()]*>?)?$|^[A-Z]\w*(?:Endpoint|Route|Path|Url|Spec|Def|Definition|Request|Operation|Product|Check|Service|Config|Settings|Call|Api|Options|Provider)\w*$|^(?:new\s+)?(?:Endpoint|Route|Path|Url|Spec|Request|Operation|Product|Check|Service|Config|Call|Api|ApiCall|Provider|Vendor|RestRequest|Step)\w*$/;

/**
 * Whether a call's name says that it asks what it is handed, or puts an address together: `http.get`, `make_request`, `getJson`. Says nothing
 * of what looks at an answer or plays one.
 */
export function isAsking(callee: string): boolean {
  const name = callee.replace(/\s+/g, "");
  if (KEEPERS.test(name) && !/deepvue|kyc|verif/i.test(name)) return false;
  if (NO_ASKING.test(name)) return false;
  return ASKING_WORDS.test(inWords(lastOf(name))) || /deepvue/i.test(name);
}

const VERB =
  /(?:^|[.:>$_])(?:get|post|put|patch|delete|head|fetch|request|send|call|Get|Post|Put|Patch|Delete|Fetch|Request|Send|Call|GET|POST|PUT|PATCH|DELETE)(?:[A-Z_]\w*)?(?:<[^()]*>?)?$/;

/** Whether a call asks now: a verb of HTTP or a word for it. */
export function asksNow(callee: string): boolean {
  return VERB.test(callee) && !KEEPERS.test(callee) && !NO_ASKING.test(callee);
}

/** Whether what a call is handed may be a path that is kept to be asked: a list, a constant of an enumeration, a setting. */
export function keepsPaths(callee: string, language: CodeLanguage, before: string): boolean {
  const name = callee.replace(/^\[\]?/, "");
  if (KEEPERS.test(name) && !/deepvue|kyc|verif/i.test(name)) return false;
  if (KEEPS_LISTS.test(name) && !NO_ASKING.test(name)) return true;
  // Constants of an enumeration with what they are made with.
  const isAtStart = new RegExp(`^\\s*(?:case\\s+|const\\s+)?${name.replaceAll(/\W/g, "\\$&")}\\s*\\(\\s*$`).test(
    before,
  );
  if (language === "java" || language === "kotlin")
    return /^[A-Z][A-Z\d_]*$/.test(name) || (/^[A-Z]\w*$/.test(name) && /\bobject\b[^()]*$/.test(beforeCallee(before)));
  return language === "dart" && isAtStart && /^[a-z]\w*$/.test(name);
}

function beforeCallee(before: string): string {
  return before.replace(/\w+\s*\(\s*$/, "");
}

/** Keys whose value is asked, in what is handed to whomever. */
const ASKED_KEY =
  /(?:^|[^\w])["']?(?:\w*(?:url|uri|endpoint|api|resource))["']?\s*\]?\s*(?:=>|:=|[:=])\s*(?:\(\s*)?[rfbu$@]{0,2}$/i;
/** Keys whose value is told, shown, or a name of something else. */
const OTHER_KEY =
  /(?:^|[^\w])["']?(?:[kK]ey|type|name|id|event|topic|channel|tags?|i18nKey|scope|permission|action|state|folder|dir|directory|file|fileName|filename|prefix|view|template|component|cacheKey|queryKey|from|http\.route|http\.target|transaction|label|kind|class|className|slug|namespace|subject|metric|exchange|routingKey|bucket|layout|icon|image|img|src)["']?\s*\]?\s*(?:=>|:=|[:=](?!=))\s*[rfbu$@]{0,2}$/;

export function isAskedKey(before: string): boolean {
  return ASKED_KEY.test(before);
}

export function isOtherKey(before: string): boolean {
  return OTHER_KEY.test(before);
}
