import type { FromWebview, PanelTextKey, PanelTexts } from "../protocol.ts";
import type { ViewState } from "./viewState.ts";

/** What every part of the panel is given. */
export interface PanelContext {
  readonly post: (message: FromWebview) => void;
  /** A fixed text, with `{0}`, `{1}` … filled in. */
  readonly text: (key: PanelTextKey, ...values: readonly string[]) => string;
  /** What this panel remembers by itself. */
  readonly view: () => ViewState;
  readonly remember: (change: Partial<ViewState>) => void;
  /** Has a screen reader say something, politely. */
  readonly announce: (text: string) => void;
}

/** Fills the placeholders of a fixed text. */
export function fillText(texts: PanelTexts, key: PanelTextKey, values: readonly string[]): string {
  return texts[key].replaceAll(/\{(\d)\}/g, (_, index: string) => values[Number(index)] ?? "");
}
