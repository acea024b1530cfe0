import { formatMoney } from "../../domain/money.ts";
import type { HeatCell } from "../../domain/summary.ts";
import type { HeatMap } from "../../protocol.ts";
import { weekdayNames } from "../dates.ts";
import { formatCalls } from "../numbers.ts";

const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, "0"));

/** Spend by weekday and hour: a loop that ran at night stands out. */
export function heatMapOf(cells: readonly HeatCell[]): HeatMap {
  const byPlace = new Map(cells.map((cell) => [cell.weekday * 24 + cell.hour, cell]));
  const busiest = cells.reduce<HeatCell | undefined>(
    (best, cell) => (best === undefined || cell.charge > best.charge ? cell : best),
    undefined,
  );
  const highest = Math.max(busiest?.charge ?? 0, 1);
  return {
    weekdays: weekdayNames(),
    hours: HOURS,
    cells: weekdayNames().map((_, weekday) =>
      HOURS.map((__, hour) => {
        const cell = byPlace.get(weekday * 24 + hour) ?? { weekday, hour, calls: 0, charge: 0 };
        return {
          share: Math.max(0, cell.charge / highest),
          charge: formatMoney(cell.charge),
          text: `${placeOf(cell)}: ${contentOf(cell)}`,
        };
      }),
    ),
    description:
      busiest === undefined || busiest.charge <= 0
        ? "Spend by weekday and hour: nothing was spent."
        : `Spend by weekday and hour. Most on ${placeOf(busiest)}: ${contentOf(busiest)}.`,
  };
}

function placeOf({ weekday, hour }: HeatCell): string {
  return `${weekdayNames()[weekday] ?? ""} ${HOURS[hour] ?? ""}–${HOURS[(hour + 1) % 24] ?? ""} h`;
}

function contentOf({ calls, charge }: HeatCell): string {
  return `${formatMoney(charge)}, ${formatCalls(calls)}`;
}
