import type { Finding } from "../domain/anomaly/finding.ts";
import {
  decideFindingAlerts,
  type FindingAlertState,
  NO_FINDING_TOLD,
  topicOf,
} from "../domain/anomaly/findingAlert.ts";
import { addDays } from "../domain/day.ts";
import type { Clock, Ledger, Log } from "../domain/ports.ts";
import { decideRunwayAlert, RUNWAY_TOPIC, type Runway, type RunwayAlertState } from "../domain/runway.ts";
import { mute, NOTHING_SILENCED, type Silencing, silenceOf, snooze, unsilence } from "../domain/silencing.ts";
import { decideThresholds, NOTHING_TOLD, type ThresholdAlert, type ThresholdState } from "../domain/threshold.ts";
import type { WalletChange } from "../domain/wallet.ts";
import type { Watch } from "../domain/watch.ts";

/** Something to tell once. `topic` is what snooze and mute silence. */
export type Alert =
  | ({ readonly kind: "budget" } & ThresholdAlert)
  | { readonly kind: "runway"; readonly topic: string; readonly runway: Runway }
  | { readonly kind: "finding"; readonly topic: string; readonly finding: Finding }
  | { readonly kind: "wallet"; readonly topic: string; readonly change: WalletChange };

export interface AlertSettings {
  readonly thresholds: readonly number[];
  /** 0: never. */
  readonly runwayDays: number;
}

/** What has been told, per account, shared by all editor windows. */
interface ToldState {
  readonly thresholds: ThresholdState;
  readonly runway: RunwayAlertState;
  readonly findings: FindingAlertState;
  readonly walletKeys: readonly string[];
}

const FIRST_TOLD: ToldState = {
  thresholds: NOTHING_TOLD,
  runway: { told: false },
  findings: NO_FINDING_TOLD,
  walletKeys: [],
};
const TOLD_KEY = "alerts.told";
const SILENCED_KEY = "alerts.silenced";
const WALLET_TOPIC = "wallet";
const WALLET_KEYS_KEPT = 50;
/** Another window can come first a few times, not for ever. */
const MOST_TRIES = 10;

/**
 * Decides what is to be told, exactly once over all editor windows and reloads: what has been told is read, judged, and replaced
 * only if no other window replaced it meanwhile.
 */
export class Alerts {
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #log: Log;

  constructor(ledger: Ledger, clock: Clock, log: Log) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#log = log;
  }

  /** The alerts of a watch that nobody has told yet; whoever gets them must tell them. */
  async claim(watch: Watch, settings: AlertSettings): Promise<readonly Alert[]> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const before = await this.#ledger.readState(watch.accountId, TOLD_KEY);
      const silencing = await this.silencing(watch.accountId);
      const told = before === undefined ? FIRST_TOLD : (JSON.parse(before) as ToldState);
      const { alerts, state } = decide(watch, settings, told, silencing, this.#clock());
      const after = JSON.stringify(state);
      if (after === before) return alerts;
      if (await this.#ledger.replaceState(watch.accountId, TOLD_KEY, before, after)) return alerts;
    }
    this.#log.warn("alerts: other editor windows were always faster");
    return [];
  }

  async silencing(accountId: string): Promise<Silencing> {
    const text = await this.#ledger.readState(accountId, SILENCED_KEY);
    return text === undefined ? NOTHING_SILENCED : (JSON.parse(text) as Silencing);
  }

  async snooze(accountId: string, topic: string, until: number): Promise<void> {
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
      const before = await this.#ledger.readState(accountId, SILENCED_KEY);
      const silencing = before === undefined ? NOTHING_SILENCED : (JSON.parse(before) as Silencing);
      const after = JSON.stringify(change(silencing));
      if (await this.#ledger.replaceState(accountId, SILENCED_KEY, before, after)) return;
    }
  }
}

/** An event that is older when it is first seen (a history that was just loaded) is listed, not announced. */
function isNews(finding: Finding, watch: Watch): boolean {
  return finding.since.day >= addDays(watch.day, -1);
}

function decide(
  watch: Watch,
  settings: AlertSettings,
  told: ToldState,
  silencing: Silencing,
  now: number,
): { readonly alerts: readonly Alert[]; readonly state: ToldState } {
  const thresholds = decideThresholds(watch.budgets, settings.thresholds, told.thresholds, silencing, now);
  const runway = watch.runway ?? { kind: "noSpend" };
  const short = decideRunwayAlert(runway, settings.runwayDays, told.runway, silencing, now);
  const findings = decideFindingAlerts(watch.findings, told.findings, silencing, now);
  const falls = watch.walletChanges.filter(
    ({ kind, key }) => kind === "unexplainedFall" && !told.walletKeys.includes(key),
  );
  const audible = silenceOf(silencing, WALLET_TOPIC, now) === "audible";
  const alerts: Alert[] = [
    ...thresholds.alerts.map((alert) => ({ kind: "budget" as const, ...alert })),
    ...(short.alert && runway.kind === "runway" ? [{ kind: "runway" as const, topic: RUNWAY_TOPIC, runway }] : []),
    ...findings.alerts
      .filter((finding) => isNews(finding, watch))
      .map((finding) => ({ kind: "finding" as const, topic: topicOf(finding), finding })),
    ...(audible ? falls.map((change) => ({ kind: "wallet" as const, topic: WALLET_TOPIC, change })) : []),
  ];
  return {
    alerts,
    state: {
      thresholds: thresholds.state,
      runway: short.state,
      findings: findings.state,
      walletKeys: [...told.walletKeys, ...falls.map(({ key }) => key)].slice(-WALLET_KEYS_KEPT),
    },
  };
}

/** What is open now, told or not, for badges and lists; silenced topics do not count. */
export function openAlerts(watch: Watch, settings: AlertSettings, silencing: Silencing, now: number): readonly Alert[] {
  const { alerts } = decide(watch, settings, FIRST_TOLD, silencing, now);
  const older = watch.findings.filter((finding) => !isNews(finding, watch));
  const audible = older.filter((finding) => silenceOf(silencing, topicOf(finding), now) === "audible");
  return [...alerts, ...audible.map((finding) => ({ kind: "finding" as const, topic: topicOf(finding), finding }))];
}
