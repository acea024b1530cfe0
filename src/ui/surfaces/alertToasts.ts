import { setQuietTimer, wait } from "../../domain/timer.ts";
import type { Alert } from "../../domain/watch/alert.ts";
import { alertsText } from "../../view/alertTexts.ts";
import { tellAlert } from "../messages.ts";

/** What the buttons do. */
export interface AlertActions {
  readonly show: (alert: Alert) => Promise<void>;
  readonly showAll: () => Promise<void>;
  readonly snooze: (accountId: string, alert: Alert) => Promise<void>;
  readonly mute: (accountId: string, alert: Alert) => Promise<void>;
}

interface Telling {
  readonly accountId: string;
  readonly zone: string;
  readonly alerts: readonly Alert[];
}

/** VS Code hides a message that nobody answers long before that, but never says so. */
const PATIENCE_MS = 60_000;

/** Tells alerts in one notification at a time, never modal; what comes while one is shown is put together in the next. */
export class AlertToasts {
  readonly #actions: AlertActions;
  readonly #isOnScreen: (accountId: string) => boolean;
  readonly #onError: (error: unknown) => void;
  readonly #ended = new AbortController();
  #waiting: Telling[] = [];
  #isTelling = false;

  constructor(actions: AlertActions, isOnScreen: (accountId: string) => boolean, onError: (error: unknown) => void) {
    this.#actions = actions;
    this.#isOnScreen = isOnScreen;
    this.#onError = onError;
  }

  /** What is shown stays on screen, but nobody waits for its answer any more, and nothing more is shown. */
  dispose(): void {
    this.#waiting = [];
    this.#ended.abort();
  }

  tell(telling: Telling): void {
    if (this.#ended.signal.aborted) return;
    if (telling.alerts.length === 0) return;
    this.#waiting.push(telling);
    if (!this.#isTelling) this.#tellWaiting().catch(this.#onError);
  }

  async #tellWaiting(): Promise<void> {
    this.#isTelling = true;
    try {
      for (let next = this.#next(); next !== undefined; next = this.#next()) {
        const answered = this.#show(next).catch(this.#onError);
        await Promise.race([answered, this.#patience()]);
      }
    } finally {
      this.#isTelling = false;
    }
  }

  async #patience(): Promise<void> {
    await wait(setQuietTimer, PATIENCE_MS, this.#ended.signal).catch(() => undefined);
  }

  /** Everything that waits, as one. What is about an account that the user has left is in its list when the user comes back. */
  #next(): Telling | undefined {
    const [first, ...others] = this.#waiting.filter(({ accountId }) => this.#isOnScreen(accountId));
    this.#waiting = [];
    return first === undefined
      ? undefined
      : { ...first, alerts: [...first.alerts, ...others.flatMap(({ alerts }) => alerts)] };
  }

  async #show({ accountId, zone, alerts }: Telling): Promise<void> {
    const text = alertsText(alerts, zone);
    const [first, ...others] = alerts;
    if (first === undefined) return;
    const [show, snooze, mute] = ["Show", "Snooze Until Tomorrow", "Don't Tell Again"] as const;
    if (others.length > 0) {
      if ((await tellAlert(text, "Show All")) !== undefined) await this.#actions.showAll();
      return;
    }
    const pressed = await tellAlert(text, show, snooze, mute);
    if (pressed === show) await this.#actions.show(first);
    if (pressed === snooze) await this.#actions.snooze(accountId, first);
    if (pressed === mute) await this.#actions.mute(accountId, first);
  }
}
