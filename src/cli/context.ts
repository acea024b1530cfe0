import type { Clock, Log } from "../domain/ports.ts";
import { type Redactor, redactedLog } from "../domain/redactor.ts";
import type { Typed } from "./commandLine.ts";
import type { Host } from "./host.ts";
import type { Places } from "./places.ts";
import type { Settings } from "./settingsFile.ts";
import type { Terminal } from "./terminal.ts";

/** What a command is run with. */
export interface Context {
  readonly command: string;
  readonly host: Host;
  readonly terminal: Terminal;
  readonly typed: Typed;
  readonly settings: Settings;
  readonly places: Places;
  readonly redactor: Redactor;
  readonly log: Log;
  readonly clock: Clock;
  /** Aborted by Ctrl+C and by being asked to end. */
  readonly signal: AbortSignal;
}

/** Warnings and more with --verbose, nothing otherwise: what a person has to know is said as a note. */
export function logTo(terminal: Terminal, redactor: Redactor, isVerbose: boolean): Log {
  const line = (message: string): void => (isVerbose ? terminal.complain(message) : undefined);
  return redactedLog({ debug: () => undefined, info: line, warn: line, error: line }, redactor);
}

/** The flag's text, else the setting's, else the environment's. */
export function wished(
  { typed, settings, host }: Context,
  names: { readonly flag?: string; readonly setting?: string; readonly variable?: string },
): string | undefined {
  const setting = names.setting === undefined ? undefined : settings[names.setting];
  const variable = names.variable === undefined ? undefined : host.env[names.variable];
  if (names.flag !== undefined && typed.texts[names.flag] !== undefined) return typed.texts[names.flag];
  return typeof setting === "string" ? setting : variable === "" ? undefined : variable;
}
