import { homedir } from "node:os";
import { join } from "node:path";
import type { Host } from "./host.ts";

const NAME = "deepvue-usage";

/** Where the program keeps what, by the XDG rules; on Windows below the local application data. */
export interface Places {
  readonly config: string;
  readonly credentials: string;
  readonly ledger: string;
  readonly sampleLedger: string;
}

export function placesIn(env: Host["env"], platform: NodeJS.Platform): Places {
  const home = env["HOME"] ?? homedir();
  const local = env["LOCALAPPDATA"];
  const base = (variable: string, ...usual: readonly string[]): string => {
    const told = env[variable];
    // The rules say that a path that is not absolute is to be ignored.
    if (told !== undefined && told.startsWith("/")) return join(told, NAME);
    if (platform === "win32" && local !== undefined) return join(local, NAME);
    return join(home, ...usual, NAME);
  };
  const config = base("XDG_CONFIG_HOME", ".config");
  const state = base("XDG_STATE_HOME", ".local", "state");
  return {
    config: join(config, "config.json"),
    credentials: join(config, "credentials.json"),
    ledger: join(state, "ledger.sqlite"),
    sampleLedger: join(state, "sample.sqlite"),
  };
}
