import { isTeamAccount } from "../../domain/account.ts";
import type {
  BalancesReading,
  Examination,
  ReportsReading,
  RowsReading,
  SummariesReading,
} from "../../domain/ledgerPorts.ts";

/** What of a team's account is read from the team's database. */
export type TeamParts = BalancesReading & Examination & ReportsReading & RowsReading & SummariesReading;

const FROM_TEAM: Readonly<Record<keyof TeamParts, true>> = {
  balances: true,
  lastBalance: true,
  countBetween: true,
  check: true,
  coverage: true,
  reports: true,
  setAsideRows: true,
  count: true,
  countNewer: true,
  latest: true,
  rows: true,
  openRows: true,
  find: true,
  summarize: true,
  hourly: true,
  messageUses: true,
  byLabel: true,
};

type Method = (...args: readonly unknown[]) => unknown;

/**
 * One ledger of both: what is read of a team's account comes from the team's database, everything else (accounts, states, choices, what
 * was told) is this machine's. `partsOf` throws `ProblemError` where that database can not be asked.
 */
export function routedLedger<L extends TeamParts>(local: L, partsOf: (accountId: string) => Promise<TeamParts>): L {
  return new Proxy(local, {
    get(target, name) {
      const own: unknown = Reflect.get(target, name);
      if (typeof own !== "function") return own;
      const method = own as Method;
      if (!Object.hasOwn(FROM_TEAM, name)) return method.bind(target);
      return async (accountId: string, ...args: readonly unknown[]) => {
        if (!isTeamAccount(accountId)) return method.call(target, accountId, ...args);
        const parts: unknown = await partsOf(accountId);
        return (parts as Readonly<Record<PropertyKey, Method>>)[name]?.(accountId, ...args);
      };
    },
  });
}
