import type { HeatMapRow } from "../../protocol.ts";
import type { WeekHour } from "../controls/filterChange.ts";

const HOURS = 24;

/** Where an arrow key leads from a cell, over the rows as they are drawn, around the edges; undefined for keys that lead nowhere. */
export function moveCell(
  rows: readonly Pick<HeatMapRow, "weekday">[],
  { weekday, hour }: WeekHour,
  key: string,
): WeekHour | undefined {
  const place = rows.findIndex((row) => row.weekday === weekday);
  const inRow = (step: number): WeekHour => ({
    weekday: rows[(place + step + rows.length) % rows.length]?.weekday ?? weekday,
    hour,
  });
  switch (key) {
    case "ArrowLeft":
      return { weekday, hour: (hour + HOURS - 1) % HOURS };
    case "ArrowRight":
      return { weekday, hour: (hour + 1) % HOURS };
    case "ArrowUp":
      return inRow(-1);
    case "ArrowDown":
      return inRow(1);
    case "Home":
      return { weekday, hour: 0 };
    case "End":
      return { weekday, hour: HOURS - 1 };
    default:
      return undefined;
  }
}
