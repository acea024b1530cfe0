import type { Frame } from "@playwright/test";
import type { Tile } from "../../../src/protocol.ts";
import type { Panel } from "./panel.ts";

type TileKey = Tile["key"];

/** The page, once it has drawn what it was given last: in sight at once, elsewhere when it has rested. */
export const DRAWN = "main[aria-busy=false]:not(:has([aria-busy=true]))";

/** The large number of a tile. */
export function tileValue(key: TileKey): string {
  return `.tile-${key} .value`;
}

/** The parts of a canvas that are needed to see whether anything is drawn on it. */
interface Canvas {
  readonly width: number;
  readonly height: number;
  getContext(kind: "2d"): {
    getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray };
  };
}

interface Written {
  readonly innerText: string;
}

/** The spend dashboard, as a person reads it. */
export class Dashboard {
  readonly #panel: Panel;

  constructor(panel: Panel) {
    this.#panel = panel;
  }

  /** Its page, once it has drawn something. */
  async page(): Promise<Frame> {
    const frame = await this.#panel.frame();
    await frame.locator(DRAWN).waitFor();
    return frame;
  }

  /** The large number of a tile. */
  async tile(key: TileKey): Promise<string> {
    return (await (await this.page()).locator(tileValue(key)).innerText()).trim();
  }

  /** The small print of a tile. */
  async tileDetail(key: TileKey): Promise<string> {
    return (await (await this.page()).locator(`.tile-${key} .detail`).innerText()).trim();
  }

  /** Taxable value and tax in a tile. */
  async tileTax(key: TileKey): Promise<string> {
    return (await (await this.page()).locator(`.tile-${key} .tax`).innerText()).replaceAll("\u00A0", " ").trim();
  }

  async text(): Promise<string> {
    return (await this.page()).locator("body").innerText();
  }

  /** How old the numbers are, as the header says. */
  async asOf(): Promise<string> {
    return (await (await this.page()).locator(".header .as-of").innerText()).trim();
  }

  async badge(): Promise<string> {
    const badge = (await this.page()).locator(".badge");
    return (await badge.isVisible()) ? (await badge.innerText()).trim() : "";
  }

  /** What the dashboard says about its numbers, weightiest first. */
  async notices(): Promise<string[]> {
    return (await this.page()).locator(".notice").allInnerTexts();
  }

  async choosePreset(preset: string): Promise<void> {
    await (await this.page()).locator("select#preset").selectOption(preset);
  }

  /** How many different colours the chart of spend by product shows; an empty canvas has one. */
  async chartColours(): Promise<number> {
    const canvas = (await this.page()).locator(".card-spend .plot canvas");
    return canvas.evaluate((drawn) => {
      const shown = drawn as unknown as Canvas;
      const { data } = shown.getContext("2d").getImageData(0, 0, shown.width, shown.height);
      const colours = new Set<number>();
      for (let at = 0; at < data.length; at += 4) {
        colours.add(((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0));
      }
      return colours.size;
    });
  }

  /** The chart's numbers: a row per day, its last cell the day's total. Turns the chart into its table. */
  async chartTable(): Promise<string[][]> {
    const card = (await this.page()).locator(".card-spend");
    const toggle = card.getByRole("button", { name: /^Show as table/ });
    if ((await toggle.getAttribute("aria-pressed")) !== "true") await toggle.click();
    return card
      .locator("table tbody tr")
      .evaluateAll((rows) =>
        rows.map((row) => Array.from(row.querySelectorAll("th, td"), (cell) => (cell as Written).innerText)),
      );
  }
}
