import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atMost, type Figure } from "./figures.ts";
import { yearLedger } from "./ledgerFigures.ts";
import { panelProbe } from "./panelProbe.ts";

const TURNS = 10;

/** Filters of every sort, over a year by day. */
const FILTERS = {
  product: { products: ["PAN-Plus"] },
  outcome: { outcomes: ["failure"] },
  status: { statuses: [422] },
  "word of a message": { text: "invalid" },
  charged: { charged: true },
  "charged failures of a product": { products: ["PAN-Plus"], outcomes: ["failure"], charged: true },
  "cell of the heat map": { weekdays: [5], hours: [2] },
  "least charge": { minCharge: 50_000 },
} as const;

/** The figures of the dashboard with 18.25 million transactions behind it, without the drawing. */
export async function panelFigures(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "deepvue-usage-panel-"));
  try {
    const path = join(folder, "year.db");
    // A choice is written to the ledger.
    copyFileSync(await yearLedger(), path);
    const read = await panelProbe("read", { path, times: TURNS });
    const changes = await panelProbe("change", { path, filters: FILTERS, times: TURNS });
    return [
      atMost("panel, a year read and made ready, p95", read.p95, "ms", 400),
      ...Object.entries(changes).map(([name, { median }]) =>
        atMost(`panel, filter by ${name}, median`, median, "ms", 150),
      ),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
