import type { AppState } from "../../domain/appState.ts";
import { type BillAnswer, ledgerThen } from "../../domain/bill.ts";
import { NO_FILTER } from "../../domain/filter.ts";
import type { SummariesReading } from "../../domain/ledgerPorts.ts";
import { Listeners } from "../../domain/listeners.ts";
import type { Log } from "../../domain/ports.ts";
import { problemOf } from "../../domain/problem.ts";
import type { RowCount } from "../../domain/report.ts";

/** An answer, and what has become of the ledger since. */
export interface KeptAnswer {
  readonly answer: BillAnswer;
  /** What the ledger has of the period now, where that is something else than it was; undefined as long as it is the same. */
  readonly ledgerNow?: RowCount;
}

interface Dependencies {
  readonly model: { readonly state: AppState; onDidChange(listener: () => void): () => void };
  readonly ledger: Pick<SummariesReading, "summarize">;
  readonly log: Log;
}

/**
 * The last reconciliation of each account in this editor window. It is not stored: what an invoice was held against is told by the
 * document, and can be asked again at any time. After every change of the numbers on screen it is looked whether the answer still holds.
 */
export class BillAnswers {
  readonly #dependencies: Dependencies;
  readonly #kept = new Map<string, KeptAnswer>();
  readonly #listeners: Listeners<void>;
  #usage: unknown;
  #checking: Promise<void> = Promise.resolve();

  constructor(dependencies: Dependencies) {
    const { model, log } = dependencies;
    this.#dependencies = dependencies;
    this.#listeners = new Listeners((error) => log.error(`after a reconciliation: ${problemOf(error).detail}`));
    model.onDidChange(() => this.#stateChanged());
  }

  of(accountId: string): KeptAnswer | undefined {
    return this.#kept.get(accountId);
  }

  keep(answer: BillAnswer): void {
    this.#kept.set(answer.accountId, { answer });
    this.#listeners.tell();
  }

  dismiss(accountId: string): void {
    if (this.#kept.delete(accountId)) this.#listeners.tell();
  }

  /** Calls back when an answer has come, has gone or has become outdated. Returns the unsubscriber. */
  onDidChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Resolves when what has changed until now has been looked at. */
  async idle(): Promise<void> {
    await this.#checking;
  }

  #stateChanged(): void {
    const { loaded, accounts, account, usage } = this.#dependencies.model.state;
    if (!loaded) return;
    // Signing out leaves nothing behind.
    for (const accountId of this.#kept.keys()) {
      if (!accounts.some(({ id }) => id === accountId)) this.dismiss(accountId);
    }
    if (usage === this.#usage || account === undefined || !this.#kept.has(account.id)) return;
    this.#usage = usage;
    this.#checking = this.#checking.then(() => this.#check(account.id));
  }

  async #check(accountId: string): Promise<void> {
    const { model, ledger, log } = this.#dependencies;
    const kept = this.#kept.get(accountId);
    // Under another time zone the period is another one: that the answer is of its own zone stands beside it.
    if (kept === undefined || model.state.zone !== kept.answer.result.zone) return;
    try {
      const { totals } = await ledger.summarize(accountId, kept.answer.result.period, "month", NO_FILTER);
      if (this.#kept.get(accountId) !== kept) return;
      const then = ledgerThen(kept.answer);
      const isSame = totals.calls === then.calls && totals.charge === then.charge;
      const ledgerNow = isSame ? undefined : { calls: totals.calls, charge: totals.charge };
      if (ledgerNow?.calls === kept.ledgerNow?.calls && ledgerNow?.charge === kept.ledgerNow?.charge) return;
      this.#kept.set(accountId, { answer: kept.answer, ...(ledgerNow === undefined ? {} : { ledgerNow }) });
      this.#listeners.tell();
    } catch (error) {
      log.warn(`whether a reconciliation still holds: ${problemOf(error).detail}`);
    }
  }
}
