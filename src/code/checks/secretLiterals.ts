import { namesWhom } from "../address.ts";
import type { CodeDiagnostic, QuickFix, SecretKind, TextRange, TextReplacement } from "../findings.ts";
import { headsOf } from "../syntax/enclosing.ts";
import type { CodeLanguage } from "../syntax/languages.ts";
import type { Line } from "../syntax/line.ts";
import type { ScannedText } from "../syntax/scannedText.ts";

const NAME =
  /([\w.$-]{0,60}(?:client[_.-]?id|client[_.-]?secret|api[_.-]?key|access[_.-]?token|secret(?:[_.-]?key)?|bearer[_.-]?token|auth[_.-]?token))/
    .source;
/** Between a name and its value: what ends the name, its type, a sign, and a call that reads the environment first. */
const GIVEN =
  /["'`]?\s*[\])]{0,2}\s*(?::\s*(?:&'\w{1,20}\s)?[\w&<>?.[\] ]{1,30}?)?\s*(?:=>|:=|\?\?=|=(?!=)|:(?!:)|,(?:\s*(?:default|fallback|or)\s*[:=])?|\|\||\?\?|\?:|\.unwrap_or(?:_else)?\(\s*(?:\|_?\|\s*)?|\.orElse\(|\{)\s*(?:[{[]\s*)?(?:(?:Secret(?:Str|String|Text|Value)?(?:\.of|::new|::from)?|Field|Some|String(?:\.from|::from|::new)?|str|Optional\.of)\(\s*(?:default\s*=\s*)?)?(?:[A-Za-z_.:]{1,40}\(\s*["'][\w.]{1,60}["']\s*,\s*(?:(?:default|fallback)\s*[:=]\s*)?)?/
    .source;
/** name = "value", "name": "value", set("name", "value"), env("NAME", "value"), env.NAME ?? "value". */
const QUOTED = new RegExp(`${NAME}${GIVEN}[rbu@$]?(["'\`])([^"'\`\\s]{8,400})\\2`, "gi");
const UNQUOTED = new RegExp(
  `^\\s*(?:export\\s+|-\\s+|@)?["']?${NAME}["']?\\s*[=:]\\s*(?:["']([^"'\\s]{8,400})["']|([^\\s"'#]{8,400}))\\s*(?:#.*)?$`,
  "i",
);
/** `${NAME:value}`, `${NAME:-value}`: what is taken where nothing is set. */
const DEFAULTED = new RegExp(`\\$\\{\\s*${NAME}:[-=]?([^}\\s"'$]{8,400})\\}`, "gi");
/** A pair of a list: `{ "key": "x-api-key", "value": "…" }`, `- name: X` with `value: …` below. */
const PAIR = new RegExp(
  `["']?\\b(?:key|name|Name|Key)["']?\\s*[:=]\\s*["']${NAME}["']\\s*,\\s*["']?(?:value|Value)["']?\\s*[:=]\\s*(["'])([^"'\\s]{8,400})\\2`,
  "g",
);
const PAIRS_NAME = new RegExp(
  `^\\s*(?:-\\s+)?[{]?\\s*["']?(?:key|name)["']?\\s*:\\s*["']?${NAME}["']?\\s*,?\\s*$`,
  "i",
);
const PAIRS_VALUE = /^(\s*["']?value["']?\s*:\s*)(?:["']([^"'\s]{8,400})["']|([^\s"'#,]{8,400}))\s*[},]*\s*$/i;
const HEADER = /\b(x-api-key|client-id)\s*:\s*([^\s"'`$<{#]{8,400})/gi;
const FORM = /\b(client_id|client_secret)=([^\s"'`$<{&#]{8,400})/gi;
const BEARER = /\bBearer\s+([\w.~+/-]{16,2000}=*)/g;

const LONGEST = 2000;
const MAY_HOLD = /secret|client[_.-]?id|api[_.-]?key|token|bearer/i;

/** What stands where a value will be put. */
const PLACEHOLDER =
  /^django-insecure|^(?:your|my|the|an?|some|enter|put|insert|add|change|replace|todo|example|sample|dummy|test|fake|mock|placeholder|none|null|undefined|process|config|settings|env|os|xxx|abc|123|secret|client|deepvue|api|token|access|redacted|hidden)[\W_]*(?:$|[-_ ]?(?:client|secret|key|id|token|here|value|me|deepvue|api|your|live|config|settings|access)\b.*$)|^[<[({$%*#]|your[-_]|[-_]here$|xxxx|\*\*\*|\.\.\.|^(.)\1+$|\$\{|\{\{|\.(?:env|get|value|secret|clientId|clientSecret|token|accessToken)\b/i;

/**
 * What tells where a secret is kept: `@secret:…`, `vault:secret/data/x#key`, `ssm:/x`, `arn:aws:secretsmanager:…`, `@Microsoft.KeyVault(…)`,
 * `projects/x/secrets/y/versions/latest`, `ENC(…)`, `secrets.NAME_2`, `%env(NAME)%`. No secret of the service has a colon.
 */
const REFERENCE =
  /^[@!+%&]?[A-Za-z][\w.+-]{0,40}:|^[@!%]|%$|^(?:[a-z][a-z\d_-]{0,60}\/){1,8}[\w.-]{1,80}(?:[#@:][\w-]+)?$|^(?:ENC|enc|ref|Fn::|env|vault|secret|ssm|kms)[[(]|\b(?:secrets?|vault|env|var|local|data|module|configs?|settings|Values|outputs|steps|needs|vars)\.[A-Za-z_]|^[a-z]{2,}(?:[-_.][a-z]{2,})+[-_.]v?\d{1,3}$|secretsmanager|keyvault|secretmanager|_FILE$/;

/** A client id, secret or token that stands in a text which names the service, with what would take it out. */
export function secretsIn(scanned: ScannedText): readonly CodeDiagnostic[] {
  const found: CodeDiagnostic[] = [];
  const { lines, language } = scanned;
  let whom: "deepvue" | "other" | undefined;
  const isSettings = language === "env" || language === "properties";
  const hasOthers = isSettings && scanned.interesting.some((at) => lines[at]?.whom === "other");
  const secretsOn = secretsReader(language);
  for (const at of scanned.interesting) {
    const line = lines[at];
    if (line === undefined) continue;
    if (line.whom !== undefined) whom = line.whom;
    const below = pairBelow(scanned, at);
    for (const secret of below === undefined ? line.memo(secretsOn) : [...line.memo(secretsOn), below]) {
      const named = namesWhom(secret.name);
      const isNobodys = named === undefined && !isOthersKey(secret.name);
      const isOurs =
        named === "deepvue" || (isNobodys && (isSettings ? !hasOthers : whomOf(scanned, at, whom) !== "other"));
      if (!isOurs) continue;
      const start = scanned.startOf(at);
      const range = { start: start + secret.start, end: start + secret.end };
      found.push({ kind: "secretLiteral", range, secret: secret.kind, fixes: fixesOf(scanned, at, secret, range) });
    }
  }
  return found;
}

/** The value of a pair whose name stands on one line and whose value on the next. */
function pairBelow({ lines, language }: ScannedText, at: number): FoundSecret | undefined {
  if (language !== "json" && language !== "yaml") return undefined;
  const line = lines[at];
  const below = lines[at + 1];
  if (line === undefined || below === undefined || line.text.length > LONGEST || below.text.length > LONGEST)
    return undefined;
  const name = PAIRS_NAME.exec(line.text)?.[1];
  if (name === undefined) return undefined;
  const found = PAIRS_VALUE.exec(below.text);
  const value = found?.[2] ?? found?.[3];
  if (found === null || value === undefined || !isSecret(value, name) || isInComment(line, 0)) return undefined;
  const start = (found[1] ?? "").length + (found[2] === undefined ? 0 : 1);
  return { kind: kindOf(name, value), name, start, end: start + value.length, isQuoted: found[2] !== undefined };
}

/** Who the lines above a secret are about: in data those that it stands below, else the last one that is named. */
function whomOf(
  scanned: ScannedText,
  at: number,
  last: "deepvue" | "other" | undefined,
): "deepvue" | "other" | undefined {
  const { lines, language } = scanned;
  if (language === "yaml" || language === "json") {
    for (const head of headsOf(lines, [at]).get(at) ?? []) {
      const text = lines[head]?.text ?? "";
      const whom = namesWhom(text);
      if (whom !== undefined) return whom;
      if (isOthersKey(/["']?([\w.-]{1,80})["']?\s*:/.exec(text)?.[1] ?? "")) return "other";
    }
    const told = toldBeside(lines, at);
    if (told !== undefined) return told;
  }
  // Lines that say nothing else may name somebody too.
  for (let above = at; above >= Math.max(0, at - FARTHEST); above--) {
    const whom = lines[above]?.whom;
    if (whom !== undefined) return whom;
  }
  return last;
}

/** Whose settings these are, as a field beside a secret says: `"vendor": "deepvue"`. */
function toldBeside(lines: readonly Line[], at: number): "deepvue" | "other" | undefined {
  const indent = lines[at]?.indent ?? 0;
  for (const step of [-1, 1]) {
    for (let near = at + step; Math.abs(near - at) <= FARTHEST; near += step) {
      const line = lines[near];
      if (line === undefined || (line.indent >= 0 && line.indent < indent)) break;
      if (line.indent !== indent || line.text.length > LONGEST) continue;
      const said = TELLS_WHOSE.exec(line.text)?.[1];
      const whom = said === undefined ? undefined : namesWhom(said);
      if (whom !== undefined) return whom;
    }
  }
  return undefined;
}

const TELLS_WHOSE =
  /^\s*["']?(?:vendor|provider|service|name|id|partner|integration|source|gateway|supplier|type|title|api|client|slug|kind|driver)["']?\s*:\s*["']?([\w .-]{1,60})["']?\s*,?\s*$/i;

const FARTHEST = 40;

/** Whose key it is by its name: the framework's own, or a well-known service's. */
const OTHERS_KEY =
  /google|github|gitlab|bitbucket|facebook|(?:^|[^a-z])fb[_.-]|twitter|linkedin|microsoft|azure|aws|amazon|gcp|firebase|stripe|razor|paypal|paytm|phonepe|cashfree|twilio|sendgrid|mailgun|mailchimp|slack|discord|telegram|jwt|session|cookie|csrf|django|flask|rails|laravel|nextauth|auth0|okta|keycloak|cognito|oauth|oidc|sso|openai|anthropic|gemini|huggingface|sentry|datadog|newrelic|algolia|mapbox|maps|zoho|salesforce|hubspot|shopify|cloudinary|supabase|(?:^|[^a-z])s3[_.-]|minio|redis|mongo|postgres|mysql|database|(?:^|[^a-z])db[_.-]|smtp|mail|email|(?:^|[^a-z])sms[_.-]|msg91|gupshup|whatsapp|encrypt|signing|hmac|webhook|password|refresh|apple|pusher|vault|npm[_.-]|docker|sonar|codecov|captcha|turnstile|fcm|vapid|onesignal|segment|mixpanel|amplitude|posthog|launchdarkly|spring\.security|^app[_.-]?secret(?:[_.-]?key)?$|karza|signzy/i;

function isOthersKey(name: string): boolean {
  return OTHERS_KEY.test(name.replaceAll(/([a-z\d])([A-Z])/g, "$1_$2"));
}

interface FoundSecret {
  readonly kind: SecretKind;
  readonly name: string;
  /** Columns of the value without its quotes. */
  readonly start: number;
  readonly end: number;
  readonly isQuoted: boolean;
}

/** What else than quoted values a language has: plain ones, headers and forms. */
interface Forms {
  readonly plain: boolean;
  readonly headers: boolean;
}

const ofPlain = (line: Line) => secretsOnLine(line, { plain: true, headers: false });
const ofHeaders = (line: Line) => secretsOnLine(line, { plain: false, headers: true });
const ofBoth = (line: Line) => secretsOnLine(line, { plain: true, headers: true });
const READERS: Readonly<Partial<Record<CodeLanguage, typeof ofHeaders>>> = {
  env: ofPlain,
  properties: ofPlain,
  yaml: ofBoth,
  shell: ofBoth,
  http: ofBoth,
};

/** What finds the secrets of one line in a language. */
export function secretsReader(language: CodeLanguage): (line: Line) => readonly FoundSecret[] {
  return READERS[language] ?? ofHeaders;
}

function secretsOnLine(line: Line, { plain, headers }: Forms): readonly FoundSecret[] {
  const { text } = line;
  if (text.length > LONGEST || !MAY_HOLD.test(text)) return [];
  const all: FoundSecret[] = [];
  const add = (name: string, value: string, end: number, isQuoted: boolean) => {
    const start = end - value.length;
    const isKnown = all.some((each) => each.start < end && start < each.end);
    if (isKnown || !isSecret(value, name) || isInComment(line, start)) return;
    all.push({ kind: kindOf(name, value), name, start, end, isQuoted });
  };
  for (const each of text.matchAll(QUOTED)) add(each[1] ?? "", each[3] ?? "", each.index + each[0].length - 1, true);
  if (plain) {
    const found = UNQUOTED.exec(text);
    const value = found?.[2] ?? found?.[3];
    if (found !== null && value !== undefined)
      add(found[1] ?? "", value, text.lastIndexOf(value) + value.length, found[2] !== undefined);
  }
  for (const each of text.matchAll(PAIR)) add(each[1] ?? "", each[3] ?? "", each.index + each[0].length - 1, true);
  for (const each of text.matchAll(DEFAULTED))
    add(each[1] ?? "", each[2] ?? "", each.index + each[0].length - 1, false);
  if (headers) {
    for (const each of text.matchAll(HEADER)) add(each[1] ?? "", each[2] ?? "", each.index + each[0].length, false);
    for (const each of text.matchAll(FORM)) add(each[1] ?? "", each[2] ?? "", each.index + each[0].length, false);
  }
  for (const each of text.matchAll(BEARER)) add("bearer_token", each[1] ?? "", each.index + each[0].length, false);
  return all.sort((a, b) => a.start - b.start);
}

function isInComment({ spans }: Line, column: number): boolean {
  return spans.some(({ kind, start, end }) => kind === "comment" && start <= column && column < end);
}

/** Long enough, with a digit, and not what stands where a value will be put, nor a name. */
function isSecret(value: string, name: string): boolean {
  if (PLACEHOLDER.test(value) || /[\s(){}<>;,|&]|:\/\/|^\/|^\.\.?\//.test(value)) return false;
  if (value.toLowerCase() === name.toLowerCase() || /^[A-Z][A-Z_]*$/.test(value)) return false;
  if (/^(?:live|free_tier|test)_\w{4,}/.test(value)) return true;
  if (REFERENCE.test(value)) return false;
  if (/^[a-z]+(?:[A-Z][a-z]+)*$|^[a-z]+(?:[-_.][a-z]+)*$/.test(value)) return false;
  return /\d/.test(value) || value.length >= 24;
}

function kindOf(name: string, value: string): SecretKind {
  if (/client[_.-]?id$/i.test(name) || value.startsWith("free_tier")) return "clientId";
  return /token/i.test(name) ? "token" : "clientSecret";
}

const VARIABLES: Readonly<Record<SecretKind, string>> = {
  clientId: "DEEPVUE_CLIENT_ID",
  clientSecret: "DEEPVUE_CLIENT_SECRET",
  token: "DEEPVUE_ACCESS_TOKEN",
};

/** How a language reads a variable of the environment, by itself and inside of a text. */
const READS: Readonly<Partial<Record<CodeLanguage, (variable: string) => string>>> = {
  javascript: (variable) => `process.env.${variable}`,
  component: (variable) => `import.meta.env.VITE_${variable}`,
  python: (variable) => `os.environ["${variable}"]`,
  php: (variable) => `getenv('${variable}')`,
  java: (variable) => `System.getenv("${variable}")`,
  kotlin: (variable) => `System.getenv("${variable}")`,
  csharp: (variable) => `Environment.GetEnvironmentVariable("${variable}")`,
  go: (variable) => `os.Getenv("${variable}")`,
  ruby: (variable) => `ENV.fetch("${variable}")`,
  dart: (variable) => `const String.fromEnvironment('${variable}')`,
  rust: (variable) => `&std::env::var("${variable}").expect("${variable}")`,
};
const IN_TEXT: Readonly<Partial<Record<CodeLanguage, (variable: string) => string>>> = {
  shell: (variable) => `$${variable}`,
  crontab: (variable) => `$${variable}`,
  markdown: (variable) => `$${variable}`,
  yaml: (variable) => `\${${variable}}`,
  properties: (variable) => `\${${variable}}`,
  http: (variable) => `{{$processEnv ${variable}}}`,
};

function fixesOf(scanned: ScannedText, at: number, secret: FoundSecret, range: TextRange): readonly QuickFix[] {
  const { language } = scanned;
  const variable = VARIABLES[secret.kind];
  const fixes: QuickFix[] = [];
  const read = READS[language];
  const inText = IN_TEXT[language];
  const line = scanned.lines[at];
  if (read !== undefined && secret.isQuoted && line !== undefined && !readsAlready(line.text.slice(0, secret.start))) {
    const quoted = { start: range.start - 1, end: range.end + 1 };
    fixes.push({
      kind: "useEnvironment",
      variable,
      edits: [...importFor(scanned), { range: quoted, text: read(variable) }],
    });
  } else if (inText !== undefined) {
    fixes.push({ kind: "useEnvironment", variable, edits: [{ range, text: inText(variable) }] });
  } else if (read !== undefined && secret.isQuoted) {
    // The variable is read already and this is what stands in for it: nothing is needed instead.
    fixes.push({ kind: "useEnvironment", variable, edits: [{ range, text: "" }] });
  }
  fixes.push({ kind: "useSecretStorage", secret: range, edits: [{ range, text: "" }] });
  return fixes;
}

function readsAlready(before: string): boolean {
  return /(?:env|getenv|ENV|environ)\b[^;]{0,80}(?:,|\?\?|\|\||\?:)\s*["'`]$/.test(before);
}

/** Python reads the environment through a module. */
function importFor(scanned: ScannedText): readonly TextReplacement[] {
  const { language, lines } = scanned;
  if (
    language !== "python" ||
    lines.some(({ text }) => /^\s*(?:import\s+(?:\w+,\s*)*os\b|from\s+os\s+import)/.test(text))
  )
    return [];
  // Above the first import: below a first line for the shell, the module's text and what must come first.
  const first = lines.findIndex(({ text }) => /^(?:import|from)\s+(?!__future__)/.test(text));
  const start = scanned.startOf(first === -1 ? lines.findIndex(({ text }) => !text.startsWith("#")) : first);
  return [{ range: { start, end: start }, text: "import os\n" }];
}
