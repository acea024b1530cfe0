import type { Locator } from "@playwright/test";
import type { Granularity } from "../../../src/domain/summary.ts";
import type { Dashboard } from "./dashboard.ts";

/** Period, granularity and filter, as they are chosen and shown in the dashboard. */
export class DashboardControls {
  readonly #dashboard: Dashboard;

  constructor(dashboard: Dashboard) {
    this.#dashboard = dashboard;
  }

  /** Types both dates; Enter only once they have been judged, as a person who reads does. */
  async typeDates(since: string, until: string, judgement: string | RegExp): Promise<void> {
    await (await this.#find("#since")).fill(since);
    await (await this.#find("#until")).fill(until);
    await (await this.#find("#range")).filter({ hasText: judgement }).waitFor();
    await (await this.#find("#until")).press("Enter");
  }

  async chooseGranularity(granularity: Granularity): Promise<void> {
    await (await this.#find(`#granularity-${granularity}`)).check();
  }

  async granularity(): Promise<string> {
    return (await this.#find("input[name=granularity]:checked")).inputValue();
  }

  /** Ticks an entry of one of the filter's lists. */
  async tick(list: "products" | "outcomes" | "statuses" | "messages", label: string): Promise<void> {
    await (await this.#find(`[aria-controls=choices-${list}]`)).click();
    const popover = await this.#find(`#choices-${list}`);
    await popover.getByRole("checkbox", { name: label, exact: true }).check();
    await popover.press("Escape");
    await popover.waitFor({ state: "hidden" });
  }

  async search(text: string): Promise<void> {
    await (await this.#find(".filters > input[type=search]")).fill(text);
  }

  /** The words of the period in force. */
  async period(): Promise<string> {
    return (await (await this.#find(".period-label")).innerText()).trim();
  }

  /** The conditions in force. */
  async chips(): Promise<string[]> {
    const chips = await (await this.#find(".chip:not(.chip-back)")).allInnerTexts();
    return chips.map((text) => text.trim());
  }

  async clear(): Promise<void> {
    await (await this.#find(".filter-bar")).getByRole("button", { name: "Clear all" }).click();
  }

  /** Goes back to the period that a click on a chart has narrowed. */
  async goBack(): Promise<void> {
    await (await this.#find(".chip-back")).click();
  }

  async #find(selector: string): Promise<Locator> {
    return (await this.#dashboard.page()).locator(selector);
  }
}
