import { spendOf } from "../../app/report/spendOf.ts";
import type { TransactionFilter } from "../../domain/filter.ts";
import type { Outcome } from "../../domain/outcome.ts";
import { type PeriodPreset, resolvePeriod, todayIn, utcDatesOf } from "../../domain/period.ts";
import { spendJson } from "../../domain/spendJson.ts";
import type { SpendDivision, SpendReport } from "../../domain/spendReport.ts";
import { exitOfAnswer, formOf, maxAgeOf } from "../answering.ts";
import { type Context, wished } from "../context.ts";
import type { Exit } from "../exits.ts";
import { fetchBefore } from "../fetching.ts";
import { numberTexts } from "../numberTexts.ts";
import { accountOf, type Opened, open } from "../opened.ts";
import { periodOf } from "../periodWish.ts";
import { spendCsv } from "../spendCsv.ts";
import { spendTable } from "../spendTable.ts";

/** Numbers that are younger are not asked for again, unless --max-age wants it. */
const FRESH_MS = 15 * 60_000;

interface Manner {
  readonly by: SpendDivision;
  /** The period where no flag says one. */
  readonly usual: PeriodPreset;
}

const MANNERS: Readonly<Record<string, Manner>> = {
  daily: { by: "day", usual: "thisMonth" },
  weekly: { by: "week", usual: "last90Days" },
  monthly: { by: "month", usual: "last12Months" },
  products: { by: "product", usual: "thisMonth" },
  outcomes: { by: "outcome", usual: "thisMonth" },
  messages: { by: "message", usual: "thisMonth" },
};

/** What was spent, divided by what the command is called after. */
export async function run(context: Context): Promise<Exit> {
  const form = formOf(context);
  const maxAge = maxAgeOf(context);
  const isOffline = context.typed.switches.has("offline");
  const opened = await open(context, { credentials: isOffline ? "stored" : "given" });
  try {
    const report = await answer(context, opened, isOffline ? undefined : (maxAge ?? FRESH_MS));
    await show(context, report, form);
    return exitOfAnswer(report, maxAge);
  } finally {
    await opened.application.close();
  }
}

async function answer(context: Context, opened: Opened, fetchAge: number | undefined): Promise<SpendReport> {
  const { typed, clock, command } = context;
  const account = accountOf(opened);
  const { by, usual } = MANNERS[command] ?? { by: "day", usual: "thisMonth" };
  const { zone, cycleStart } = opened.inForce;
  const today = todayIn(zone, clock() * 1000);
  const { since, until, period, last } = typed.texts;
  const choice = periodOf({ since, until, period, last }, usual, today, cycleStart);
  if (fetchAge !== undefined) {
    const dates = utcDatesOf(resolvePeriod(choice, today, cycleStart), zone);
    await fetchBefore(context, opened, account, [dates], fetchAge);
  }
  const question = { choice, by, filter: filterOf(context) };
  return spendOf(opened.application.ledger, account, question, { zone, cycleStart, now: clock() });
}

function filterOf({ typed }: Context): TransactionFilter {
  const { product, outcome } = typed.lists;
  return {
    ...(product === undefined ? {} : { products: product }),
    ...(outcome === undefined ? {} : { outcomes: outcome as readonly Outcome[] }),
  };
}

async function show(context: Context, report: SpendReport, form: "table" | "json" | "csv"): Promise<void> {
  const { terminal, command } = context;
  if (form === "json") return terminal.data(`${JSON.stringify(spendJson(command, report), undefined, 2)}\n`);
  if (form === "csv") return terminal.data(spendCsv(report));
  const numbers = numberTexts(wished(context, { flag: "locale", setting: "locale", variable: "DEEPVUE_LOCALE" }));
  const manner = {
    width: terminal.width,
    numbers,
    style: (style: Parameters<typeof terminal.style>[0], text: string) => terminal.style(style, text),
  };
  return terminal.data(`${spendTable(report, manner).join("\n")}\n`);
}
