import type { Account } from "../../domain/account.ts";
import type { CycleStart } from "../../domain/calendar.ts";
import { CoalescedWork } from "../../domain/coalescedWork.ts";
import { type EpochMs, microsOf } from "../../domain/epoch.ts";
import type { Leases, ReportsReading, SummariesReading, ToldStates } from "../../domain/ledgerPorts.ts";
import { todayIn } from "../../domain/period.ts";
import type { Clock, Log } from "../../domain/ports.ts";
import { problemOf } from "../../domain/problem.ts";
import { type SetTimer, setTimer } from "../../domain/timer.ts";
import { type Alert, type AlertSettings, decideAlerts } from "../../domain/watch/alert.ts";
import {
  afterTry,
  type ChannelMessage,
  dueAt,
  MOST_TRIES,
  type WaitingMessage,
  withMessages,
} from "../../domain/watch/channelMessage.ts";
import { type Digest, type DigestSpan, dueDigests } from "../../domain/watch/digest.ts";
import type { Watch } from "../../domain/watch/watch.ts";
import { underLease } from "../sync/lease.ts";
import { type ChannelState, channelStateIn } from "./channelState.ts";
import { readDigest } from "./readDigest.ts";

/** What a message is about, for its words. */
export interface MessageContext {
  readonly account: Account;
  readonly zone: string;
  readonly cycleStart: CycleStart;
  readonly now: EpochMs;
}

export interface ChannelWording {
  readonly alert: (alert: Alert, context: MessageContext) => ChannelMessage;
  readonly digest: (digest: Digest, context: MessageContext) => ChannelMessage;
}

/** What a channel is told of. A snooze in an editor is one person's: here only topics of the configuration are silent. */
export interface ChannelSettings {
  readonly alerts: AlertSettings;
  /** Paths of topics, such as "anomaly/silence". */
  readonly muted: readonly string[];
  readonly digests: readonly DigestSpan[];
  readonly zone: string;
  readonly cycleStart: CycleStart;
}

/** How a try to deliver a message ended; the reason is one line without secrets. */
export type Delivery =
  | { readonly kind: "delivered" }
  | {
      readonly kind: "failed";
      readonly why: string;
      /** How long it asked to be left alone, ms. */
      readonly waitMs?: number;
    };

/** Parts of the ledger that a channel needs. */
export type ChannelLedger = ToldStates & Leases & Pick<SummariesReading & ReportsReading, "summarize" | "coverage">;

interface Dependencies {
  readonly account: Account;
  readonly ledger: ChannelLedger;
  readonly clock: Clock;
  readonly log: Log;
  readonly holder: string;
  readonly settings: () => ChannelSettings;
  readonly wording: ChannelWording;
  /** Ends by itself in seconds. */
  readonly send: (message: ChannelMessage, signal: AbortSignal) => Promise<Delivery>;
  readonly setTimer?: SetTimer;
}

const CHANNEL_KEY = "alerts.channel";
/** Another process can come first a few times, not for ever. */
const MOST_CHANGES = 20;
/** Another process delivers: what it has just overlooked is looked for then. */
const LOOK_AGAIN_MS = 2_000;
/** After a failure of the ledger. */
const RETRY_MS = 60_000;
/** At the end a message that is on its way gets this long: whether it arrived would not be known otherwise. */
const GRACE_MS = 3_000;

/**
 * Tells a team's channel what a watch finds, each crossing once over all processes on a ledger, whatever editor windows have shown: who
 * sits in the channel has not seen those. Messages wait in the ledger until they have been delivered; nothing here keeps a refresh
 * waiting.
 */
export class Channel {
  readonly #dependencies: Dependencies;
  readonly #setTimer: SetTimer;
  readonly #ended = new AbortController();
  readonly #abandoned = new AbortController();
  #cancelTimer = (): void => undefined;
  #judging: Promise<void> = Promise.resolve();
  readonly #delivering = new CoalescedWork(() => this.#deliverOnce());
  /** First days of digests of which it has been said that they wait. */
  readonly #saidToWait = new Set<string>();

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
    this.#setTimer = dependencies.setTimer ?? setTimer;
  }

  /** Has what is new told, and the digests that are due. Returns at once. */
  judge(watch: Watch): void {
    const { log, account } = this.#dependencies;
    // Nobody has to hear of money that is not spent.
    if (account.kind === "sample" || watch.accountId !== account.id) return;
    this.#judging = this.#judging
      .then(() => this.#queue(watch))
      .catch((error: unknown) => log.warn(`channel: ${problemOf(error).detail}`));
  }

  async #queue(watch: Watch): Promise<void> {
    if (this.#ended.signal.aborted) return;
    await this.#queueAlerts(watch);
    await this.#queueDigests();
    this.deliver();
  }

  /** Delivers what waits and is due, in the background; of other processes too. */
  deliver(): void {
    if (this.#ended.signal.aborted) return;
    void this.#delivering.wish();
  }

  /** What would be told now, and what waits already. Nothing is stored or sent. */
  async preview(watch: Watch | undefined): Promise<readonly ChannelMessage[]> {
    const { account, ledger, clock } = this.#dependencies;
    const now = clock();
    const state = channelStateIn(await ledger.readTold(account.id, CHANNEL_KEY), now);
    const alerts = watch === undefined ? [] : this.#decide(watch, state, now).messages;
    const digests = await this.#dueDigests(state, now);
    return [...state.waiting.map(({ message }) => message), ...alerts, ...digests.map(({ message }) => message)];
  }

  /** Nothing new begins; a message on its way gets a moment, see {@link idle}. */
  dispose(): void {
    this.#ended.abort();
    this.#cancelTimer();
    this.#cancelTimer = this.#setTimer(GRACE_MS, () => this.#abandoned.abort());
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await this.#judging;
    await this.#delivering.idle();
    if (this.#ended.signal.aborted) this.#cancelTimer();
  }

  /** Resolves with what still waits when everything that is due has been tried. */
  async settled(): Promise<readonly WaitingMessage[]> {
    await this.#judging;
    await this.#delivering.idle();
    return (await this.#read()).waiting;
  }

  async #queueAlerts(watch: Watch): Promise<void> {
    await this.#change((state, now) => {
      const { messages, told } = this.#decide(watch, state, now);
      return { state: { ...state, ...told }, messages };
    });
  }

  #decide(watch: Watch, state: ChannelState, now: EpochMs) {
    const { wording, settings } = this.#dependencies;
    const { alerts: alertSettings, muted } = settings();
    const { alerts, state: told } = decideAlerts(watch, alertSettings, state, { snoozed: {}, muted }, now);
    return { messages: alerts.map((alert) => wording.alert(alert, this.#context(now))), told };
  }

  async #queueDigests(): Promise<void> {
    const { clock } = this.#dependencies;
    for (const { digest, message } of await this.#dueDigests(await this.#read(), clock())) {
      const { span, period } = digest;
      await this.#change((state) => {
        // Another process may have been faster.
        if ((state.digests[span] ?? "") >= period.since) return { state, messages: [] };
        return { state: { ...state, digests: { ...state.digests, [span]: period.since } }, messages: [message] };
      });
    }
  }

  async #dueDigests(state: ChannelState, now: EpochMs) {
    const { ledger, account, settings, wording, log } = this.#dependencies;
    const { digests, zone, cycleStart } = settings();
    const made: { readonly digest: Digest; readonly message: ChannelMessage }[] = [];
    for (const due of dueDigests(digests, state.digests, todayIn(zone, microsOf(now)), cycleStart)) {
      const digest = await readDigest(ledger, account.id, due, { zone, cycleStart, now });
      if (digest !== undefined) made.push({ digest, message: wording.digest(digest, this.#context(now)) });
      else if (!this.#saidToWait.has(`${due.span} ${due.period.since}`)) {
        this.#saidToWait.add(`${due.span} ${due.period.since}`);
        log.info(`the digest of ${due.period.since} to ${due.period.until} waits: not all of it has been fetched`);
      }
    }
    return made;
  }

  #context(now: EpochMs): MessageContext {
    const { account, settings } = this.#dependencies;
    const { zone, cycleStart } = settings();
    return { account, zone, cycleStart, now };
  }

  async #deliverOnce(): Promise<void> {
    const { log } = this.#dependencies;
    if (this.#ended.signal.aborted) return;
    this.#cancelTimer();
    try {
      await this.#deliverDue();
    } catch (error) {
      const { kind, detail } = problemOf(error);
      if (kind !== "cancelled") log.warn(`channel: ${detail}`);
      this.#remindIn(RETRY_MS);
    }
  }

  async #deliverDue(): Promise<void> {
    const { ledger, clock, log, holder, account } = this.#dependencies;
    if ((await this.#read()).waiting.length === 0) return;
    const tools = { ledger, clock, log, holder, setTimer: this.#setTimer };
    const lease = `channel:${account.id}`;
    const outcome = await underLease(
      lease,
      tools,
      "leave",
      this.#abandoned.signal,
      (signal) => this.#sendDue(signal),
      () => undefined,
    );
    const { waiting } = await this.#read();
    if (waiting.length === 0) return;
    const now = clock();
    const next = Math.min(...waiting.map((entry) => dueAt(entry, now)));
    this.#remindIn(Math.max(next - now, outcome === "done" ? 0 : LOOK_AGAIN_MS));
  }

  async #sendDue(signal: AbortSignal): Promise<void> {
    const { clock, send } = this.#dependencies;
    while (!this.#ended.signal.aborted) {
      const now = clock();
      const entry = (await this.#read()).waiting.find((one) => dueAt(one, now) <= now);
      if (entry === undefined) return;
      const delivery = await send(entry.message, signal);
      // Nobody knows whether it has arrived; it is tried again.
      if (signal.aborted) return;
      this.#say(entry, delivery);
      const waitMs = delivery.kind === "failed" ? delivery.waitMs : undefined;
      await this.#change((state) => ({
        state: { ...state, waiting: afterTry(state.waiting, entry.message.id, delivery.kind, clock(), waitMs) },
        messages: [],
      }));
    }
  }

  #say({ message, tries }: WaitingMessage, delivery: Delivery): void {
    const { log } = this.#dependencies;
    const what = `${message.kind}: ${message.title}`;
    if (delivery.kind === "delivered") return log.info(`delivered ${what}`);
    const said = `not delivered (${tries + 1} of ${MOST_TRIES} tries), ${delivery.why}: ${what}`;
    if (tries + 1 < MOST_TRIES) log.warn(said);
    else log.error(`given up, ${said}`);
  }

  #remindIn(ms: number): void {
    this.#cancelTimer();
    if (!this.#ended.signal.aborted) this.#cancelTimer = this.#setTimer(ms, () => this.deliver());
  }

  async #read(): Promise<ChannelState> {
    const { ledger, account, clock } = this.#dependencies;
    return channelStateIn(await ledger.readTold(account.id, CHANNEL_KEY), clock());
  }

  /** Changes what is stored in one step: read, decided, and replaced only if nobody replaced it meanwhile. */
  async #change(
    decide: (
      state: ChannelState,
      now: EpochMs,
    ) => { readonly state: ChannelState; readonly messages: readonly ChannelMessage[] },
  ): Promise<void> {
    const { ledger, account, clock, log } = this.#dependencies;
    for (let tries = 0; tries < MOST_CHANGES; tries++) {
      const before = await ledger.readTold(account.id, CHANNEL_KEY);
      const now = clock();
      const { state, messages } = decide(channelStateIn(before, now), now);
      const { waiting, dropped } = withMessages(state.waiting, messages);
      const after = JSON.stringify({ ...state, waiting });
      if (after !== before && !(await ledger.replaceTold(account.id, CHANNEL_KEY, before, after))) continue;
      for (const { title } of dropped) log.warn(`no room for what waits for the channel, dropped: ${title}`);
      return;
    }
    log.warn("channel: other processes were always faster");
  }
}
