import type { EpochMs } from "../epoch.ts";
import { lastsUntil, TERMS } from "../instant.ts";

/**
 * What the user silenced, plain data for the ledger's states. A topic is a path like "budget/month/PAN-Plus" or
 * "anomaly/silence"; silencing a topic silences everything below it.
 */
export interface Silencing {
  /** Topic → until when it is snoozed. */
  readonly snoozed: Readonly<Record<string, number>>;
  /** Topics that are silent for good. */
  readonly muted: readonly string[];
}

export const NOTHING_SILENCED: Silencing = { snoozed: {}, muted: [] };

/** `muted` wins over `snoozed`: what is silent for good does not come back when a snooze ends. */
export type Silence = "audible" | "snoozed" | "muted";

/** What is stored of it, as far as it is to be believed at `now`: nobody snoozes for longer than until tomorrow. */
export function believedSilencing(stored: Partial<Silencing>, now: EpochMs): Silencing {
  const { snoozed, ...kept } = { ...NOTHING_SILENCED, ...stored };
  const believed = Object.entries(snoozed).filter(([, until]) => lastsUntil(until, now, TERMS.snooze) !== undefined);
  return { ...kept, snoozed: Object.fromEntries(believed) };
}

export function silenceOf(silencing: Silencing, topic: string, now: EpochMs): Silence {
  if (silencing.muted.some((silent) => covers(silent, topic))) return "muted";
  const snoozed = Object.entries(silencing.snoozed).some(([silent, until]) => until > now && covers(silent, topic));
  return snoozed ? "snoozed" : "audible";
}

/** Snoozes a topic until an instant; snoozes that have ended are dropped. */
export function snooze(silencing: Silencing, topic: string, until: EpochMs, now: EpochMs): Silencing {
  const lasting = Object.entries(silencing.snoozed).filter(([, end]) => end > now);
  return { ...silencing, snoozed: { ...Object.fromEntries(lasting), [topic]: until } };
}

/** Silences a topic for good. */
export function mute(silencing: Silencing, topic: string): Silencing {
  return silencing.muted.includes(topic) ? silencing : { ...silencing, muted: [...silencing.muted, topic] };
}

/** Makes a topic audible again, and with it every topic below. */
export function unsilence(silencing: Silencing, topic: string): Silencing {
  return {
    snoozed: Object.fromEntries(Object.entries(silencing.snoozed).filter(([silent]) => !covers(topic, silent))),
    muted: silencing.muted.filter((silent) => !covers(topic, silent)),
  };
}

function covers(silent: string, topic: string): boolean {
  return topic === silent || topic.startsWith(`${silent}/`);
}
