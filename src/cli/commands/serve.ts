import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { Collector } from "../../app/collector.ts";
import { refreshMinutesOf } from "../../app/settingValues.ts";
import type { Account } from "../../domain/account.ts";
import { type EpochMs, microsOf } from "../../domain/epoch.ts";
import { rowText } from "../../domain/foreignText.ts";
import { todayIn } from "../../domain/period.ts";
import type { Log } from "../../domain/ports.ts";
import { problemOf } from "../../domain/problem.ts";
import { metricsText } from "../../view/metricsText.ts";
import { durationOf } from "../answering.ts";
import { type Context, wished } from "../context.ts";
import { EXIT, type Exit, usageError } from "../exits.ts";
import { notSignedIn, type Opened, open } from "../opened.ts";
import { firstDayOf } from "../periodWish.ts";
import { AccountEvents } from "../serve/accountEvents.ts";
import { channelFor, channelSettingsOf } from "../serve/channelFor.ts";
import { eventLog } from "../serve/eventLog.ts";
import { type Listening, listen, listenAddressOf } from "../serve/listening.ts";
import type { TeamServing } from "../serve/teamServing.ts";
import { MetricsFile } from "../serve/textFile.ts";
import { type Webhook, webhookOf } from "../serve/webhook.ts";
import { teamPart } from "../teamPart.ts";

const LEAST_EVERY_MS = 5 * 60_000;

/**
 * Keeps the ledger up to date until it is stopped: a refresh when one is due, metrics where they are asked for, alerts for a channel. It
 * shares the ledger with editor windows and other servers; one works at a time. SIGTERM and Ctrl+C end it in good order, with 0.
 */
export async function run(context: Context): Promise<Exit> {
  const { typed, terminal, redactor, clock, signal } = context;
  const format = typed.texts["log-format"] === "json" ? "json" : "text";
  const log = eventLog(terminal, redactor, { format, isVerbose: typed.switches.has("verbose"), clock });
  const webhook = webhookOf(context);
  const listenAt = typed.texts["metrics-listen"];
  const address = listenAt === undefined ? undefined : listenAddressOf(listenAt);
  const every = everyMinutes(context);
  const sinceText = typed.texts["since"];
  const isForTeam = wished(context, { flag: "team", variable: "DEEPVUE_TEAM_URL" }) !== undefined;
  const running: Running = {};
  const onWait = (accountId: string, until: EpochMs): void => running.collector?.pauseUntil(accountId, until);
  const opened = await open({ ...context, log: quieter(log) }, { credentials: "given", onWait });
  try {
    const today = todayIn(opened.inForce.zone, microsOf(clock()));
    const since = sinceText === undefined ? undefined : firstDayOf(sinceText, today);
    const accounts = await accountsToServe(context, opened);
    if (isForTeam) running.team = await forTeam({ ...context, log }, opened, accounts);
    const world = running.team?.world ?? opened.world;
    const collector = collectorOf({ ...context, log }, { ...opened, world }, accounts, webhook, every, running);
    running.collector = collector;
    if (address !== undefined) running.listening = await answering(collector, address, context, log);
    const file = typed.texts["textfile"];
    if (file !== undefined)
      running.file = new MetricsFile(file, async () => metricsText(await collector.metrics()), log);
    await collector.start();
    running.file?.write();
    log.info(startText(collector, running.listening, webhook));
    if (since !== undefined) {
      await collector.loadHistory(since);
      log.info(`loading the history since ${since}`);
    }
    if (!signal.aborted) await once(signal, "abort");
    log.info("stopping");
    return EXIT.ok;
  } finally {
    await running.listening?.close();
    await running.file?.end();
    await running.collector?.end();
    await running.team?.end();
    await opened.application.close();
    if (signal.aborted) log.info("stopped");
  }
}

/** What the core says of its steps is for --verbose: each event is told once, by the state that it leads to. */
function quieter(log: Log): Log {
  const debug = (message: string): void => log.debug(message);
  return { debug, info: debug, warn: debug, error: (message) => log.error(message) };
}

/** What has to be ended. */
interface Running {
  collector?: Collector;
  team?: TeamServing;
  listening?: Listening;
  file?: MetricsFile;
}

function collectorOf(
  context: Context,
  opened: Opened,
  accounts: readonly Account[],
  webhook: Webhook | undefined,
  every: number | undefined,
  running: Running,
): Collector {
  const { world, inForce } = opened;
  const { ledger } = world;
  const { log } = context;
  const settings = channelSettingsOf(context, inForce);
  const holder = `serve-${randomUUID()}`;
  const events = new AccountEvents(log, inForce.zone);
  return new Collector({
    world: every === undefined ? world : { ...world, settings: { ...world.settings, refreshMinutes: () => every } },
    accounts,
    holder,
    channelOf: (account) =>
      webhook === undefined
        ? undefined
        : channelFor(account, context, { ledger, log, holder: `${holder} channel`, settings, send: webhook.send }),
    onState: (account, state) => {
      if (events.tell(account, state) === "changed") running.file?.write();
    },
  });
}

/** Becomes a collector of the team, or stands by. Throws `ExitError` where its database can not be used. */
async function forTeam(context: Context, { world }: Opened, accounts: readonly Account[]): Promise<TeamServing> {
  const { serveForTeam } = await teamPart(async () => import("../serve/teamServing.ts"));
  return serveForTeam(context, world, accounts);
}

/** Minutes between refreshes as the flag says; undefined where nobody said. */
function everyMinutes({ typed }: Context): number | undefined {
  const text = typed.texts["every"];
  if (text === undefined) return undefined;
  const ms = durationOf("every", text);
  if (ms < LEAST_EVERY_MS) throw usageError(`--every is 5m at least: each refresh costs requests of the plan.`);
  return refreshMinutesOf(ms / 60_000);
}

/** The one that is named, or all whose credentials this process has: of others it could only say that it can not ask. */
async function accountsToServe(
  { typed }: Context,
  { accounts, account, secrets }: Opened,
): Promise<readonly Account[]> {
  if (account !== undefined && typed.texts["account"] !== undefined) return [account];
  const served: Account[] = [];
  for (const one of accounts) {
    if (one.kind === "sample" || (await secrets.credentials(one)) !== undefined) served.push(one);
  }
  if (served.length === 0) throw notSignedIn();
  return served;
}

async function answering(
  collector: Collector,
  address: ReturnType<typeof listenAddressOf>,
  { clock }: Context,
  log: Log,
): Promise<Listening> {
  const metrics = async (): Promise<string> => metricsText(await collector.metrics());
  const health = async () => healthOf(collector, clock());
  return listen(address, { metrics, health }, (error) => log.error(`no answer: ${problemOf(error).detail}`));
}

/**
 * Healthy is a process that can use its ledger. That the service can not be reached is said, and is no reason to start it anew: nothing
 * would be better afterwards.
 */
function healthOf(collector: Collector, now: EpochMs) {
  const states = collector.states();
  const isHealthy = states.every(
    ({ state }) => state.loaded && state.unavailable === undefined && state.problem?.kind !== "storage",
  );
  const accounts = states.map(({ account, state }) => ({
    account: account.label,
    refreshedAt: state.syncedAt === undefined ? null : new Date(state.syncedAt).toISOString(),
    ageSeconds: state.syncedAt === undefined ? null : Math.max(0, Math.round((now - state.syncedAt) / 1000)),
    problem: state.problem?.kind ?? null,
  }));
  return { isHealthy, body: { status: isHealthy ? "ok" : "failed", accounts } };
}

function startText(collector: Collector, listening: Listening | undefined, webhook: Webhook | undefined): string {
  const labels = collector.states().map(({ account }) => rowText(account.label));
  return [
    `serving ${labels.join(", ")}`,
    listening === undefined ? "no metrics" : `metrics at ${listening.url}/metrics`,
    webhook === undefined ? "no webhook" : `webhook told as ${webhook.format}`,
  ].join("; ");
}
