import { routedLedger } from "../app/team/routedLedger.ts";
import type { AccountsReading } from "../domain/ledgerPorts.ts";
import type { Clock, Log } from "../domain/ports.ts";
import type { Redactor } from "../domain/redactor.ts";
import type { TeamNews } from "../domain/teamStore.ts";
import type { WorkerLedger } from "../ledger/thread/workerLedger.ts";
import type { Secrets } from "../wiring/secrets.ts";
import { type LedgerPlace, storedLedger } from "../wiring/storedLedger.ts";
import { billingTimeZone, outcomes, readSetting } from "./settings.ts";
import type { TeamLedgers } from "./teamLedgers.ts";

interface Surroundings {
  readonly secrets: Secrets;
  readonly log: Log;
  readonly redactor: Redactor;
  readonly clock: Clock;
}

/** What speaks to a team's database, loaded when the first account of one is read or added. */
export class TeamSide {
  readonly ledger: WorkerLedger;
  readonly #load: () => Promise<TeamLedgers>;
  #loaded: Promise<TeamLedgers> | undefined;

  /** `ledger` is the one of both: this machine's, at its place, and the team's. */
  constructor(place: LedgerPlace, { secrets, log, redactor, clock }: Surroundings) {
    const local = storedLedger(place, log, redactor);
    this.ledger = routedLedger(local, async (accountId) => (await this.ledgers()).partsOf(accountId));
    const accounts: AccountsReading = local;
    const settings = {
      url: () => readSetting("deepvue.teamLedger.url"),
      user: () => readSetting("deepvue.teamLedger.user"),
      zone: billingTimeZone,
      outcomes,
    };
    this.#load = async () => {
      const { TeamLedgers: Loaded } = await import("./teamLedgers.ts");
      return new Loaded({ accounts, secrets, settings, redactor, clock });
    };
  }

  async ledgers(): Promise<TeamLedgers> {
    this.#loaded ??= this.#load();
    return this.#loaded;
  }

  async news(accountId: string): Promise<TeamNews> {
    return (await this.ledgers()).news(accountId);
  }

  async close(): Promise<void> {
    await (await this.#loaded)?.close();
  }
}
