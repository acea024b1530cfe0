import { periodAt } from "../app/report/calls.ts";
import { knownProducts } from "../app/report/knownProducts.ts";
import type { SpendMoment } from "../app/report/spendOf.ts";
import type { Account } from "../domain/account.ts";
import { microsOf } from "../domain/epoch.ts";
import type { TransactionFilter } from "../domain/filter.ts";
import { rowText } from "../domain/foreignText.ts";
import type { Outcome } from "../domain/outcome.ts";
import { type Period, type PeriodChoice, type PeriodPreset, todayIn, utcDatesOf } from "../domain/period.ts";
import { setTimer, wait } from "../domain/timer.ts";
import { type AnswerForm, durationOf, formOf, maxAgeOf } from "./answering.ts";
import { type Context, wished } from "./context.ts";
import { EXIT, type Exit, usageError } from "./exits.ts";
import { fetchBefore } from "./fetching.ts";
import { nearest } from "./nearest.ts";
import { numberTexts } from "./numberTexts.ts";
import { accountOf, type Opened, open } from "./opened.ts";
import { periodOf } from "./periodWish.ts";
import type { TableManner } from "./spendTable.ts";

/** Numbers that are younger are not asked for again, unless --max-age wants it. */
const FRESH_MS = 15 * 60_000;
const WATCH_MS = 2_000;
const LEAST_WATCH_MS = 500;
/** Clears what is seen and what scrolled away of it, and goes to the first line. */
const CLEAR = "\u001b[H\u001b[2J\u001b[3J";

/** What is asked, of whom and when. */
export interface Asked {
  readonly opened: Opened;
  readonly account: Account;
  readonly choice: PeriodChoice;
  readonly filter: TransactionFilter;
  readonly moment: SpendMoment;
  readonly form: AnswerForm;
  readonly manner: TableManner;
  readonly maxAge: number | undefined;
}

/** An answer as it is written, with its line break at the end, and what the program ends with after it. */
export interface Answer {
  readonly text: string;
  readonly exit: Exit;
}

interface Asking {
  /** The period where no flag says one. */
  readonly usual: PeriodPreset;
  /** Of a command that speaks of what the ledger holds and never fetches. */
  readonly fetches?: "never";
}

/**
 * Opens the ledger, brings in what the answer lacks unless that is not wanted, and writes the answer; with --watch again whenever the
 * ledger changes, until Ctrl+C. Throws `ExitError` and `ProblemError`.
 */
export async function answerTo(
  context: Context,
  { usual, fetches }: Asking,
  answer: (asked: Asked) => Promise<Answer>,
): Promise<Exit> {
  const { typed, terminal } = context;
  const form = formOf(context);
  const maxAge = maxAgeOf(context);
  const watch = watchMs(context, form);
  const isOffline = typed.switches.has("offline") || fetches === "never";
  const numbers = numberTexts(wished(context, { flag: "locale", setting: "locale", variable: "DEEPVUE_LOCALE" }));
  // A search reads every row and a recount writes every day: neither may hold up a Ctrl+C.
  const isLong = watch !== undefined || typed.texts["search"] !== undefined || typed.switches.has("recount");
  const opened = await open(context, {
    credentials: isOffline ? "stored" : "given",
    ...(isOffline && !isLong ? { isShort: true } : {}),
  });
  try {
    const account = accountOf(opened);
    const once = async (): Promise<Answer> => {
      const choice = choiceOf(context, opened, usual);
      if (!isOffline) {
        const dates = [utcDatesOf(periodAt(choice, momentOf(context, opened)), opened.inForce.zone)];
        await fetchBefore(context, opened, account, dates, maxAge ?? FRESH_MS);
      }
      const moment = momentOf(context, opened);
      const manner: TableManner = {
        width: terminal.width,
        numbers,
        style: (style, text) => terminal.style(style, text),
      };
      const filter = filterOf(context);
      if (watch === undefined) await noteStrangers(context, opened, account, periodAt(choice, moment), filter);
      return answer({ opened, account, choice, filter, moment, form, manner, maxAge });
    };
    if (watch !== undefined) return await untilInterrupted(context, watch, once);
    const { text, exit } = await once();
    await terminal.data(text);
    return exit;
  } finally {
    await opened.application.close();
  }
}

function momentOf({ clock }: Context, { inForce }: Opened): SpendMoment {
  return { zone: inForce.zone, cycleStart: inForce.cycleStart, now: clock() };
}

function choiceOf(context: Context, opened: Opened, usual: PeriodPreset): PeriodChoice {
  const { since, until, period, last } = context.typed.texts;
  const { zone, cycleStart, now } = momentOf(context, opened);
  return periodOf({ since, until, period, last }, usual, todayIn(zone, microsOf(now)), cycleStart);
}

function filterOf({ typed }: Context): TransactionFilter {
  const { product, outcome } = typed.lists;
  const { search } = typed.texts;
  return {
    ...(product === undefined ? {} : { products: product }),
    ...(outcome === undefined ? {} : { outcomes: outcome as readonly Outcome[] }),
    ...(search === undefined ? {} : { text: search }),
    ...(typed.switches.has("charged") ? { charged: true } : {}),
  };
}

/** A product id that no call of the period has is mostly a slip: without a word the answer would be a zero that says nothing. */
async function noteStrangers(
  { terminal }: Context,
  { application }: Opened,
  account: Account,
  period: Period,
  { products: wanted = [] }: TransactionFilter,
): Promise<void> {
  if (wanted.length === 0) return;
  const known = await knownProducts(application.ledger, account.id, period);
  for (const name of wanted.filter((each) => !known.includes(each))) {
    const meant = nearest(name, known);
    const help =
      meant === undefined ? "deepvue-usage products lists those that there are." : `Did you mean ${rowText(meant)}?`;
    terminal.note(`The ledger holds no call of the product ${rowText(name)} in this period. ${help}`);
  }
}

function watchMs({ typed, host }: Context, form: AnswerForm): number | undefined {
  const { interval } = typed.texts;
  if (!typed.switches.has("watch")) {
    if (interval !== undefined) throw usageError("--interval goes with --watch.");
    return undefined;
  }
  if (form !== "table" || !host.stdout.isTTY) throw usageError("--watch is for a terminal, and shows a table.");
  if (typed.switches.has("recount")) throw usageError("--watch and --recount do not go together.");
  return Math.max(LEAST_WATCH_MS, interval === undefined ? WATCH_MS : durationOf("interval", interval));
}

/** Whoever looks on presses Ctrl+C to leave: that is the usual end, and no failure. */
async function untilInterrupted(
  { terminal, signal }: Context,
  everyMs: number,
  once: () => Promise<Answer>,
): Promise<Exit> {
  let shown = "";
  try {
    while (!signal.aborted && terminal.isRead) {
      const { text } = await once();
      // What has not changed is not drawn anew, so that nothing flickers and a selection stays.
      if (text !== shown) await terminal.data(`${CLEAR}${text}`);
      shown = text;
      await wait(setTimer, everyMs, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return EXIT.ok;
}
