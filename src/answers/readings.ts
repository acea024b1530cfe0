import { type WalletAnswer, walletOf } from "../app/report/limits.ts";
import type { Sitting } from "./desk.ts";

/** What is told of an account besides its sums, made as the watch makes it for every other surface. */
export async function readWatchOf({ ledger, account, budget, zone, cycleStart, now }: Sitting): Promise<WalletAnswer> {
  return walletOf(ledger, account, budget, { zone, cycleStart, now });
}

/** Stands where no judgement can be made. */
export const NO_WATCH =
  "What is stored does not reach up to now, or too few days before it are fetched, so nothing can be judged.";
