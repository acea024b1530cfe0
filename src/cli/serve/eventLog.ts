import type { Clock, Log } from "../../domain/ports.ts";
import { type Redactor, redactedLog } from "../../domain/redactor.ts";
import type { Terminal } from "../terminal.ts";
import type { LogFormat } from "./logFormats.ts";

/** One line on stderr for each event, with its instant: for a person, or as JSON for a program. Without any secret. */
export function eventLog(
  terminal: Pick<Terminal, "complain">,
  redactor: Redactor,
  { format, isVerbose, clock }: { readonly format: LogFormat; readonly isVerbose: boolean; readonly clock: Clock },
): Log {
  const line =
    (level: "debug" | "info" | "warn" | "error") =>
    (message: string): void => {
      if (level === "debug" && !isVerbose) return;
      const time = new Date(clock()).toISOString();
      terminal.complain(
        format === "json"
          ? JSON.stringify({ time, level, message })
          : `${time} ${level.toUpperCase().padEnd(5)} ${message}`,
      );
    };
  const log = { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") };
  return redactedLog(log, redactor);
}
