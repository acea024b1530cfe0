import { HOST, versionInName, type WrittenPath } from "../address.ts";
import type { Endpoint } from "../endpoint.ts";
import { endpointOf } from "../endpoints.ts";
import type { TextRange, Via, WorkspaceHints } from "../findings.ts";
import { type Around, aroundOf } from "../syntax/codeLine.ts";
import type { Line } from "../syntax/line.ts";
import type { ScannedText } from "../syntax/scannedText.ts";
import { type Base, Bases, namesGivenTo } from "./bases.ts";
import { isAskedHere, isUsedOtherwise, namesAround } from "./contexts.ts";
import { type FoundCall, type FoundCalls, INVENTED_HOST, isWrong, type WrongAddress } from "./found.ts";
import { hostBeside, hostsGivenOn } from "./hostBeside.ts";
import { OwnNames } from "./ownNames.ts";
import { restsOn, type WrittenString, writtenOn } from "./written.ts";

/** Paths that say too little by themselves: without a version anybody may have them. */
const EVERYBODYS =
  /^(?:v\d\/)?(?:verification\/(?:aadhaar|passport|upi|ifsc)|facematch|liveness-check|authorize|client\/usage-report|internal\/wallet-balance)$/;

/** Paths of one word that nobody has by chance. */
const TELLING_WORD = /^(?:facematch|liveness-check)$/;

/** Paths that are the service's whatever stands before them. */
const NOBODY_ELSES =
  /^(?:mobile-intelligence|business-compliance|financial-services\/credit-bureau|verification\/(?:epfo|mca|itr|tax-payer|async|gstin)|kyc\/digilocker|ekyc\/aadhaar)\//;

/** What frameworks ask their own servers with in tests. */
const OWN_SERVER =
  /\b(?:TestClient|APIClient|APIRequestFactory|RequestFactory|test_client|AsyncClient\(\s*app|supertest|WebTestClient|MockMvc|mockMvc|WebApplicationFactory|testApplication|ActionDispatch::IntegrationTest|chai\.request|light-my-request|app\.inject|postJson|putJson|actingAs|createTestingModule|getHttpServer|MockMvcRequestBuilders|WebMvcTest|TestRestTemplate|LiveServerTestCase|WebTestCase|ApiTestCase|KernelBrowser|Pest\\Laravel|TestRequest::|axum_test|oneshot\(|rocket::local|httptest\.NewRequest|Rack::Test|fastify\.inject|server\.inject)\b|\bfrom\s+django\.test\s+import\b/;

/** PHP's tests of an application: their own `get` asks its routes. */
const OWN_PHP_TEST =
  /\bclass\s+\w+\s+extends\s+\w*TestCase\b|^\s*(?:it|test)\(\s*["'][^"']{0,200}["']\s*,\s*(?:static\s+)?(?:function\s*\(|fn\s*\()/;

/** Names that are given to what a line opens: `const api = axios.create({`. */
function namesOpened({ code }: Line): readonly string[] {
  return /[({[]\s*$|=\s*$/.test(code) ? namesGivenTo(code) : [];
}

const SETTING = /deepvue[\w.-]{0,40}(?:url|uri|base|host|origin|endpoint|address)/i;

/** `const baseUrl = config.get("deepvue.url")`: names that are given a setting of the service. */
function namesOfSettings({ text, code }: Line): readonly string[] {
  const place = text.length > 400 ? null : SETTING.exec(text);
  if (place === null) return [];
  const field = /\b[Vv]alue\(/.test(code) ? nameInField(code) : undefined;
  return [...namesGivenTo(code.slice(0, place.index)), ...(field === undefined ? [] : [field])];
}

/** `@Value("${deepvue.base-url}")` above a field. */
function isAnnotation({ text }: Line): boolean {
  return (
    /^\s*(?:@Value\(|@ConfigProperty\(|@Inject\(|#\[Autowire\()/.test(text.slice(0, 200)) &&
    SETTING.test(text.slice(0, 400))
  );
}

function nameOfField({ code }: Line): string | undefined {
  return nameInField(code);
}

function nameInField(code: string): string | undefined {
  return /\b(?:String|string|URI|URL|var|val|str)\??\s+\$?(\w{1,60})\s*(?:[;=:,)]|$)|\b(\w{1,60})\s*:\s*[Ss]tring\b/
    .exec(code.slice(0, 400))
    ?.slice(1)
    .find((each) => each !== undefined);
}

/** With its line. */
interface Placed extends WrittenString {
  readonly line: number;
}

/** A judgement looks at the lines around a path, and at most some hundred lines for a name: 10 to 50 µs. */
const JUDGED_PER_STEP = 64;

export class CodeCalls {
  readonly #scanned: ScannedText;
  readonly #hints: WorkspaceHints;
  readonly #calls: FoundCall[] = [];
  readonly #wrong: WrongAddress[] = [];
  readonly #bases: Bases;
  /** Names that wrong addresses are given to. */
  readonly #namesOf = new Map<WrongAddress, readonly string[]>();
  readonly #usedAsFolder = new Set<string>();
  readonly #own: OwnNames;
  #aliases: ReadonlySet<string> | undefined;
  #connections: ReadonlyMap<string, "deepvue" | "other"> | undefined;
  #namesDeepvue: boolean | undefined;
  #isOwnServer: boolean | undefined;

  constructor(scanned: ScannedText, hints: WorkspaceHints, isNamedAfter: boolean) {
    this.#scanned = scanned;
    this.#hints = hints;
    this.#bases = new Bases(hints);
    this.#own = new OwnNames(scanned);
    // A path in a file that is named after the service is the service's, whatever the text says of itself.
    if (isNamedAfter) this.#namesDeepvue = true;
  }

  /** Looks, a few ms a step. */
  *steps(): Generator<undefined, FoundCalls> {
    const written: Placed[] = [];
    const end = this.#endOfCode();
    for (const at of this.#scanned.interesting) {
      if (at >= end) break;
      for (const each of this.#lines()[at]?.memo(writtenOn) ?? []) written.push({ ...each, line: at });
    }
    yield;
    for (const each of written) this.#learnBase(each);
    for (const [index, each] of written.entries()) {
      this.#judge(each);
      if (index % JUDGED_PER_STEP === JUDGED_PER_STEP - 1) yield;
    }
    yield;
    this.#judgeFoldered();
    // What other paths begin with is no path that nobody has.
    const wrong = this.#wrong.filter(
      (each) => !(this.#namesOf.get(each) ?? []).some((name) => this.#usedAsFolder.has(name)),
    );
    return { calls: this.#calls, wrong, bases: this.#bases };
  }

  /** What stands behind Ruby's `__END__` is a text. */
  #endOfCode(): number {
    if (this.#scanned.language !== "ruby") return Number.POSITIVE_INFINITY;
    const end = this.#lines().findIndex(({ text }) => text.trimEnd() === "__END__");
    return end === -1 ? Number.POSITIVE_INFINITY : end;
  }

  #lines(): readonly Line[] {
    return this.#scanned.lines;
  }

  /** A host with or without version, given to a name: later paths stand behind that name. */
  #learnBase({ address, path, line, names, isAlone }: Placed): void {
    if (address === undefined) return;
    const isCall = address.host === HOST && path !== undefined && endpointOf(path.path) !== undefined;
    if (isCall) return;
    for (const name of names) this.#bases.add(name, address, line);
    if (isAlone) for (const name of this.#namesAbove(line)) this.#bases.add(name, address, line);
  }

  /** The name of what is built over several lines: `const api = axios.create({`. */
  #namesAbove(line: number): readonly string[] {
    const indent = this.#lines()[line]?.indent ?? 0;
    for (let at = line - 1; at >= Math.max(0, line - 12); at--) {
      const above = this.#lines()[at];
      if (above !== undefined && above.indent >= 0 && above.indent < indent) return above.memo(namesOpened);
    }
    return [];
  }

  /** `${VERIFICATION}/pan-plus`: what stands behind a base with a folder looks like any path, so only strings beside such a name are read. */
  #judgeFoldered(): void {
    const names = this.#bases.foldered().filter((name) => /^[\w$-]+$/.test(name));
    if (names.length === 0) return;
    const pattern = new RegExp(
      `(?<![\\w$])\\$?(?:${names.map((name) => name.replaceAll("$", "\\$")).join("|")})(?![\\w$])`,
    );
    for (const [at, line] of this.#lines().entries()) {
      if (line.isTooLong || !pattern.test(line.text)) continue;
      for (const { written, text } of line.memo(restsOn)) {
        if (
          !this.#calls.some(
            (call) => call.line === at && call.range.start >= this.#scanned.startOf(at) + written.span.start,
          )
        )
          this.#judgeRest({ ...written, line: at }, text);
      }
    }
  }

  #judgeRest(each: Placed, rest: string): void {
    const { before, after } = this.#aroundOf(each);
    const names = each.base === undefined || each.base === "" ? namesAround(before, after) : namesAround(each.base, "");
    const base = this.#bases.find(names, each.line);
    const { path } = each;
    if (base?.folder === undefined || path === undefined) return;
    const endpoint = endpointOf(`${base.folder}/${rest}`);
    if (endpoint === undefined || this.#isOtherwise(each, { isPathOnly: true })) return;
    const start = this.#scanned.startOf(each.line) + each.span.start;
    this.#addCall(each, endpoint, "base", { start: start + path.start, end: start + path.end });
    for (const name of names) this.#usedAsFolder.add(name);
  }

  #judge(each: Placed): void {
    if (each.address !== undefined) this.#judgeAddress(each);
    else if (each.path !== undefined) this.#judgePath(each, each.path);
  }

  #judgeAddress(each: Placed): void {
    const { address, path, line, span } = each;
    if (address === undefined) return;
    if (address.host !== HOST) {
      if (INVENTED_HOST.test(address.host) && !this.#isOtherwise(each, { isPathOnly: false }))
        this.#addWrong("unknownHost", each, address.hostStart, address.hostEnd);
      return;
    }
    const isCall = path !== undefined && path.path !== "";
    const endpoint = isCall ? endpointOf(path.path) : undefined;
    if (this.#isOtherwise(each, { isPathOnly: false })) return;
    if (address.scheme === "http") this.#addWrong("plainHttp", each, 0, "http".length);
    if (endpoint !== undefined && path !== undefined) {
      const start = this.#scanned.startOf(line) + span.start;
      this.#addCall(each, endpoint, "address", { start, end: start + path.end });
    } else if (isCall && isWrong(path)) this.#addWrong("unknownPath", each, path.start, path.end);
  }

  #judgePath(each: Placed, path: WrittenPath): void {
    const around = this.#aroundOf(each);
    const stringBefore = this.#stringBefore(each);
    const names =
      each.base === undefined || each.base === ""
        ? namesAround(around.before, around.after)
        : [each.base, ...namesAround(each.base, "")];
    const base =
      stringBefore ?? this.#hostOf(each, names) ?? this.#bases.find(names, each.line) ?? this.#alias(path, names);
    if (base !== undefined && !base.isDeepvue) return;
    const isPathOnly = base === undefined;
    // `${BASE_URL_V2}/verification/…`, wherever its value comes from.
    const version =
      base?.version ?? (isPathOnly ? names.map(versionInName).find((named) => named !== undefined) : undefined);
    const versioned =
      path.version === undefined && version !== undefined ? endpointOf(`v${version}/${path.path}`) : undefined;
    const isVersioned = path.version === undefined && base?.version !== undefined;
    const endpoint = versioned ?? (isVersioned ? undefined : endpointOf(path.path));
    if (isPathOnly && !this.#isOurs(each, path, endpoint)) return;
    if (this.#isOtherwise(each, { isPathOnly: true, isBare: isPathOnly && (each.base ?? "") === "" })) return;
    const start = this.#scanned.startOf(each.line) + each.span.start + path.start;
    const end = this.#scanned.startOf(each.line) + each.span.start + path.end;
    if (endpoint !== undefined) this.#addCall(each, endpoint, isPathOnly ? "path" : "base", { start, end });
    else if (isWrong(path) && (!isPathOnly || path.version !== undefined))
      this.#addWrong("unknownPath", each, path.start, path.end);
  }

  /** `"https://…" + "/v1/…"`. */
  #stringBefore({ line, span }: Placed): { readonly isDeepvue: boolean; readonly version?: string } | undefined {
    const own = this.#lines()[line];
    if (own === undefined || !/["'`]\s*(?:\+|\.|<<|~|&|,)\s*[rfbu$@]{0,2}$/.test(own.code.slice(0, span.from)))
      return undefined;
    const address = own.memo(writtenOn).findLast((each) => each.span.to <= span.from)?.address;
    if (address === undefined) return undefined;
    return { isDeepvue: address.host === HOST, ...(address.version !== undefined && { version: address.version }) };
  }

  /** A path of one word says nothing: the base before it must have its value from a setting that names the service. */
  #alias({ path }: WrittenPath, names: readonly string[]): Base | undefined {
    if (path.includes("/")) return undefined;
    const lines = this.#lines();
    this.#aliases ??= new Set(
      this.#scanned.interesting.flatMap((at) => {
        const own = lines[at]?.memo(namesOfSettings) ?? [];
        const below = lines[at]?.memo(isAnnotation) === true ? lines[at + 1]?.memo(nameOfField) : undefined;
        return below === undefined ? own : [...own, below];
      }),
    );
    return names.some((name) => this.#aliases?.has(name) === true) ? { isDeepvue: true } : undefined;
  }

  /** A host that is written apart from a path which begins its string. */
  #hostOf({ line, span, base }: Placed, names: readonly string[]): Base | undefined {
    if (base !== undefined) return undefined;
    const beside = hostBeside(this.#lines(), line, span);
    if (beside !== undefined) return beside === "other" ? { isDeepvue: false } : undefined;
    this.#connections ??= new Map(
      this.#lines().flatMap((each) => each.memo(hostsGivenOn).map(({ name, whom }) => [name, whom])),
    );
    return names.some((name) => this.#connections?.get(name) === "other") ? { isDeepvue: false } : undefined;
  }

  /** Whether a path without a base is the service's: who is named last before it, or else in the text, or else in the workspace. */
  #isOurs(each: Placed, path: WrittenPath, endpoint: Endpoint | undefined): boolean {
    const { line, base } = each;
    const isOneWord = !path.path.includes("/");
    if (isOneWord && !(TELLING_WORD.test(path.path) && isAskedHere(this.#aroundOf(each).before))) return false;
    if (this.#asksItself() || (this.#scanned.language === "php" && this.#asksOwnRoute(each))) return false;
    const whom = this.#whomBefore(line);
    if (whom === "other") return false;
    if (whom === "deepvue" || this.#namesDeepvueAnywhere()) return true;
    if (!this.#hints.mentionsDeepvue || endpoint === undefined || this.#bases.hasOthersOnly) return false;
    if (EVERYBODYS.test(path.path)) return false;
    return base === undefined || base === "" || path.version !== undefined || NOBODY_ELSES.test(path.path);
  }

  /** A test that asks a server of the project's own. */
  #asksItself(): boolean {
    this.#isOwnServer ??= this.#lines().some(({ text, isTooLong }) => !isTooLong && OWN_SERVER.test(text));
    return this.#isOwnServer;
  }

  /** `$this->get('/…')` in a test of PHPUnit or Pest. */
  #asksOwnRoute(each: Placed): boolean {
    const { before } = this.#aroundOf(each);
    if (
      !/(?:^|[^\w>])(?:\$this->)?(?:get|post|put|patch|delete|json|call|head|options)(?:Json)?\(\s*(?:["']\s*["']\s*,\s*)?$/.test(
        before,
      )
    )
      return false;
    return this.#lines().some(({ text, isTooLong }) => !isTooLong && OWN_PHP_TEST.test(text));
  }

  #whomBefore(line: number): "deepvue" | "other" | undefined {
    for (let at = line; at >= 0; at--) {
      const whom = this.#lines()[at]?.whom;
      if (whom !== undefined) return whom;
    }
    return undefined;
  }

  #namesDeepvueAnywhere(): boolean {
    this.#namesDeepvue ??= this.#lines().some(({ whom }) => whom === "deepvue");
    return this.#namesDeepvue;
  }

  #aroundOf({ line, span }: Placed): Around {
    return aroundOf(this.#lines(), line, span);
  }

  #isOtherwise(
    each: Placed,
    { isPathOnly, isBare = false }: { readonly isPathOnly: boolean; readonly isBare?: boolean },
  ): boolean {
    const around = this.#aroundOf(each);
    const hasVersion = each.path?.version !== undefined;
    const { language } = this.#scanned;
    return isUsedOtherwise({ ...around, language, isPathOnly, hasVersion, own: this.#own, isBare });
  }

  #addCall(each: Placed, endpoint: Endpoint, via: Via, range: TextRange): void {
    this.#calls.push({ line: each.line, range, endpoint, via, around: this.#aroundOf(each) });
  }

  #addWrong(kind: WrongAddress["kind"], each: Placed, from: number, to: number): void {
    const start = this.#scanned.startOf(each.line) + each.span.start;
    const text = each.text.slice(from, to);
    const wrong = { kind, line: each.line, range: { start: start + from, end: start + to }, text };
    this.#wrong.push(wrong);
    if (kind === "unknownPath") this.#namesOf.set(wrong, each.names);
  }
}
