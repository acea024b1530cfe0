import { Application } from "../app/application.ts";
import type { SharedWorld } from "../app/collector.ts";
import { liveAccount, SAMPLE_ACCOUNT } from "../app/knownAccounts.ts";
import { readChoices } from "../app/screen/choices.ts";
import { cycleStartOf, DEFAULT_ZONE, planIn, refreshMinutesOf, zoneOf } from "../app/settingValues.ts";
import { budgetOf } from "../app/watch/budgetSetting.ts";
import { type Account, type Credentials, PLAN_LIMITS, type Plan } from "../domain/account.ts";
import type { CycleStart } from "../domain/calendar.ts";
import { isTimeZone } from "../domain/day.ts";
import type { EpochMs } from "../domain/epoch.ts";
import { lineOf } from "../domain/foreignText.ts";
import { type GstRule, gstRuleOf } from "../domain/gst.ts";
import type { Counting, CountingReading } from "../domain/ledgerPorts.ts";
import { readOutcomes } from "../domain/outcomeSetting.ts";
import type { OutcomeWords } from "../domain/outcomeWords.ts";
import type { Budget } from "../domain/watch/budget.ts";
import { AccountServices } from "../wiring/accountServices.ts";
import { baseUrlOf } from "../wiring/addresses.ts";
import { Secrets } from "../wiring/secrets.ts";
import { storedLedger } from "../wiring/storedLedger.ts";
import { withoutTeams } from "../wiring/withoutTeams.ts";
import { type Context, wished } from "./context.ts";
import { CredentialFile, GivenFirst, givenCredentials } from "./credentialTexts.ts";
import { EXIT, ExitError, usageError } from "./exits.ts";

/** The settings that are in force for this process. */
export interface InForce {
  readonly zone: string;
  readonly cycleStart: CycleStart;
  readonly outcomes: OutcomeWords;
  /** The setting `deepvue.labels` as it stands; see `labelNotes.ts`. */
  readonly labels: unknown;
  readonly budget: Budget;
  readonly gst: GstRule;
  readonly plan: Plan;
  readonly baseUrl: string;
}

/** The application over an open ledger. Whoever opens it closes it. */
export interface Opened {
  readonly application: Application;
  readonly services: AccountServices;
  readonly secrets: Secrets;
  readonly inForce: InForce;
  readonly accounts: readonly Account[];
  /** The account that is meant; undefined when nobody is signed in. */
  readonly account: Account | undefined;
  readonly planOf: (account: Account) => Plan;
  /** For further applications over the same ledger. */
  readonly world: SharedWorld;
}

interface Opening {
  /** Told when nothing of an account passes before an instant, besides the application. */
  readonly onWait?: (accountId: string, until: EpochMs) => void;
  /** Whether credentials are looked for that are not stored: reports of what the ledger holds need none. */
  readonly credentials: "given" | "stored";
  /** Asks little and ends: the ledger needs no thread. */
  readonly isShort?: true;
}

/** Throws `ExitError` (usage, signIn) and `ProblemError`. */
export async function open(
  context: Context,
  { credentials, isShort, onWait: tellWait = nothing }: Opening,
): Promise<Opened> {
  const { host, places, log, redactor, clock, typed, settings } = context;
  const isSample = typed.switches.has("sample");
  const wish = settingsInForce(context);
  const command = credentials === "given" ? wished(context, { setting: "credentialCommand" }) : undefined;
  const given = isSample ? undefined : givenCredentials(host.env, command);
  const givenAccount = given === undefined ? undefined : liveAccount(given, wish.baseUrl, wish.plan);
  const place = { worker: host.worker, file: ledgerFile(context) };
  const ledger = withoutTeams(
    storedLedger(place, log, redactor, isShort === true ? await host.ownLedger() : undefined),
  );
  const secrets = new Secrets(textsOf(new CredentialFile(places.credentials), givenAccount, given));
  const planOf = (account: Account): Plan => (account.kind === "sample" ? account.plan : wish.plan);
  const onWait = (accountId: string, until: EpochMs): void => {
    application.synchronizer.pauseUntil(accountId, until);
    tellWait(accountId, until);
  };
  const services = new AccountServices({ ledger, secrets, planOf, clock, log, redactor, onWait });
  // Until the ledger has said in which zone it counts.
  let zone = zoneOf(wish.zone);
  const world: SharedWorld = {
    ledger,
    services,
    secrets,
    settings: {
      billingTimeZone: () => zone,
      billingCycleStart: () => wish.cycleStart,
      outcomes: () => wish.outcomes,
      refreshMinutes: () => refreshMinutesOf(settings["deepvue.refreshMinutes"] ?? DEFAULT_REFRESH_MINUTES),
      limits: (account) => PLAN_LIMITS[planOf(account)],
      budget: () => wish.budget,
    },
    clock,
    log,
  };
  const application = new Application({ ...world, holder: `cli-${process.pid}-${ownNumber()}`, onWatch: nothing });
  try {
    await ledger.open();
    await ledger.setOutcomes(wish.outcomes);
    // Only for an account that is signed in is anything written; whoever brings credentials along is.
    if (isSample) await ledger.saveAccount(SAMPLE_ACCOUNT);
    const before = await ledger.accounts();
    zone = await zoneInForce(context, ledger, wish.zone, before.length === 0 || isSample);
    if (givenAccount !== undefined && !before.some(({ id }) => id === givenAccount.id)) {
      await ledger.saveAccount(givenAccount);
    }
    const accounts = await ledger.accounts();
    const fallback = isSample ? SAMPLE_ACCOUNT.id : (givenAccount?.id ?? (await readChoices(ledger)).accountId);
    const name = wished(context, { flag: "account", setting: "account", variable: "DEEPVUE_ACCOUNT" });
    const account = chosenAccount(accounts, isSample ? undefined : name, fallback);
    return { application, services, secrets, inForce: { ...wish, zone }, accounts, account, planOf, world };
  } catch (error) {
    await application.close();
    throw error;
  }
}

/**
 * The zone in which the ledger counts, for every program that uses it; what only reads follows it. Another one is put in force where
 * nobody else counts on the old one, or where the user says so. Throws `ExitError` (usage).
 */
async function zoneInForce(
  { typed, terminal }: Context,
  ledger: CountingReading & Counting,
  wanted: string | undefined,
  isOurs: boolean,
): Promise<string> {
  const counted = await ledger.countedZone();
  const zone = wanted ?? (isOurs ? DEFAULT_ZONE : counted);
  if (zone === counted) return zone;
  if (!isOurs && !typed.switches.has("recount")) {
    throw usageError(
      `This ledger counts its days in ${counted}, also for the other programs that use it. With --recount it counts them in ${zone} from now on; or name another ledger with --ledger.`,
    );
  }
  if (!isOurs) terminal.note(`Counting days anew in ${zone}.`);
  await ledger.setZone(zone);
  return zone;
}

/** As the extension's manifest has it. */
const DEFAULT_REFRESH_MINUTES = 20;

/** Among the processes of several machines or containers that share a ledger; `node:crypto` alone would take 10 ms to load. */
function ownNumber(): string {
  return Math.random().toString(36).slice(2) + Math.random().toString(36).slice(2);
}

function nothing(): void {}

function textsOf(file: CredentialFile, account: Account | undefined, credentials: Credentials | undefined) {
  return account === undefined || credentials === undefined ? file : new GivenFirst(account, credentials, file);
}

/** The ledger's file: of the flag, the settings, the environment, or where it usually lies. */
export function ledgerFile(context: Context): string {
  const { places, typed } = context;
  if (typed.switches.has("sample")) return typed.texts["ledger"] ?? places.sampleLedger;
  return wished(context, { flag: "ledger", setting: "ledger", variable: "DEEPVUE_LEDGER" }) ?? places.ledger;
}

interface Wish extends Omit<InForce, "zone"> {
  readonly zone: string | undefined;
}

function settingsInForce(context: Context): Wish {
  const { settings, host } = context;
  const zone = wished(context, { flag: "timezone", setting: "deepvue.billingTimeZone", variable: "DEEPVUE_TIMEZONE" });
  if (zone !== undefined && !isTimeZone(zone)) {
    throw usageError(`There is no time zone “${lineOf(zone)}”. Names are as Asia/Kolkata, Europe/Berlin or UTC.`);
  }
  return {
    zone,
    cycleStart: cycleStartOf(settings["deepvue.billingCycleStart"]),
    outcomes: readOutcomes(settings["deepvue.outcomes"] ?? {}, settings["deepvue.failureMessages"] ?? []).words,
    labels: settings["deepvue.labels"],
    budget: budgetOf(settings["deepvue.budget"]),
    gst: gstRuleOf(settings["deepvue.gst"], settings["deepvue.gstRate"]),
    plan: planIn(settings["deepvue.plan"] ?? host.env["DEEPVUE_PLAN"]),
    baseUrl: baseUrlOf(wished(context, { setting: "deepvue.apiBaseUrl", variable: "DEEPVUE_BASE_URL" })),
  };
}

/** The account by label or id, wholly or in part; else the one that was given or that is on the editor's screen, else the first. */
export function chosenAccount(
  accounts: readonly Account[],
  name: string | undefined,
  fallbackId: string | undefined,
): Account | undefined {
  if (name === undefined) return accounts.find(({ id }) => id === fallbackId) ?? accounts[0];
  const wanted = name.toLowerCase();
  const exact = accounts.filter((account) => namesOf(account).includes(wanted));
  const found =
    exact.length > 0 ? exact : accounts.filter((account) => namesOf(account).some((text) => text.includes(wanted)));
  const [only, another] = found;
  if (only !== undefined && another === undefined) return only;
  const labels = (found.length > 1 ? found : accounts).map(({ label }) => lineOf(label)).join(", ");
  if (accounts.length === 0) throw notSignedIn();
  throw usageError(
    found.length > 1
      ? `“${name}” may be any of ${labels}.`
      : `No account is called “${lineOf(name)}”; there are ${labels}.`,
  );
}

function namesOf({ id, label }: Account): readonly string[] {
  return [id.toLowerCase(), label.toLowerCase()];
}

/** Throws `ExitError` (signIn) when nobody is signed in. */
export function accountOf({ account }: Opened): Account {
  if (account === undefined) throw notSignedIn();
  return account;
}

export function notSignedIn(): ExitError {
  return new ExitError(
    EXIT.signIn,
    "Nobody is signed in. Run deepvue-usage login, or set DEEPVUE_CLIENT_ID and DEEPVUE_CLIENT_SECRET; --sample shows made-up numbers.",
  );
}
