import { MONEY_SCALE, type Money } from "../../domain/money.ts";
import type { DateForm } from "./exportOptions.ts";

/**
 * The looks of a workbook's cells. Only number formats that every reader understands: no optional digits, no conditional sections
 * (some readers give an empty cell, or lose the minus sign).
 */

/** Looks of cells that are neither money nor time, by their position in the list of looks. */
export const STYLE = { plain: 0, text: 1, heading: 2, count: 3, countTotal: 4, time: 5 } as const;

/** Digits that stand between two commas of the Indian grouping, from the right: lakh, crore, arab, and so on. */
const LIMITS = [1e3, 1e5, 1e7, 1e9, 1e11, 1e13];
const LEAST_DECIMALS = 2;
const MOST_DECIMALS = 4;
const DECIMALS = MOST_DECIMALS - LEAST_DECIMALS + 1;
const FIRST_MONEY_STYLE = STYLE.time + 1;
const MONEY_STYLES = LIMITS.length * DECIMALS;
/** Number formats of one's own begin there. */
const FIRST_OWN_FORMAT = 164;

/** The look that shows just this amount: all of its decimals, two at least, and commas where lakh and crore have them. */
export function moneyStyle(amount: Money): number {
  const magnitude = Math.abs(amount);
  const whole = magnitude / MONEY_SCALE;
  const size = Math.max(
    0,
    LIMITS.findIndex((limit) => whole < limit),
  );
  const decimals = magnitude % 100 === 0 ? 2 : magnitude % 10 === 0 ? 3 : 4;
  return FIRST_MONEY_STYLE + size * DECIMALS + decimals - LEAST_DECIMALS;
}

/** The same in bold, for totals. */
export function moneyTotalStyle(amount: Money): number {
  return moneyStyle(amount) + MONEY_STYLES;
}

/** Format codes of the money looks, in their order: "0.00", "0.000", … "##\,##\,##0.00", … */
const MONEY_FORMATS = LIMITS.flatMap((_, commas) =>
  Array.from({ length: DECIMALS }, (__, more) => {
    // The comma is text ("\,"): as a separator it would stand where the reader's locale puts it.
    const groups = commas === 0 ? "0" : `${"##\\,".repeat(commas)}##0`;
    return `${groups}.${"0".repeat(LEAST_DECIMALS + more)}`;
  }),
);

const TIME_FORMATS: Readonly<Record<DateForm, string>> = {
  iso: "yyyy\\-mm\\-dd\\ hh:mm:ss",
  monthName: "dd\\-mmm\\-yyyy\\ hh:mm:ss",
  // A bare slash would be whatever parts dates in the reader's locale.
  dayFirst: "dd\\/mm\\/yyyy\\ hh:mm:ss",
};

interface Look {
  readonly format: number;
  readonly font: "plain" | "bold";
}

/** Number formats 0, 3 and 49 are built in: general, "#,##0" and text. */
function looks(): readonly Look[] {
  const money = MONEY_FORMATS.map((_, i) => FIRST_OWN_FORMAT + 1 + i);
  return [
    { format: 0, font: "plain" },
    { format: 49, font: "plain" },
    { format: 49, font: "bold" },
    { format: 3, font: "plain" },
    { format: 3, font: "bold" },
    { format: FIRST_OWN_FORMAT, font: "plain" },
    ...money.map((format) => ({ format, font: "plain" }) as const),
    ...money.map((format) => ({ format, font: "bold" }) as const),
  ];
}

/** Inside of the part of a workbook that has its styles (ECMA-376 part 1, 18.8.39). */
export function styleSheetXml(dateForm: DateForm): string {
  const codes = [TIME_FORMATS[dateForm], ...MONEY_FORMATS];
  const formats = codes.map((code, i) => `<numFmt numFmtId="${FIRST_OWN_FORMAT + i}" formatCode="${code}"/>`);
  const font = '<sz val="11"/><name val="Calibri"/><family val="2"/>';
  const xfs = looks().map(
    (look) =>
      `<xf numFmtId="${look.format}" fontId="${look.font === "bold" ? 1 : 0}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>`,
  );
  const fills =
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>';
  const borders = '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>';
  return (
    `<numFmts count="${formats.length}">${formats.join("")}</numFmts>` +
    `<fonts count="2"><font>${font}</font><font><b/>${font}</font></fonts>${fills}${borders}` +
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
    `<cellXfs count="${xfs.length}">${xfs.join("")}</cellXfs>` +
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
  );
}
