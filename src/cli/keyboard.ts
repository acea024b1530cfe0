import { stripVTControlCharacters } from "node:util";
import { ProblemError } from "../domain/problem.ts";
import type { Context } from "./context.ts";
import { usageError } from "./exits.ts";

const LONGEST_INPUT = 64 * 1024;
const [CTRL_C, CTRL_D, BACKSPACE, CTRL_U, DELETE] = ["\u0003", "\u0004", "\b", "\u0015", "\u007f"];

/** Questions to a person on a terminal. Each throws `ProblemError` (cancelled) on Ctrl+C, Ctrl+D and the end of the terminal. */
export interface Keyboard {
  /** What is typed is seen. */
  line(question: string): Promise<string>;
  /** Nothing of it is shown, for nobody may read it over a shoulder. */
  secret(question: string): Promise<string>;
}

/**
 * The terminal echoes nothing by itself from before the first question until after the last answer: what is typed ahead or pasted as two
 * lines would otherwise show a secret before its question has come.
 */
export async function withKeyboard<T>(context: Context, use: (keyboard: Keyboard) => Promise<T>): Promise<T> {
  const { stdin } = context.host;
  const typed = new TypedKeys(context);
  stdin.setRawMode(true);
  stdin.setEncoding("utf8");
  stdin.resume();
  try {
    return await use({
      line: async (question) => typed.answer(question, (text) => text),
      secret: async (question) => typed.answer(question, () => ""),
    });
  } finally {
    typed.end();
    stdin.setRawMode(false);
    stdin.pause();
  }
}

class TypedKeys {
  readonly #context: Context;
  /** Typed and not yet taken by a question. */
  #ahead = "";
  #isOver = false;
  #wake: () => void = () => undefined;

  constructor(context: Context) {
    this.#context = context;
    const { stdin } = context.host;
    stdin.on("data", this.#take);
    stdin.on("end", this.#leave);
    context.signal.addEventListener("abort", this.#leave, { once: true });
  }

  readonly #take = (keys: unknown): void => {
    // Arrows and the like are nothing that a question takes.
    this.#ahead += stripVTControlCharacters(String(keys));
    this.#wake();
  };

  readonly #leave = (): void => {
    this.#isOver = true;
    this.#wake();
  };

  end(): void {
    const { host, signal } = this.#context;
    host.stdin.off("data", this.#take);
    host.stdin.off("end", this.#leave);
    signal.removeEventListener("abort", this.#leave);
  }

  async answer(question: string, shown: (text: string) => string): Promise<string> {
    const { stderr } = this.#context.host;
    stderr.write(question);
    let text = "";
    try {
      while (true) {
        const [key, ...rest] = this.#ahead;
        this.#ahead = rest.join("");
        if (key === undefined) {
          if (this.#isOver || this.#context.signal.aborted) throw left();
          await new Promise<void>((go) => (this.#wake = go));
          continue;
        }
        if (key === CTRL_C || key === CTRL_D) throw left();
        if (key === "\r" || key === "\n") return text;
        const [before, after] = [text, withKey(text, key)];
        text = after;
        const added = shown(after).startsWith(shown(before)) ? shown(after).slice(shown(before).length) : undefined;
        // A line that wrapped can not be drawn anew whole: only what is taken back draws it.
        stderr.write(added ?? `\r${question}${shown(after)}\u001b[K`);
      }
    } finally {
      stderr.write("\n");
    }
  }
}

function withKey(text: string, key: string): string {
  if (key === DELETE || key === BACKSPACE) return Array.from(text).slice(0, -1).join("");
  if (key === CTRL_U) return "";
  return key < " " ? text : text + key;
}

function left(): ProblemError {
  return new ProblemError({ kind: "cancelled", detail: "the question was left" });
}

/** Everything that stdin gives until its end. Throws `ExitError` (usage) where that is too much. */
export async function readStdin({ host }: Context): Promise<string> {
  let text = "";
  host.stdin.setEncoding("utf8");
  for await (const chunk of host.stdin) {
    text += String(chunk);
    if (text.length > LONGEST_INPUT) throw usageError("stdin gave far more than credentials.");
  }
  return text;
}

/** A yes on a terminal, or --yes; without either nothing that can not be undone is done. Throws `ExitError` (usage). */
export async function confirmed(context: Context, question: string): Promise<boolean> {
  if (context.typed.switches.has("yes")) return true;
  if (!context.terminal.isInteractive) throw usageError(`${question} Without a terminal --yes says so.`);
  const answer = await withKeyboard(context, async (keyboard) => keyboard.line(`${question} [y/N] `));
  return /^y(es)?$/i.test(answer.trim());
}
