import type { Extent } from "../../domain/known.ts";
import { formatMoney } from "../../domain/money.ts";
import type { HeatCell } from "../../domain/summary.ts";
import type { HeatMap } from "../../protocol.ts";
import { weekdayNames } from "../dates.ts";
import { formatCalls } from "../numbers.ts";

const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, "0"));

/** Weekdays in the order of their rows; 0 = Monday. */
const MONDAY_FIRST: readonly number[] = [0, 1, 2, 3, 4, 5, 6];

/** Spend by weekday and hour: a loop that ran at night stands out. */
export function heatMapOf(cells: readonly HeatCell[], extent: Extent, week: readonly number[] = MONDAY_FIRST): HeatMap {
  const byPlace = new Map(cells.map((cell) => [cell.weekday * 24 + cell.hour, cell]));
  const busiest = cells.reduce<HeatCell | undefined>(
    (best, cell) => (best === undefined || cell.charge > best.charge ? cell : best),
    undefined,
  );
  const ofWhat = extent === "partly" ? " of what has been fetched" : "";
  const highest = Math.max(busiest?.charge ?? 0, 1);
  return {
    hours: HOURS,
    rows: week.map((weekday) => ({
      weekday,
      name: weekdayNames()[weekday] ?? "",
      cells: HOURS.map((_, hour) => {
        const cell = byPlace.get(weekday * 24 + hour) ?? { weekday, hour, calls: 0, charge: 0 };
        return {
          share: Math.max(0, cell.charge / highest),
          charge: formatMoney(cell.charge),
          text: `${placeOf(cell)}: ${contentOf(cell)}`,
        };
      }),
    })),
    description:
      busiest === undefined || busiest.charge <= 0
        ? `Spend by weekday and hour${ofWhat}: nothing was spent.`
        : `Spend by weekday and hour${ofWhat}. Most on ${placeOf(busiest)}: ${contentOf(busiest)}.`,
  };
}

function placeOf({ weekday, hour }: HeatCell): string {
  return `${weekdayNames()[weekday] ?? ""} ${HOURS[hour] ?? ""}–${HOURS[(hour + 1) % 24] ?? ""} h`;
}

function contentOf({ calls, charge }: HeatCell): string {
  return `${formatMoney(charge)}, ${formatCalls(calls)}`;
}
