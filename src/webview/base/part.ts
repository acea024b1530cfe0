import type { DashboardSnapshot } from "../../protocol.ts";

/** A piece of the panel that shows its share of every snapshot. */
export interface Part {
  readonly root: HTMLElement;
  update(snapshot: DashboardSnapshot): void;
}
