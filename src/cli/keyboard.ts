import { createInterface } from "node:readline/promises";
import { ProblemError } from "../domain/problem.ts";
import type { Context } from "./context.ts";
import { usageError } from "./exits.ts";

const LONGEST_INPUT = 64 * 1024;

/** Asks for a line; what is typed is seen. Throws `ProblemError` (cancelled). */
export async function askLine({ host, signal }: Context, question: string): Promise<string> {
  const lines = createInterface({ input: host.stdin, output: host.stderr });
  try {
    return await lines.question(question, { signal });
  } finally {
    lines.close();
  }
}

/** Asks for a text that nobody may read over a shoulder: nothing of it is shown. Throws `ProblemError` (cancelled). */
export async function askSecret({ host, signal }: Context, question: string): Promise<string> {
  const { stdin, stderr } = host;
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding("utf8");
  try {
    return await new Promise<string>((resolve, reject) => {
      let text = "";
      const stop = (): void => {
        stdin.off("data", take);
        signal.removeEventListener("abort", cancel);
      };
      const cancel = (): void => {
        stop();
        reject(new ProblemError({ kind: "cancelled", detail: "the question was left" }));
      };
      const take = (typed: string): void => {
        for (const key of typed) {
          if (key === "\u0003" || key === "\u0004") return cancel();
          if (key === "\r" || key === "\n") {
            stop();
            return resolve(text);
          }
          text = key === "\u007f" || key === "\b" ? text.slice(0, -1) : text + key;
        }
      };
      stdin.on("data", take);
      signal.addEventListener("abort", cancel, { once: true });
      stdin.resume();
    });
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write("\n");
  }
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
  return /^y(es)?$/i.test((await askLine(context, `${question} [y/N] `)).trim());
}
