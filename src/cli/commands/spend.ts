import { spendOf } from "../../app/report/spendOf.ts";
import { isGranularity } from "../../domain/chosenChecks.ts";
import { NO_RULES } from "../../domain/labelRules.ts";
import type { PeriodPreset } from "../../domain/period.ts";
import { spendJson } from "../../domain/spendJson.ts";
import type { SpendDivision, SpendReport } from "../../domain/spendReport.ts";
import { exitOfAnswer, jsonText } from "../answering.ts";
import { type Asked, answerTo } from "../asking.ts";
import type { Context } from "../context.ts";
import type { Exit } from "../exits.ts";
import { labelRules } from "../labelNotes.ts";
import { spendCsv } from "../spendCsv.ts";
import { spendTable } from "../spendTable.ts";

interface Manner {
  readonly by: SpendDivision;
  readonly usual: PeriodPreset;
}

const MANNERS: Readonly<Record<string, Manner>> = {
  daily: { by: "day", usual: "thisMonth" },
  weekly: { by: "week", usual: "last90Days" },
  monthly: { by: "month", usual: "last12Months" },
  products: { by: "product", usual: "thisMonth" },
  outcomes: { by: "outcome", usual: "thisMonth" },
  messages: { by: "message", usual: "thisMonth" },
  labels: { by: "label", usual: "thisMonth" },
};

/** What was spent, divided by what the command is called after. */
export async function run(context: Context): Promise<Exit> {
  const { command } = context;
  const { by, usual } = MANNERS[command] ?? { by: "day", usual: "thisMonth" };
  return answerTo(context, { usual }, async (asked) => {
    const { opened, account, choice, filter, moment, maxAge } = asked;
    const breakdown = context.typed.switches.has("breakdown") ? "products" : "none";
    const labels = by === "label" ? labelRules(context, opened) : NO_RULES;
    const question = { choice, by, filter, breakdown, labels } as const;
    const inNaturalOrder = await spendOf(opened.application.ledger, account, question, moment);
    const report = ordered(inNaturalOrder, context.typed.texts["order"]);
    return { text: textOf(command, report, asked), exit: exitOfAnswer(report, maxAge) };
  });
}

/** Rows by time come as time goes, others with the costliest first, unless the other way is wished for. */
function ordered(report: SpendReport, order: string | undefined): SpendReport {
  const natural = isGranularity(report.by) ? "asc" : "desc";
  if (order === undefined || order === natural) return report;
  // What has no label is the rest, and comes last in any order.
  const rest = report.by === "label" ? report.rows.slice(-1) : [];
  return { ...report, rows: [...report.rows.slice(0, report.rows.length - rest.length).toReversed(), ...rest] };
}

function textOf(command: string, report: SpendReport, { form, manner, opened, filter }: Asked): string {
  switch (form) {
    case "json":
      return jsonText(spendJson(command, report));
    case "csv":
      return spendCsv(report);
    case "table":
      return `${spendTable(report, manner, { gst: opened.inForce.gst, filter }).join("\n")}\n`;
  }
}
