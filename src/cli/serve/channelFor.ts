import { alertSettingsOf } from "../../app/settingValues.ts";
import { Channel, type ChannelLedger, type ChannelSettings } from "../../app/watch/channel.ts";
import type { Account } from "../../domain/account.ts";
import type { Log } from "../../domain/ports.ts";
import { topicAt } from "../../domain/watch/alertTopic.ts";
import type { DigestSpan } from "../../domain/watch/digest.ts";
import { DEFAULT_THRESHOLDS } from "../../domain/watch/threshold.ts";
import { alertMessage, digestMessage } from "../../view/channelTexts.ts";
import type { Context } from "../context.ts";
import { usageError } from "../exits.ts";
import type { InForce } from "../opened.ts";
import { listSetting } from "../settingsFile.ts";
import type { Webhook } from "./webhook.ts";

/** As the extension's manifest has it. */
const DEFAULT_RUNWAY_DAYS = 7;

const SPANS: Readonly<Record<string, DigestSpan>> = { weekly: "week", monthly: "month" };

/** What a channel is told of, by flags and settings. Throws `ExitError` (usage) for a topic that there is not. */
export function channelSettingsOf({ typed, settings }: Context, { zone, cycleStart }: InForce): ChannelSettings {
  const muted = typed.lists["mute"] ?? listSetting(settings, "mute");
  for (const topic of muted) {
    if (topicAt(topic) === undefined) {
      throw usageError(
        `There is no topic “${topic}”. Topics are as budget/day, budget/month, anomaly/silence, runway.`,
      );
    }
  }
  return {
    alerts: alertSettingsOf(
      settings["deepvue.alerts.enabled"],
      settings["deepvue.alerts.thresholds"] ?? DEFAULT_THRESHOLDS,
      settings["deepvue.alerts.runwayDays"] ?? DEFAULT_RUNWAY_DAYS,
    ),
    muted,
    digests: (typed.lists["digest"] ?? listSetting(settings, "digest")).flatMap((name) => SPANS[name] ?? []),
    zone,
    cycleStart,
  };
}

interface Parts {
  readonly ledger: ChannelLedger;
  readonly log: Log;
  readonly holder: string;
  readonly settings: ChannelSettings;
  readonly send: Webhook["send"];
}

/** The channel in which an account's alerts are told. */
export function channelFor(
  account: Account,
  { clock }: Context,
  { ledger, log, holder, settings, send }: Parts,
): Channel {
  return new Channel({
    account,
    ledger,
    clock,
    log,
    holder,
    settings: () => settings,
    wording: { alert: alertMessage, digest: digestMessage },
    send,
  });
}
