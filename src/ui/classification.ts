import * as vscode from "vscode";
import type { Leases } from "../domain/ledgerPorts.ts";
import {
  failureMessagesIn,
  type OutcomeChoice,
  type OutcomeScope,
  withChoice,
  withFailureMessages,
  withOwnWord,
  wordsBefore,
} from "../domain/outcomeSetting.ts";
import type { OutcomeWord } from "../domain/outcomeWords.ts";
import type { Clock, Log } from "../domain/ports.ts";
import { problemOf } from "../domain/problem.ts";
import { readOutcomeSettings, readSetting } from "./settings.ts";

/** One thing that was said, and the words about the message that were there before. */
interface Said {
  readonly message: string;
  readonly before: ReturnType<typeof wordsBefore>;
}

/** Takes one choice back; false where that was done before. */
type Undo = () => Promise<boolean>;

interface Surroundings {
  readonly ledger: Pick<Leases, "takeLease">;
  readonly clock: Clock;
  readonly log: Log;
  readonly holder: string;
}

const MIGRATION = "outcomes.migration";
/** Longer than VS Code takes to tell another editor window of a changed setting. */
const MIGRATION_MS = 60_000;
const MOST_UNDOABLE = 100;

/** What this editor window says about messages: changes the setting one word at a time, in the order of the choices. */
export class Classification {
  readonly #surroundings: Surroundings;
  readonly #said: Said[] = [];
  #writing: Promise<unknown> = Promise.resolve();
  #told = "";

  /** Set by the list of Classify Messages… while it is open: what its keys do. */
  onKey: ((word: OutcomeWord) => Promise<void>) | undefined;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /** Resolves when the setting is written; throws what VS Code says when it can not be. */
  async say(product: string, message: string, word: OutcomeWord, scope: OutcomeScope = "product"): Promise<Undo> {
    return this.#inTurn(async () => {
      const setting = readSetting("deepvue.outcomes");
      const choice: OutcomeChoice = { product, message, word, scope };
      const said = { message, before: wordsBefore(setting, choice) };
      await write(withChoice(setting, choice));
      this.#said.push(said);
      if (this.#said.length > MOST_UNDOABLE) this.#said.shift();
      return async () => this.#inTurn(async () => this.#takeBack(said));
    });
  }

  /** Takes the last choice of this editor window back; resolves to its message, or to undefined where there is none. */
  async undo(): Promise<string | undefined> {
    return this.#inTurn(async () => {
      const last = this.#said.at(-1);
      return last !== undefined && (await this.#takeBack(last)) ? last.message : undefined;
    });
  }

  /** After a start or a change of settings: logs what can not be read, and moves what earlier versions wrote. Never throws. */
  async checkSettings(): Promise<void> {
    this.#logIgnored();
    await this.#migrate();
  }

  /**
   * Moves `deepvue.failureMessages` into `deepvue.outcomes`; until that is done both count. One editor window does it: another one,
   * which may not have heard of it yet, would write what it knew before. A failure is logged, and the next start tries again.
   */
  async #migrate(): Promise<void> {
    const { ledger, clock, log, holder } = this.#surroundings;
    if (failureMessagesIn(readSetting("deepvue.failureMessages")).length === 0) return;
    try {
      if (!(await ledger.takeLease(MIGRATION, holder, MIGRATION_MS, clock()))) return;
      await this.#inTurn(async () => {
        const texts = readSetting("deepvue.failureMessages");
        await write(withFailureMessages(readSetting("deepvue.outcomes"), texts));
        await vscode.workspace
          .getConfiguration()
          .update("deepvue.failureMessages", undefined, vscode.ConfigurationTarget.Global);
      });
      log.info("deepvue.failureMessages was moved into deepvue.outcomes");
    } catch (error) {
      log.warn(`deepvue.failureMessages could not be moved into deepvue.outcomes: ${problemOf(error).detail}`);
    }
  }

  /** Logs what of the setting can not be read, once for as long as it stays the same. */
  #logIgnored(): void {
    const { ignored } = readOutcomeSettings();
    const told = ignored.join("; ");
    if (told !== this.#told && told !== "") this.#surroundings.log.warn(`deepvue.outcomes, ignored: ${told}`);
    this.#told = told;
  }

  async #takeBack(said: Said): Promise<boolean> {
    const place = this.#said.indexOf(said);
    if (place < 0) return false;
    await write(
      said.before.reduce<Readonly<Record<string, unknown>>>(
        (setting, { product, word }) => withOwnWord(setting, product, said.message, word),
        readSetting("deepvue.outcomes"),
      ),
    );
    this.#said.splice(place, 1);
    return true;
  }

  /** The setting is read, changed and written as a whole, so one change must see the one before. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#writing.then(work);
    this.#writing = turn.catch(() => undefined);
    return turn;
  }
}

async function write(setting: Readonly<Record<string, unknown>>): Promise<void> {
  const value = Object.keys(setting).length === 0 ? undefined : setting;
  await vscode.workspace.getConfiguration().update("deepvue.outcomes", value, vscode.ConfigurationTarget.Global);
}
