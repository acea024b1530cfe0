import type { Model } from "../../src/app/screen/model.ts";
import { datesOnScreen, datesToWatch } from "../../src/app/sync/refreshPlan.ts";
import { Alerts } from "../../src/app/watch/alerts.ts";
import { Watcher } from "../../src/app/watch/watcher.ts";
import type { Ledger } from "../../src/domain/ledgerPorts.ts";
import type { Alert } from "../../src/domain/watch/alert.ts";
import type { Budget } from "../../src/domain/watch/budget.ts";
import type { Watch } from "../../src/domain/watch/watch.ts";
import type { Application } from "./application.ts";
import { listLog } from "./editorWindow.ts";

/** A ledger that counts what it is asked. */
function countingLedger(ledger: Ledger): { readonly ledger: Ledger; readonly asked: string[] } {
  const asked: string[] = [];
  const counting = new Proxy(ledger, {
    get(target, name: string) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== "function") return method;
      return (...args: unknown[]): unknown => {
        asked.push(name);
        return method.apply(target, args);
      };
    },
  });
  return { ledger: counting, asked };
}

/** Watcher and alerts of one editor window, put together as in extension.ts. */
export interface Watching {
  readonly watcher: Watcher;
  readonly watches: Watch[];
  readonly told: Alert[];
  /** What the ledger was asked for watches and alerts. */
  readonly asked: string[];
  readonly logged: string[];
  /** Changes the setting. */
  setBudget(budget: Budget): void;
  /** Resolves when everything that is known has been judged. */
  settled(): Promise<void>;
}

export function startWatching({ model, ledger, clock }: Application): Watching {
  const counting = countingLedger(ledger);
  const logged: string[] = [];
  const log = listLog(logged);
  const alerts = new Alerts(counting.ledger, clock, log);
  const watches: Watch[] = [];
  const told: Alert[] = [];
  let budget: Budget = {};
  let claiming: Promise<unknown> = Promise.resolve();
  const settings = { enabled: true, thresholds: [80, 100], runwayDays: 7 };
  const onWatch = (watch: Watch): void => {
    watches.push(watch);
    claiming = claiming.then(async () => told.push(...(await alerts.claim(watch, settings))));
  };
  const watcher = new Watcher({ model, ledger: counting.ledger, clock, log, budget: () => budget, onWatch });
  watcher.start();
  return {
    watcher,
    watches,
    told,
    asked: counting.asked,
    logged,
    setBudget(next) {
      budget = next;
      watcher.consider();
    },
    async settled() {
      await model.read();
      await watcher.idle();
      await claiming;
    },
  };
}

/** A background refresh that is due: everything on screen, and what the watch learns from. */
export async function refreshInBackground(application: Application): Promise<void> {
  const { model, synchronizer, account, clock } = application;
  await turnTo(model);
  const { today, zone } = model.state;
  const dates = [...datesOnScreen(model.state, clock()), datesToWatch(today, zone)];
  const request = { lane: "refresh", dates, maxAgeMs: 0, use: "user", whenTaken: "wait" } as const;
  await synchronizer.sync(account, request, new AbortController().signal);
}

/** The day may have turned since the last reading. */
async function turnTo(model: Model): Promise<void> {
  if (model.turnDay()) await model.read();
}
