import { isRecord, recordIn } from "../../domain/chosenChecks.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import type { ToldStates } from "../../domain/ledgerPorts.ts";
import type { Clock, Log } from "../../domain/ports.ts";
import { type Alert, type AlertSettings, decideAlerts } from "../../domain/watch/alert.ts";
import {
  believedSilencing,
  mute,
  NOTHING_SILENCED,
  type Silencing,
  snooze,
  unsilence,
} from "../../domain/watch/silencing.ts";
import type { Watch } from "../../domain/watch/watch.ts";
import { toldIn } from "./toldState.ts";

const TOLD_KEY = "alerts.told";
const SILENCED_KEY = "alerts.silenced";
/** Another window can come first a few times, not for ever. */
const MOST_TRIES = 10;

/**
 * Decides what is to be told, exactly once over all editor windows and reloads: what has been told is read, judged, and replaced
 * only if no other window replaced it meanwhile.
 */
export class Alerts {
  readonly #ledger: ToldStates;
  readonly #clock: Clock;
  readonly #log: Log;

  constructor(ledger: ToldStates, clock: Clock, log: Log) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#log = log;
  }

  /** The alerts of a watch that nobody has told yet; whoever gets them must tell them. */
  async claim(watch: Watch, settings: AlertSettings): Promise<readonly Alert[]> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const before = await this.#ledger.readTold(watch.accountId, TOLD_KEY);
      const silencing = await this.silencing(watch.accountId);
      const now = this.#clock();
      const told = toldIn(before, now);
      const { alerts, state } = decideAlerts(watch, settings, told, silencing, now);
      // Fields that only a newer build knows are kept: it shares what has been told.
      const after = JSON.stringify({ ...told, ...state });
      if (after === before) return alerts;
      if (await this.#ledger.replaceTold(watch.accountId, TOLD_KEY, before, after)) return alerts;
    }
    this.#log.warn("alerts: other editor windows were always faster");
    return [];
  }

  async silencing(accountId: string): Promise<Silencing> {
    return silencingIn(await this.#ledger.readTold(accountId, SILENCED_KEY), this.#clock());
  }

  async snooze(accountId: string, topic: string, until: EpochMs): Promise<void> {
    await this.#change(accountId, (silencing) => snooze(silencing, topic, until, this.#clock()));
  }

  async mute(accountId: string, topic: string): Promise<void> {
    await this.#change(accountId, (silencing) => mute(silencing, topic));
  }

  async unsilence(accountId: string, topic: string): Promise<void> {
    await this.#change(accountId, (silencing) => unsilence(silencing, topic));
  }

  async #change(accountId: string, change: (silencing: Silencing) => Silencing): Promise<void> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const before = await this.#ledger.readTold(accountId, SILENCED_KEY);
      const silencing = silencingIn(before, this.#clock());
      const after = JSON.stringify(change(silencing));
      if (await this.#ledger.replaceTold(accountId, SILENCED_KEY, before, after)) return;
    }
    this.#log.warn("alerts: not silenced, other editor windows were always faster");
  }
}

function silencingIn(text: string | undefined, now: EpochMs): Silencing {
  const stored = recordIn(text);
  const { snoozed, muted } = stored;
  const areSnoozed = isRecord(snoozed) && Object.values(snoozed).every((until) => typeof until === "number");
  const areMuted = Array.isArray(muted) && muted.every((topic) => typeof topic === "string");
  const believed = {
    ...stored,
    snoozed: areSnoozed ? (snoozed as Readonly<Record<string, number>>) : NOTHING_SILENCED.snoozed,
    muted: areMuted ? muted : NOTHING_SILENCED.muted,
  };
  return believedSilencing(believed, now);
}
