import type { Locator } from "@playwright/test";
import type { Dashboard } from "./dashboard.ts";

/** The transaction table of the dashboard; only the rows in sight exist. */
export class DashboardTable {
  readonly #dashboard: Dashboard;

  constructor(dashboard: Dashboard) {
    this.#dashboard = dashboard;
  }

  /** How many rows there are, in sight or not. */
  async rowCount(): Promise<number> {
    return Number(await (await this.#find(".grid")).getAttribute("aria-rowcount")) - 1;
  }

  /** The cells of the rows in sight under the heading of a column. */
  async column(heading: string): Promise<string[]> {
    const headings = await (await this.#find(".rows-head [role=columnheader]")).allInnerTexts();
    const place = headings.findIndex((text) => text.trim() === heading);
    const cells = `.rows-layer .row:visible:not(.loading) [role=gridcell]:nth-of-type(${place + 1})`;
    return (await (await this.#find(cells)).allInnerTexts()).map((text) => text.trim());
  }

  async sortBy(heading: string): Promise<void> {
    await (await this.#find(".rows-head")).getByRole("button", { name: heading, exact: true }).click();
  }

  async hideColumn(heading: string): Promise<void> {
    await (await this.#find("[aria-controls=choices-columns]")).click();
    const popover = await this.#find("#choices-columns");
    await popover.getByRole("checkbox", { name: heading, exact: true }).uncheck();
    await popover.press("Escape");
  }

  async headings(): Promise<string[]> {
    const headings = await (await this.#find(".rows-head [role=columnheader]")).allInnerTexts();
    return headings.map((text) => text.trim());
  }

  async #find(selector: string): Promise<Locator> {
    return (await this.#dashboard.page()).locator(selector);
  }
}
