import type { AppState } from "../../domain/appState.ts";
import { CoalescedWork } from "../../domain/coalescedWork.ts";
import type { LabelTotals, ShownLabels } from "../../domain/labelCount.ts";
import { type ReadLabels, readLabels } from "../../domain/labelRules.ts";
import type { SummariesReading } from "../../domain/ledgerPorts.ts";
import type { Log } from "../../domain/ports.ts";
import { type Problem, problemOf } from "../../domain/problem.ts";

/** What was read, and of what: a state's usage is replaced as a whole, so it tells one reading of the ledger from another. */
interface Reading {
  readonly of: Wanted;
  readonly totals: readonly LabelTotals[];
  readonly problem?: Problem;
}

interface Wanted {
  readonly usage: AppState["usage"];
  readonly accountId: string;
  readonly setting: string;
}

interface Dependencies {
  readonly ledger: Pick<SummariesReading, "byLabel">;
  readonly log: Log;
  /** Told when what is to be shown has changed. */
  readonly onRead: () => void;
}

/**
 * Sums by label of what is on screen. They follow the numbers by a moment: where rules go by the beginning of ids, every row of the
 * period is looked at, and nothing else is to wait for that. One reading at a time; what has been outdated meanwhile is read again.
 */
export class LabelAnswers {
  readonly #dependencies: Dependencies;
  #setting = "";
  #labels: ReadLabels = readLabels(undefined);
  #last: Reading | undefined;
  #wanted: { readonly of: Wanted; readonly state: AppState } | undefined;
  #current: Wanted | undefined;
  readonly #reading = new CoalescedWork(() => this.#readOnce());

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** What there is for a state under the setting `deepvue.labels`; undefined where no rule is set, or nothing is known. */
  of(state: AppState, setting: unknown): ShownLabels | undefined {
    this.#take(setting);
    const { rules, ignored } = this.#labels;
    const { account, usage } = state;
    if (account === undefined || usage === undefined || (rules.length === 0 && ignored.length === 0)) return undefined;
    const wanted = { usage, accountId: account.id, setting: this.#setting };
    const last = this.#last;
    if (last !== undefined && isSame(last.of, wanted)) {
      const { totals, problem } = last;
      return { totals, isPending: false, ignored, ...(problem === undefined ? {} : { problem }) };
    }
    const isComing = this.#wanted === undefined && this.#current !== undefined && isSame(this.#current, wanted);
    if (!isComing) this.#wanted = { of: wanted, state };
    void this.#reading.wish();
    return { totals: last?.of.accountId === account.id ? last.totals : [], isPending: true, ignored };
  }

  /** Resolves when nothing is being read. */
  async idle(): Promise<void> {
    await this.#reading.idle();
  }

  /** What can not be read of the setting is logged, once for as long as it stays the same. */
  #take(setting: unknown): void {
    const text = JSON.stringify(setting ?? null);
    if (text === this.#setting) return;
    this.#setting = text;
    this.#labels = readLabels(setting);
    const { ignored } = this.#labels;
    if (ignored.length > 0) this.#dependencies.log.warn(`deepvue.labels, ignored: ${ignored.join("; ")}`);
  }

  async #readOnce(): Promise<void> {
    const { ledger, log, onRead } = this.#dependencies;
    const wanted = this.#wanted;
    if (wanted === undefined) return;
    const { of, state } = wanted;
    this.#wanted = undefined;
    this.#current = of;
    try {
      const totals = await ledger.byLabel(of.accountId, state.period, state.filter, this.#labels.rules);
      this.#last = { of, totals };
    } catch (error) {
      const problem = problemOf(error);
      log.warn(`reading the sums by label failed: ${problem.kind}: ${problem.detail}`);
      this.#last = { of, totals: [], problem };
    }
    this.#current = undefined;
    onRead();
  }
}

function isSame(a: Wanted, b: Wanted): boolean {
  return a.usage === b.usage && a.accountId === b.accountId && a.setting === b.setting;
}
