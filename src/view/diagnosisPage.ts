import { utcDayOf } from "../domain/day.ts";
import type {
  Diagnosis,
  LedgerCheck,
  NumberDiagnosis,
  WindowComparison,
  WindowDiagnosis,
} from "../domain/diagnosis.ts";
import { markdownText } from "../domain/foreignText.ts";
import type { ImportRecord } from "../domain/importRecord.ts";
import { SETTLING_HOURS } from "../domain/known.ts";
import { type Money, moneyToDecimal } from "../domain/money.ts";
import type { OwnRequests } from "../domain/ownRequests.ts";
import { backgroundShare } from "../domain/quota.ts";
import type { ReportDifference, SetAsideRow } from "../domain/report.ts";
import { formatTimestamp, type Transaction } from "../domain/transaction.ts";
import { atLeast } from "./honestStates.ts";
import { formatCalls, formatCount, formatCounted } from "./numbers.ts";
import { requestChargesText, requestCountsText } from "./ownRequestsText.ts";

/** Rows of one table; a document is for reading. */
const MOST_ROWS = 1_000;
/** Of a setting's mistakes; the first ones show what is wrong. */
const MOST_IGNORED = 5;

/** A diagnosis as a Markdown document that may be shared. Foreign text is escaped; there is no secret in it. */
export function diagnosisPage(diagnosis: Diagnosis): string {
  const { number } = diagnosis;
  return [
    "# Deepvue Usage: diagnosis",
    "",
    ...surroundings(diagnosis),
    ...importSection(diagnosis.imports ?? []),
    ...(number === undefined ? ["There is no number on screen yet.", ""] : numberSections(number)),
  ].join("\n");
}

const KEEPING = {
  file: "a file",
  memory: "this editor window only",
  readOnly: "a file that can only be read",
} as const;

function surroundings({
  writtenAt,
  versions,
  ledger,
  ledgerFile,
  account,
  outcomes,
  requests,
  ownRequests,
  syncedAt,
  problem,
}: Diagnosis): string[] {
  const keeping = ledger === undefined ? "nothing: the ledger is not open" : KEEPING[ledger.mode];
  const opening = ledger?.problem === undefined ? "" : `: ${markdownText(ledger.problem.detail)}`;
  return table(
    ["", ""],
    [
      ["Written", instant(writtenAt)],
      ["Extension", versions.extension],
      ["VS Code", `${versions.vscode} on ${versions.platform}`],
      ["Node", versions.node],
      ["SQLite", `${ledger?.sqliteVersion ?? "unknown"}, journal ${ledger?.journalMode ?? "unknown"}`],
      ["History kept in", `${keeping}${opening}`],
      ...(ledgerFile === undefined ? [] : [["Its file, for deepvue-usage --ledger", markdownText(ledgerFile)]]),
      ["Account", account === undefined ? "none" : `${account.kind}, plan ${account.plan}`],
      ["Messages classified by you", outcomes === undefined ? "unknown" : outcomesText(outcomes)],
      ["Requests of the last 24 hours", requests === undefined ? "unknown" : requestsText(requests)],
      ...ownRequestsRows(ownRequests),
      ["Last refresh", syncedAt === undefined ? "none yet" : instant(syncedAt)],
      ["Last problem", problem === undefined ? "none" : `${problem.kind}: ${markdownText(problem.detail)}`],
    ],
  );
}

function ownRequestsRows(own: OwnRequests | undefined): string[][] {
  if (own === undefined) return [];
  return [
    [`Requests in all windows, days in ${markdownText(own.zone)}`, markdownText(requestCountsText(own))],
    ["Charges for these requests", markdownText(requestChargesText(own))],
  ];
}

function outcomesText({ words, ignored }: NonNullable<Diagnosis["outcomes"]>): string {
  const told = ignored.slice(0, MOST_IGNORED).map(markdownText);
  const more = ignored.length > told.length ? [`and ${formatCount(ignored.length - told.length)} more`] : [];
  return `${formatCount(words)}${told.length === 0 ? "" : `; ignored in \`deepvue.outcomes\`: ${[...told, ...more].join("; ")}`}`;
}

function requestsText({ day, dayBackground, limits, pause }: NonNullable<Diagnosis["requests"]>): string {
  const sent = `${formatCount(day)} of ${formatCount(limits.perDay)}`;
  const background = `${formatCount(dayBackground)} of them in the background, which takes ${formatCount(backgroundShare(limits))} at most`;
  return `${sent}; ${background}${pause === undefined ? "" : `; refused, next try ${instant(pause.until)}`}`;
}

function numberSections(number: NumberDiagnosis): string[] {
  const { period, zone, shown, counted, check, extent } = number;
  const sum = atLeast(`**${inr(shown.charge)}**, ${formatCalls(shown.calls)}`, extent);
  const isSame = shown.calls === counted.calls && shown.charge === counted.charge;
  return [
    "## The number",
    "",
    extent === "nothing"
      ? `${period.since} to ${period.until} in ${zone}: nothing has been read of this period yet, so there is no number.`
      : `${period.since} to ${period.until} in ${zone}: ${sum}.`,
    "",
    isSame
      ? "Counted again row by row: the same."
      : `**Counted again row by row: ${inr(counted.charge)}, ${formatCalls(counted.calls)}. The two differ; this is a defect, or the ledger changed meanwhile.**`,
    "",
    "Each transaction id counts once, however often it was reported. Charges are added as whole ten-thousandths of a rupee.",
    "",
    ...ledgerSection(check),
    ...coverageSection(number),
    ...windowSection(number.windows),
    ...setAsideSection(number.setAside),
  ];
}

function ledgerSection({ bytes, rows, damage, differingDays }: LedgerCheck): string[] {
  return [
    "## The ledger",
    "",
    `${formatCounted(rows, "transaction")} of this account; the file has ${formatCount(Math.ceil(bytes / 1024))} KiB.`,
    "",
    damage.length === 0
      ? "Examined: the file is sound."
      : `**Examined: the file is damaged.** ${damage.map(markdownText).join("; ")}`,
    "",
    differingDays.length === 0
      ? "All days recounted from the rows: every stored total is right."
      : `**All days recounted from the rows: the stored totals of ${differingDays.join(", ")} are wrong. This is a defect.**`,
    "",
  ];
}

function coverageSection({ dates, coverage }: NumberDiagnosis): string[] {
  const { open, settling, sealed, missing } = coverage;
  return [
    "## Coverage",
    "",
    `The period touches the UTC dates ${dates.since} to ${dates.until}. Of those that have begun,`,
    `${sealed} are sealed (read ${SETTLING_HOURS} h or more after their end, so final), ${settling} settling (read less than ${SETTLING_HOURS} h after their end), ${open} open (read before their end).`,
    "",
    missing.length === 0 ? "None is missing." : `**Never fetched, so in no total: ${missing.join(", ")}.**`,
    "",
  ];
}

const VERDICTS: Readonly<Record<WindowDiagnosis["verdict"], string>> = {
  agrees: "agrees",
  readAgain: "read again since",
  gaveFewer: "**gave fewer rows**",
  differs: "**differs**",
};

function windowSection(windows: readonly WindowDiagnosis[]): string[] {
  if (windows.length === 0) return ["## Report windows", "", "None was read.", ""];
  return [
    "## Report windows",
    "",
    "Each line is one answer of the service, beside what the ledger holds for its UTC dates now: up to until_date, without that date",
    "itself and with it, because the documentation does not say which is meant. A window agrees when one of the two is the sum of its",
    "rows. Neighbours overlap by a day, so their sums do not add up to the period's. Sums in INR.",
    "",
    ...table(
      [
        "since",
        "until",
        "read at",
        "received",
        "new",
        "changed",
        "repeated",
        "set aside",
        "sum",
        "ledger",
        "with until",
        "",
      ],
      windows.map(({ report, without, with: withUntil, verdict }) => [
        report.since,
        report.until,
        instant(report.readAt),
        ...[report.received, report.inserted, report.updated, report.repeated, report.setAside].map(String),
        moneyToDecimal(report.charge),
        moneyToDecimal(without.charge),
        moneyToDecimal(withUntil.charge),
        VERDICTS[verdict],
      ]),
    ),
    ...(windows.some(({ verdict }) => verdict === "differs")
      ? [
          "A window that differs holds other charges than the ledger has for its dates now, and no later window explains it: read it again to",
          "see each row.",
          "",
        ]
      : []),
    ...(windows.some(({ verdict }) => verdict === "gaveFewer")
      ? [
          "A window that gave fewer rows left out some that another answer had listed before. What was reported once stays in the ledger and in",
          "its totals: read the window again to see which rows Deepvue does not list any more.",
          "",
        ]
      : []),
  ];
}

/** Where rows come from that no report window brought. */
function importSection(imports: readonly ImportRecord[]): string[] {
  if (imports.length === 0) return [];
  return [
    "## Imported files",
    "",
    "Rows of these files are in the totals; no date counts as fetched by them. What Deepvue's API says of an id goes before what a file says.",
    "",
    ...table(
      ["imported at", "files", "UTC dates", "read", "new", "changed", "kept", "known", "set aside", "sum"],
      imports.map(({ at, files, first, last, received, inserted, updated, kept, known, setAside, charge }) => [
        at === undefined ? "unknown" : instant(at),
        files.map(({ name, rows }) => `${markdownText(name)} (${formatCounted(rows, "row")})`).join(", "),
        `${utcDayOf(first)} to ${utcDayOf(last)}`,
        ...[received, inserted, updated, kept, known, setAside].map(String),
        moneyToDecimal(charge),
      ]),
    ),
  ];
}

function setAsideSection(rows: readonly SetAsideRow[]): string[] {
  if (rows.length === 0) return [];
  return [
    "## Rows set aside",
    "",
    "These rows could not be read and are in no total.",
    "",
    ...table(
      ["window", "row", "field", "reason"],
      rows
        .slice(0, MOST_ROWS)
        .map(({ window, index, field, reason }) => [
          `${window.since} to ${window.until}`,
          String(index),
          markdownText(field),
          markdownText(reason),
        ]),
    ),
    ...further(rows.length),
  ];
}

/** One window, row by row, against the service. */
export function comparisonPage(comparison: WindowComparison): string {
  const { window, readAt, received, setAside, charge, same, added, missing, changed, differences } = comparison;
  const count = added + missing + changed;
  return [
    `# Deepvue Usage: ${window.since} to ${window.until}, read again`,
    "",
    `Asked for the UTC dates ${window.since} to ${window.until} at ${instant(readAt)}; the ledger was not changed.`,
    "",
    `Received ${formatCounted(received, "row")}, of which ${formatCount(setAside)} could not be read; the distinct ones sum up to ${inr(charge)}.`,
    `The same in the ledger: ${formatCount(same)}. Different there: ${formatCount(changed)}. Only in the answer: ${formatCount(added)}. Only in the ledger: ${formatCount(missing)}.`,
    "",
    ...(count === 0 ? ["**No difference.**", ""] : differenceSection(differences, count)),
  ].join("\n");
}

function differenceSection(differences: readonly ReportDifference[], count: number): string[] {
  return [
    `Rows of a date that has not ended, or ended less than ${SETTLING_HOURS} h ago, may simply be new: a refresh brings them in. Others come in when the`,
    "history is loaded again (Load History, Fetch Again).",
    "",
    ...table(
      ["", "transaction id", "UTC time", "product", "status", "message", "charge (INR)"],
      differences.map((difference) => {
        const { kind } = difference;
        if (kind !== "changed")
          return [LABELS[kind], ...cells(kind === "added" ? difference.after : difference.before)];
        const before = cells(difference.before);
        const after = cells(difference.after);
        return [
          "changed",
          ...before.map((cell, index) => (cell === after[index] ? cell : `${cell} → ${after[index]}`)),
        ];
      }),
    ),
    ...further(count),
  ];
}

const LABELS = { added: "only at Deepvue", missing: "only in the ledger" } as const;

function cells({ id, at, product, status, message, charge }: Transaction): string[] {
  const texts = [product, message].map(markdownText) as [string, string];
  return [idText(id), formatTimestamp(at), texts[0], String(status), texts[1], moneyToDecimal(charge)];
}

/** A UUID means nothing in Markdown, and unescaped it can be copied from the document's source and looked for. */
function idText(id: string): string {
  return /^[0-9a-f]+(?:-[0-9a-f]+)*$/i.test(id) ? id : markdownText(id);
}

function further(count: number): string[] {
  return count > MOST_ROWS ? [`… and ${formatCount(count - MOST_ROWS)} more.`, ""] : [];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [tableLine(head), tableLine(head.map(() => "---")), ...rows.map(tableLine), ""];
}

function tableLine(cellsOfLine: readonly string[]): string {
  return `| ${cellsOfLine.join(" | ")} |`;
}

function inr(amount: Money): string {
  return `${moneyToDecimal(amount)} INR`;
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
