import { BarController, type UpdateMode } from "chart.js";

declare module "chart.js" {
  interface ChartTypeRegistry {
    stateBars: ChartTypeRegistry["bar"];
  }
}

type Look = ReturnType<BarController["getStyle"]>;

/** Looks by the filling that they go with, for the fillings of one dataset, which is made anew for every drawing. */
const looks = new WeakMap<object, Map<string, Map<unknown, Look>>>();

/**
 * Bars of a few looks: those with the same filling are alike in all else. Chart.js resolves the options of each bar by itself as soon as
 * two of them differ, and a year's last day is nearly always one that may still grow: a third of the time that the chart took.
 */
export class StateBarController extends BarController {
  static override readonly id = "stateBars";

  override resolveDataElementOptions(index: number, mode: UpdateMode): Look {
    const fillings: unknown = this.getDataset().backgroundColor;
    if (!Array.isArray(fillings)) return super.resolveDataElementOptions(index, mode);
    const byMode = remembered(looks, fillings, () => new Map<string, Map<unknown, Look>>());
    const byFilling = remembered(byMode, mode ?? "default", () => new Map<unknown, Look>());
    return remembered(byFilling, fillings[index], () => super.resolveDataElementOptions(index, mode));
  }
}

function remembered<K, V>(
  kept: { get(key: K): V | undefined; set(key: K, value: V): unknown },
  key: K,
  make: () => V,
): V {
  const known = kept.get(key);
  if (known !== undefined) return known;
  const made = make();
  kept.set(key, made);
  return made;
}
