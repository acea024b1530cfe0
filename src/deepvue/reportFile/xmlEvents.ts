import sax, { type Parser } from "sax";
import { notAReport } from "./notAReport.ts";

/** Hears of the parts of an XML document; prefixes of names are left out, as writers choose them freely. */
export interface XmlListener {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  close(name: string): void;
  text(text: string): void;
}

/** Reads an XML document chunk by chunk. Methods throw `ProblemError` (notAReport). */
export class XmlReader {
  readonly #parser: Parser;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });

  constructor(listener: XmlListener) {
    this.#parser = sax.parser(true, { position: false, strictEntities: true });
    const handlers: Pick<Parser, "onopentag" | "onclosetag" | "ontext" | "oncdata" | "onerror"> = {
      onopentag: ({ name, attributes }) => listener.open(localName(name), attributes),
      onclosetag: (name) => listener.close(localName(name)),
      ontext: (text) => listener.text(text),
      oncdata: (text) => listener.text(text),
      onerror: (error) => {
        throw error;
      },
    };
    Object.assign(this.#parser, handlers);
  }

  write(chunk: Uint8Array): void {
    readable(() => this.#parser.write(this.#decoder.decode(chunk, { stream: true })));
  }

  end(): void {
    readable(() => this.#parser.write(this.#decoder.decode()).close());
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

function readable(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    // What a listener has found is said as it is.
    if (error instanceof Error && error.name === "ProblemError") throw error;
    throw notAReport("It is damaged: copy or download it again", error);
  }
}
