import type { EpochMs } from "../epoch.ts";
import { happened } from "../instant.ts";
import type { Alert } from "./alert.ts";

/**
 * Something for a team's channel, worded: plain data that waits in the ledger until the channel has it. What an editor window has shown
 * to one person the channel has not had: each tells a crossing once.
 */
export interface ChannelMessage {
  /** The same however often it is tried, so that a receiver can drop what it has had. */
  readonly id: string;
  readonly kind: "alert" | "digest" | "test";
  /** One line. */
  readonly title: string;
  /** Whole lines of plain text, foreign text in it cleaned. */
  readonly lines: readonly string[];
  /** The account's label. */
  readonly account: string;
  /** When it was found. */
  readonly at: EpochMs;
  /** The numbers in it, for programs: money as exact decimal text in rupees. */
  readonly facts: Readonly<Record<string, string | number>>;
}

/** A message on its way, and how it went so far. */
export interface WaitingMessage {
  readonly message: ChannelMessage;
  readonly tries: number;
  /** When it was last tried. */
  readonly triedAt?: EpochMs;
  /** How long the channel asked to be left alone after that, ms. */
  readonly waitMs?: number;
}

const MINUTE_MS = 60_000;
/** Before each try, counted from the one before it. About nine hours in all; then nobody waits for it any more. */
const PAUSES_MS: readonly number[] = [0, 5_000, 30_000, 2, 10, 30, 120, 360].map((pause, index) =>
  index < 3 ? pause : pause * MINUTE_MS,
);
export const MOST_TRIES = PAUSES_MS.length;
/** A channel that is down for a day must not get a day's alerts at once, and the ledger not grow without end. */
export const MOST_WAITING = 40;

/** A channel that asks for longer is not believed: an alert of the morning should not come at night. */
const MOST_WAIT_MS = 60 * MINUTE_MS;

/**
 * When a message is to be tried: a stored instant that lies ahead of `now` counts as now. Not sooner than the channel asked
 * for, up to an hour.
 */
export function dueAt({ tries, triedAt, waitMs = 0 }: WaitingMessage, now: EpochMs): EpochMs {
  const tried = happened(triedAt, now);
  if (tried === undefined) return now;
  return tried + Math.max(PAUSES_MS[tries] ?? Number.POSITIVE_INFINITY, Math.min(waitMs, MOST_WAIT_MS));
}

/** What waits, with further messages behind it: the newest {@link MOST_WAITING}. `dropped`: those for which there is no room. */
export function withMessages(
  waiting: readonly WaitingMessage[],
  messages: readonly ChannelMessage[],
): { readonly waiting: readonly WaitingMessage[]; readonly dropped: readonly ChannelMessage[] } {
  const known = new Set(waiting.map(({ message }) => message.id));
  const fresh = messages.filter(({ id }) => !known.has(id)).map((message) => ({ message, tries: 0 }));
  const all = [...waiting, ...fresh];
  const room = Math.max(0, all.length - MOST_WAITING);
  return { waiting: all.slice(room), dropped: all.slice(0, room).map(({ message }) => message) };
}

/** What waits after a try of one message. Tried for the last time, it waits no more. */
export function afterTry(
  waiting: readonly WaitingMessage[],
  id: string,
  outcome: "delivered" | "failed",
  now: EpochMs,
  waitMs?: number,
): readonly WaitingMessage[] {
  return waiting.flatMap((entry) => {
    if (entry.message.id !== id) return [entry];
    const tries = entry.tries + 1;
    if (outcome === "delivered" || tries >= MOST_TRIES) return [];
    const asked = waitMs === undefined ? {} : { waitMs };
    return [{ message: entry.message, tries, triedAt: now, ...asked }];
  });
}

/** The same crossing, event or change has the same name. A runway is told again after a top-up, so it has its day in it. */
export function alertName(alert: Alert, day: string): string {
  switch (alert.kind) {
    case "budget":
      return [alert.topic, alert.use.period.since, alert.use.limit, alert.threshold].join("/");
    case "runway":
      return `${alert.topic}/${day}`;
    case "finding":
      return `${alert.topic}/${alert.finding.since.day}`;
    case "wallet":
      return `${alert.topic}/${alert.change.key}`;
  }
}
