import { addDays, type Day, utcDayOf } from "../day.ts";
import { type EpochMs, microsOf } from "../epoch.ts";
import { happened } from "../instant.ts";
import { pathOf, type TopicPath } from "./alertTopic.ts";
import type { Finding } from "./anomaly/finding.ts";
import {
  dayOfKey,
  decideFindingAlerts,
  type FindingAlertState,
  NO_FINDING_TOLD,
  topicOf,
} from "./anomaly/findingAlert.ts";
import { decideRunwayAlert, RUNWAY_TOPIC, type Runway, type RunwayAlertState } from "./runway.ts";
import { type Silencing, silenceOf } from "./silencing.ts";
import { decideThresholds, NOTHING_TOLD, type ThresholdAlert, type ThresholdState } from "./threshold.ts";
import type { WalletChange } from "./wallet.ts";
import type { Watch } from "./watch.ts";

/** Something to tell once. `topic` is what snooze and mute silence. */
export type Alert =
  | ({ readonly kind: "budget" } & ThresholdAlert)
  | { readonly kind: "runway"; readonly topic: TopicPath; readonly runway: Runway }
  | { readonly kind: "finding"; readonly topic: TopicPath; readonly finding: Finding }
  | { readonly kind: "wallet"; readonly topic: TopicPath; readonly change: WalletChange };

export interface AlertSettings {
  /** False: nothing is told, and what happens meanwhile counts as told. */
  readonly enabled: boolean;
  /** In percent of a budget. */
  readonly thresholds: readonly number[];
  /** 0: never. */
  readonly runwayDays: number;
}

/** What has been told of an account, plain data for the ledger's states; see `ThresholdState` about sharing it. */
export interface ToldState {
  readonly thresholds: ThresholdState;
  readonly runway: RunwayAlertState;
  readonly findings: FindingAlertState;
  /** Wallet changes that began before this instant have been told, or overlap one that was. */
  readonly walletUntil: EpochMs;
  /** The latest billing day that was judged; absent before the first judgement. */
  readonly judgedOn?: Day;
}

export const TOLD_NOTHING: ToldState = {
  thresholds: NOTHING_TOLD,
  runway: { told: false },
  findings: NO_FINDING_TOLD,
  walletUntil: 0,
};

/**
 * What is stored of it, as far as it is to be believed at `now`: of periods and events that lie ahead nobody can have told.
 * The billing day may be a day ahead of the UTC date.
 */
export function believedTold(stored: Partial<ToldState>, now: EpochMs): ToldState {
  const { thresholds, findings, walletUntil, judgedOn, ...kept } = { ...TOLD_NOTHING, ...stored };
  const latest = addDays(utcDayOf(microsOf(now)), 1);
  const scopes = Object.entries(thresholds.scopes).map(
    ([scope, records]) => [scope, records.filter(({ since }) => since <= latest)] as const,
  );
  return {
    ...kept,
    thresholds: { ...thresholds, scopes: Object.fromEntries(scopes) },
    findings: { ...findings, told: findings.told.filter((key) => dayOfKey(key) <= latest) },
    walletUntil: happened(walletUntil, now) ?? 0,
    ...(judgedOn === undefined || judgedOn > latest ? {} : { judgedOn }),
  };
}

/** A price change may take a day or two to be certain. */
const NEWS_DAYS = 2;
/** A fall of the wallet is certain two days after it happened, and open for a week from then. */
const WALLET_OPEN_MS = 9 * 86_400_000;
const WALLET_TOPIC = pathOf({ kind: "wallet" });

/** What of a watch is to be told now, weightiest first, and what counts as told from then on. Pure: see `Alerts.claim`. */
export function decideAlerts(
  watch: Watch,
  settings: AlertSettings,
  told: ToldState,
  silencing: Silencing,
  now: EpochMs,
): { readonly alerts: readonly Alert[]; readonly state: ToldState } {
  const thresholds = decideThresholds(watch.budgets, settings.thresholds, told.thresholds, silencing, now);
  const runway = watch.runway ?? { kind: "noSpend" };
  const short = decideRunwayAlert(runway, settings.runwayDays, told.runway, silencing, now);
  const findings = decideFindingAlerts(watch.findings, told.findings, silencing, now);
  const falls = recentFalls(watch).filter(({ since }) => since >= told.walletUntil);
  const { judgedOn = watch.day } = told;
  const alerts: Alert[] = [
    ...thresholds.alerts.map((alert) => ({ kind: "budget" as const, ...alert })),
    ...(short.alert && runway.kind === "runway" ? [runwayAlert(runway)] : []),
    ...findings.alerts.filter((finding) => isNews(finding, watch, judgedOn)).map(findingAlert),
    ...(isAudible(silencing, WALLET_TOPIC, now) ? falls.map(walletAlert) : []),
  ];
  return {
    alerts: settings.enabled ? alerts : [],
    state: {
      thresholds: thresholds.state,
      runway: short.state,
      findings: findings.state,
      walletUntil: Math.max(told.walletUntil, ...falls.map(({ until }) => until)),
      judgedOn: judgedOn > watch.day ? judgedOn : watch.day,
    },
  };
}

/** What is open now, told or not, for badges and lists; silenced topics do not count. */
export function openAlerts(
  watch: Watch,
  settings: AlertSettings,
  silencing: Silencing,
  now: EpochMs,
): readonly Alert[] {
  const { budgets, runway, findings } = watch;
  const crossed = decideThresholds(budgets, settings.thresholds, NOTHING_TOLD, silencing, now).alerts;
  const isShort =
    runway !== undefined && decideRunwayAlert(runway, settings.runwayDays, { told: false }, silencing, now).alert;
  const audible = findings.filter((finding) => isAudible(silencing, topicOf(finding), now));
  return [
    ...crossed.map((alert) => ({ kind: "budget" as const, ...alert })),
    ...(isShort && runway.kind === "runway" ? [runwayAlert(runway)] : []),
    ...audible.map(findingAlert),
    ...(isAudible(silencing, WALLET_TOPIC, now) ? recentFalls(watch).map(walletAlert) : []),
  ];
}

/**
 * What began long before the last judgement was found only because its history was loaded later: it is listed, not announced.
 * What happened since then is news, even after a weekend without an editor.
 */
function isNews(finding: Finding, watch: Watch, judgedOn: Day): boolean {
  const known = judgedOn < watch.day ? judgedOn : watch.day;
  return finding.since.day >= addDays(known, -NEWS_DAYS);
}

function recentFalls({ walletChanges, asOf }: Watch): readonly WalletChange[] {
  return walletChanges.filter(({ kind, until }) => kind === "unexplainedFall" && asOf - until <= WALLET_OPEN_MS);
}

function isAudible(silencing: Silencing, topic: TopicPath, now: EpochMs): boolean {
  return silenceOf(silencing, topic, now) === "audible";
}

function runwayAlert(runway: Runway): Alert {
  return { kind: "runway", topic: RUNWAY_TOPIC, runway };
}

function findingAlert(finding: Finding): Alert {
  return { kind: "finding", topic: topicOf(finding), finding };
}

function walletAlert(change: WalletChange): Alert {
  return { kind: "wallet", topic: WALLET_TOPIC, change };
}
