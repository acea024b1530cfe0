import { once } from "node:events";
import type { WriteStream } from "node:tty";
import { stripVTControlCharacters, styleText } from "node:util";
import type { Redactor } from "../domain/redactor.ts";
import type { Host } from "./host.ts";

export type Style = "bold" | "dim" | "red" | "yellow" | "green" | "cyan";
export type ColorWish = "auto" | "always" | "never";

interface Manner {
  readonly color: ColorWish;
  readonly isQuiet: boolean;
}

/** Where a table goes that nobody sees on a terminal: as wide as it is. */
const UNBOUNDED = Number.POSITIVE_INFINITY;
const LEAST_WIDTH = 20;

/** Both outputs: what was asked for goes to stdout, everything else to stderr, without any secret that the redactor knows. */
export class Terminal {
  readonly #host: Host;
  readonly #redactor: Redactor;
  #manner: Manner = { color: "auto", isQuiet: false };
  /** Whether stdout still has somebody who reads: `| head` leaves early, and that is no failure. */
  #isRead = true;
  #hasLine = false;

  constructor(host: Host, redactor: Redactor) {
    this.#host = host;
    this.#redactor = redactor;
    host.stdout.on("error", () => {
      this.#isRead = false;
    });
    // Nobody is left to be told.
    host.stderr.on("error", () => undefined);
  }

  setManner(manner: Manner): void {
    this.#manner = manner;
  }

  /** False once whoever read stdout has gone: then there is nothing more to write. */
  get isRead(): boolean {
    return this.#isRead;
  }

  /** Columns of stdout; boundless where it is no terminal. */
  get width(): number {
    const { stdout, env } = this.#host;
    const told = Number(env["COLUMNS"]);
    if (!stdout.isTTY) return UNBOUNDED;
    const columns = stdout.columns > 0 ? stdout.columns : Number.isInteger(told) && told > 0 ? told : 80;
    return Math.max(LEAST_WIDTH, columns);
  }

  get isInteractive(): boolean {
    return this.#host.stderr.isTTY && this.#host.stdin.isTTY;
  }

  /** Whether progress may rewrite its line. */
  get hasMovingLine(): boolean {
    return this.#host.stderr.isTTY && this.#host.env["TERM"] !== "dumb";
  }

  style(style: Style | readonly Style[], text: string): string {
    if (text === "" || !this.#isColored(this.#host.stdout)) return text;
    return styleText(style as Style, text, { validateStream: false });
  }

  /** Writes what was asked for; resolves when it is on its way, so that a large answer does not pile up in memory. */
  async data(text: string): Promise<void> {
    if (!this.#isRead) return;
    const { stdout } = this.#host;
    if (stdout.write(text)) return;
    await Promise.race([once(stdout, "drain"), once(stdout, "close"), once(stdout, "error")]).catch(() => undefined);
  }

  /** A line on stderr that is no part of the answer; with --quiet none. */
  note(text: string): void {
    if (!this.#manner.isQuiet) this.#line(text);
  }

  /** A line on stderr that says why something did not work. */
  complain(text: string): void {
    this.#line(text);
  }

  /** The line of progress, rewritten in place; an empty one takes it away. */
  progress(text: string): void {
    if (this.#manner.isQuiet) return;
    const width = this.#host.stderr.columns > 0 ? this.#host.stderr.columns : 80;
    const line = this.#redactor.redact(stripVTControlCharacters(text)).slice(0, width - 1);
    this.#host.stderr.write(`\r\u001b[K${line}`);
    this.#hasLine = line !== "";
  }

  #line(text: string): void {
    if (this.#hasLine) this.progress("");
    const clean = this.#redactor.redact(text);
    this.#host.stderr.write(`${this.#isColored(this.#host.stderr) ? clean : stripVTControlCharacters(clean)}\n`);
  }

  #isColored(stream: WriteStream): boolean {
    return isColored(this.#manner.color, this.#host.env, stream.isTTY);
  }
}

/** The flag decides, then NO_COLOR, then FORCE_COLOR, then whether it is a terminal that knows colours. */
export function isColored(wish: ColorWish, env: Host["env"], isTerminal: boolean): boolean {
  if (wish !== "auto") return wish === "always";
  if ((env["NO_COLOR"] ?? "") !== "") return false;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return isTerminal && env["TERM"] !== "dumb";
}
