import type { ScannedText } from "../syntax/scannedText.ts";

/** What plays servers in tests, with the name it is given. */
const PLAYER =
  /\b(?:aioresponses|requests_mock\.Mocker|Mocker|RequestsMock|respx\.mock|respx\.MockRouter|MockAdapter|MockAgent|MockHttpMessageHandler|WireMockServer|MockWebServer|setupServer|DioAdapter|Faraday::Adapter::Test::Stubs)\b[^\n]{0,80}?\bas\s+(\w+)|\b(\w+)\s*:?=\s*(?:await\s+|new\s+)?(?:\w+\.)?(?:aioresponses|Mocker|RequestsMock|respx\.mock|MockRouter|MockAdapter|AxiosMockAdapter|MockAgent|MockHttpMessageHandler|WireMockServer|MockWebServer|DioAdapter|Mock<\w+>|mock\(|mockk|createMock|MockHttpClient|Substitute\.For)\b/;

const DECLARED_CLIENT = /@(?:FeignClient|RegisterRestClient|HttpExchange|RestClient|ReactiveFeignClient|Client)\b/;

/** What a text defines by itself, asked for only where a call's name alone does not tell. */
export class OwnNames {
  readonly #scanned: ScannedText;
  readonly #defined = new Map<string, boolean>();
  #players: ReadonlySet<string> | undefined;
  #declaresClients: boolean | undefined;

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
    if (this.#players === undefined) {
      const found = this.#scanned.lines.map((line) =>
        line.isTooLong || line.text.length > 400 ? null : PLAYER.exec(line.text),
      );
      this.#players = new Set(found.flatMap((each) => each?.[1] ?? each?.[2] ?? []));
    }
    return this.#players.has(name);
  }

  /** Interfaces whose methods are requests to somebody else, though their decorators are those of a server. */
  get declaresClients(): boolean {
    this.#declaresClients ??= this.#scanned.lines.some(
      ({ text, isTooLong }) => !isTooLong && DECLARED_CLIENT.test(text),
    );
    return this.#declaresClients;
  }
}
