import { NO_ACCOUNT } from "../../domain/account.ts";
import { isFilter, isGranularity, isPeriodChoice, recordIn } from "../../domain/chosenChecks.ts";
import { NO_FILTER, type TransactionFilter } from "../../domain/filter.ts";
import type { SharedStates, StatesReading } from "../../domain/ledgerPorts.ts";
import { DEFAULT_PERIOD, type PeriodChoice } from "../../domain/period.ts";
import type { Granularity } from "../../domain/summary.ts";

/** What the user looks at; remembered, and the same in all editor windows. */
export interface Choices {
  /** Undefined: whichever account there is. */
  readonly accountId: string | undefined;
  readonly period: PeriodChoice;
  readonly filter: TransactionFilter;
  readonly granularity: Granularity;
}

export const FIRST_CHOICES: Choices = {
  accountId: undefined,
  period: DEFAULT_PERIOD,
  filter: NO_FILTER,
  granularity: "day",
};

const CHOICES_KEY = "choices";

export async function readChoices(ledger: StatesReading): Promise<Choices> {
  return choicesIn(await ledger.readState(NO_ACCOUNT, CHOICES_KEY));
}

/** Changes some and keeps the others: also those that are being changed at the same moment, as by a click that narrows two things. */
export async function changeChoices(ledger: SharedStates, change: Partial<Choices>): Promise<void> {
  for (;;) {
    const before = await ledger.readState(NO_ACCOUNT, CHOICES_KEY);
    const after = JSON.stringify({ ...choicesIn(before), ...change });
    if (await ledger.replaceState(NO_ACCOUNT, CHOICES_KEY, before, after)) return;
  }
}

/** What an earlier version, a newer one, a command or another hand has stored is believed field by field, or else begins anew. */
function choicesIn(text: string | undefined): Choices {
  const { accountId, period, filter, granularity } = recordIn(text);
  return {
    accountId: typeof accountId === "string" ? accountId : undefined,
    period: isPeriodChoice(period) ? period : DEFAULT_PERIOD,
    filter: isFilter(filter) ? filter : NO_FILTER,
    granularity: isGranularity(granularity) ? granularity : FIRST_CHOICES.granularity,
  };
}
