import { budgetUse } from "../../app/report/limits.ts";
import { rowText } from "../../domain/foreignText.ts";
import { moneyToDecimal } from "../../domain/money.ts";
import { answerHead } from "../../domain/spendJson.ts";
import { type BudgetUse, isMeasured } from "../../domain/watch/budget.ts";
import { budgetShare } from "../../view/alertTexts.ts";
import { formatBillingMonth, formatDayOfYear } from "../../view/dates.ts";
import { asFarAsKnown, UNKNOWN } from "../../view/honestStates.ts";
import { jsonText } from "../answering.ts";
import { answerTo } from "../asking.ts";
import { barText } from "../bar.ts";
import type { Context } from "../context.ts";
import { EXIT, type Exit, usageError } from "../exits.ts";
import { folded } from "../folded.ts";
import { accountTitle, type TableManner } from "../spendTable.ts";
import { type Column, layOut, ORNAMENT } from "../table.ts";

/** Whether the limits of the setting deepvue.budget hold: ends with 3 when one is passed, with 5 when that can not be known. */
export async function run(context: Context): Promise<Exit> {
  const [word = "check", ...others] = context.typed.words;
  if (word !== "check" || others.length > 0) throw usageError("It is: deepvue-usage budget check.");
  if (context.typed.switches.has("csv")) throw usageError("There is no CSV of it; --json there is.");
  return answerTo(context, { usual: "thisMonth" }, async ({ opened, account, moment, form, manner }) => {
    const uses = await budgetUse(opened.application.ledger, account, opened.inForce.budget, moment);
    if (uses.length === 0) throw usageError(NO_BUDGET);
    const exit = exitOfUses(uses);
    if (form === "json") {
      const { zone, now } = moment;
      const head = answerHead("budget", { account, zone, askedAt: now });
      return { text: jsonText({ ...head, over: exit === EXIT.overBudget, limits: uses.map(useJson) }), exit };
    }
    const lines = [
      manner.style("bold", accountTitle(account)),
      "",
      ...budgetTable(uses, manner),
      "",
      ...folded(VERDICTS[exit] ?? "", manner.width).map((line) =>
        manner.style(exit === EXIT.ok ? "green" : "red", line),
      ),
    ];
    return { text: `${lines.join("\n")}\n`, exit };
  });
}

const NO_BUDGET =
  'No budget is set. Set "deepvue.budget": {"daily": 5000, "monthly": 100000, "products": {"PAN-Plus": {"daily": 1000}}} in the settings.';

const VERDICTS: Readonly<Partial<Record<Exit, string>>> = {
  [EXIT.ok]: "Within budget.",
  [EXIT.overBudget]: "Over budget.",
  [EXIT.incomplete]: "Not known: what was spent has not been fetched wholly. deepvue-usage sync fetches it.",
};

/** A limit that is passed by what is known is passed, whatever is still missing; one that is not may be. */
function exitOfUses(uses: readonly BudgetUse[]): Exit {
  if (uses.some((use) => isMeasured(use) && use.spent > use.limit)) return EXIT.overBudget;
  return uses.every(({ extent }) => extent === "wholly") ? EXIT.ok : EXIT.incomplete;
}

const COLUMNS: readonly Column[] = [
  { title: "Limit of", align: "left", least: 14 },
  { title: "Spent", align: "right" },
  { title: "Limit", align: "right", expendable: 2 },
  { title: "Used", align: "right", expendable: 1 },
  { title: "", align: "left", expendable: ORNAMENT },
];

function budgetTable(uses: readonly BudgetUse[], { width, numbers, style }: TableManner): readonly string[] {
  const rows = uses.map((use) => [
    `${use.product === undefined ? "" : `${rowText(use.product)}, `}${spanOf(use)}`,
    isMeasured(use) ? asFarAsKnown(numbers.money(use.spent), use.extent) : UNKNOWN,
    numbers.money(use.limit),
    budgetShare(use),
    isMeasured(use) ? barText(use.share) : "",
  ]);
  return layOut(COLUMNS, rows, width, (text, row, column) => {
    if (row === -1) return style("bold", text);
    const use = uses[row];
    if (use !== undefined && isMeasured(use) && use.spent > use.limit) return style("red", text);
    return column === COLUMNS.length - 1 ? style("cyan", text) : text;
  }).lines;
}

function spanOf({ span, period }: BudgetUse): string {
  return span === "month" ? formatBillingMonth(period.since) : formatDayOfYear(period.since);
}

function useJson(use: BudgetUse): object {
  const { span, product, period, limit, extent } = use;
  const measured = isMeasured(use);
  return {
    span,
    product: product ?? null,
    ...period,
    extent,
    limit: moneyToDecimal(limit),
    spent: measured ? moneyToDecimal(use.spent) : null,
    over: measured && use.spent > limit ? true : extent === "wholly" ? false : null,
  };
}
