import type { Account } from "../../domain/account.ts";
import type { AppState } from "../../domain/appState.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import { rowText } from "../../domain/foreignText.ts";
import type { Log } from "../../domain/ports.ts";
import { problemLine } from "../failureTexts.ts";

interface Said {
  readonly syncedAt: EpochMs | undefined;
  readonly problem: string | undefined;
}

/** Logs what has changed of an account, each event once. */
export class AccountEvents {
  readonly #log: Log;
  readonly #zone: string;
  readonly #said = new Map<string, Said>();

  constructor(log: Log, zone: string) {
    this.#log = log;
    this.#zone = zone;
  }

  /** "changed" when its numbers have been brought up to date since the last call, by whichever process. */
  tell({ id, label }: Account, { loaded, account, syncedAt, problem, sync }: AppState): "changed" | "same" {
    if (!loaded || sync.phase === "syncing") return "same";
    const before = this.#said.get(id);
    const said = { syncedAt, problem: problem === undefined ? undefined : problemLine(problem, this.#zone) };
    this.#said.set(id, said);
    const name = rowText(label);
    if (said.problem !== undefined && said.problem !== before?.problem) this.#log.warn(`${name}: ${said.problem}`);
    if (account === undefined && before?.syncedAt !== undefined) this.#log.warn(`${name}: signed out`);
    if (syncedAt === undefined || syncedAt === before?.syncedAt) return "same";
    this.#log.info(
      before === undefined ? `${name}: last refreshed ${new Date(syncedAt).toISOString()}` : `${name}: refreshed`,
    );
    return "changed";
  }
}
