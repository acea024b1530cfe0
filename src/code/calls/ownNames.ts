import type { Line } from "../syntax/line.ts";
import type { ScannedText } from "../syntax/scannedText.ts";

/** What plays servers in tests, with the name it is given. */
const PLAYER =
  /\b(?:aioresponses|requests_mock\.Mocker|Mocker|RequestsMock|respx\.mock|respx\.MockRouter|MockAdapter|MockAgent|MockHttpMessageHandler|WireMockServer|MockWebServer|setupServer|DioAdapter|Faraday::Adapter::Test::Stubs)\b[^\n]{0,80}?\bas\s+(\w+)|\b(\w+)\s*:?=\s*(?:await\s+|new\s+)?(?:\w+\.)?(?:aioresponses|Mocker|RequestsMock|respx\.mock|MockRouter|MockAdapter|AxiosMockAdapter|MockAgent|MockHttpMessageHandler|WireMockServer|MockWebServer|DioAdapter|Mock<\w+>|mock\(|mockk|createMock|MockHttpClient|Substitute\.For)\b/;

/** A word of each of those: most lines have none, and the whole pattern is tried at every word of a line. */
const MAY_PLAY = /[Mm]ock|aioresponses|respx|setupServer|DioAdapter|Substitute\.For|Test::Stubs/;

const DECLARED_CLIENT = /@(?:FeignClient|RegisterRestClient|HttpExchange|RestClient|ReactiveFeignClient|Client)\b/;

/** What a text defines by itself, asked for only where a call's name alone does not tell. */
export class OwnNames {
  readonly #scanned: ScannedText;
  readonly #defined = new Map<string, boolean>();
  #found: { readonly players: ReadonlySet<string>; readonly declaresClients: boolean } | undefined;

  constructor(scanned: ScannedText) {
    this.#scanned = scanned;
  }

  /** Whether a function of a name is defined here. */
  defines(name: string): boolean {
    const known = this.#defined.get(name);
    if (known !== undefined) return known;
    const escaped = name.replaceAll(/\W/g, "\\$&");
    const pattern = new RegExp(
      `(?:\\b(?:function\\*?|def|fun|func|fn)\\s+(?:self\\.|\\([^()]{0,80}\\)\\s*)?(?:<[^>]{1,40}>\\s*)?|\\b(?:const|let|var|final)\\s+)${escaped}\\s*(?:[(<\\[]|=\\s*(?:async\\b|\\(|function\\b|\\w+\\s*=>|use\\w+\\())|^\\s*(?:(?:public|private|protected|internal|static|async|override|final)\\s+)*(?:[\\w.]{1,40}(?:<[^()]{1,60}>)?\\??\\s+)?#?${escaped}\\s*(?:<[^()]{1,40}>)?\\([^()]{0,200}\\)[^;]{0,80}\\{\\s*$`,
    );
    const found = this.#scanned.lines.some(
      (line) => !line.isTooLong && line.text.includes(name) && pattern.test(line.code),
    );
    this.#defined.set(name, found);
    return found;
  }

  /** Whether a name stands for what plays a server. */
  plays(name: string): boolean {
    return this.#told().players.has(name);
  }

  /** Interfaces whose methods are requests to somebody else, though their decorators are those of a server. */
  get declaresClients(): boolean {
    return this.#told().declaresClients;
  }

  /** Both in one look: every line of a long file is passed after every edit. */
  #told(): { readonly players: ReadonlySet<string>; readonly declaresClients: boolean } {
    if (this.#found !== undefined) return this.#found;
    const players = new Set<string>();
    let declaresClients = false;
    for (const line of this.#scanned.lines) {
      const told = line.memo(toldBy);
      if (told === undefined) continue;
      if (told.player !== undefined) players.add(told.player);
      declaresClients ||= told.declaresClient;
    }
    this.#found = { players, declaresClients };
    return this.#found;
  }
}

/** Nothing for most lines. */
function toldBy(line: Line): { readonly player: string | undefined; readonly declaresClient: boolean } | undefined {
  const player = playerIn(line);
  const declaresClient = declaresClientIn(line);
  return player === undefined && !declaresClient ? undefined : { player, declaresClient };
}

function playerIn({ text, isTooLong }: Line): string | undefined {
  const found = isTooLong || text.length > 400 || !MAY_PLAY.test(text) ? null : PLAYER.exec(text);
  return found?.[1] ?? found?.[2];
}

function declaresClientIn({ text, isTooLong }: Line): boolean {
  return !isTooLong && text.includes("@") && DECLARED_CLIENT.test(text);
}
