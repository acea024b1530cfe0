import { isRecord, recordIn } from "../../domain/chosenChecks.ts";
import { isDay } from "../../domain/day.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import type { ToldState } from "../../domain/watch/alert.ts";
import type { ChannelMessage, WaitingMessage } from "../../domain/watch/channelMessage.ts";
import { believedDigests, type SentDigests } from "../../domain/watch/digest.ts";
import { toldIn } from "./toldState.ts";

/**
 * What the team's channel has been told, and what is on its way there, in one text: a crossing counts as told in the same step in which
 * its message begins to wait, so that neither a crash nor a second server loses it or tells it twice.
 */
export interface ChannelState extends ToldState {
  readonly digests: SentDigests;
  readonly waiting: readonly WaitingMessage[];
}

/** What of the stored state is what it should be at `now`. Fields that only a newer build knows are kept. */
export function channelStateIn(text: string | undefined, now: EpochMs): ChannelState {
  const { digests, waiting } = recordIn(text);
  const sent = isRecord(digests)
    ? Object.entries(digests).filter(([, day]) => typeof day === "string" && isDay(day))
    : [];
  return {
    ...toldIn(text, now),
    digests: believedDigests(Object.fromEntries(sent) as SentDigests, now),
    waiting: Array.isArray(waiting) ? waiting.filter(isWaiting) : [],
  };
}

function isWaiting(value: unknown): value is WaitingMessage {
  if (!isRecord(value) || typeof value["tries"] !== "number") return false;
  const counts = [value["triedAt"], value["waitMs"]];
  if (!counts.every((count) => ["number", "undefined"].includes(typeof count))) return false;
  return isRecord(value["message"]) && isMessage(value["message"]);
}

function isMessage({ id, kind, title, lines, account, at, facts }: Readonly<Record<keyof ChannelMessage, unknown>>) {
  return (
    [id, kind, title, account].every((text) => typeof text === "string") &&
    typeof at === "number" &&
    Array.isArray(lines) &&
    lines.every((line) => typeof line === "string") &&
    isRecord(facts)
  );
}
