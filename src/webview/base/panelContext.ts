import type { FromWebview, PanelTextKey, PanelTexts } from "../../protocol.ts";
import type { RememberedView } from "./rememberedView.ts";

/** What every part of the panel is given. */
export interface PanelContext {
  readonly post: (message: FromWebview) => void;
  /** A fixed text, with `{0}`, `{1}` … filled in. */
  readonly text: (key: PanelTextKey, ...values: readonly string[]) => string;
  /** What this panel remembers by itself. */
  readonly view: () => RememberedView;
  readonly remember: (change: Partial<RememberedView>) => void;
  /** Has a screen reader say something, politely. */
  readonly announce: (text: string) => void;
}

/** Fills the placeholders of a fixed text: `{0}` becomes the first value, `{0|row|rows}` a word that goes with it. */
export function fillText(texts: PanelTexts, key: PanelTextKey, values: readonly string[]): string {
  return texts[key].replaceAll(/\{(\d)(?:\|(\w+)\|(\w+))?\}/g, (_, index: string, one?: string, many?: string) => {
    const value = values[Number(index)] ?? "";
    return (value === "1" ? one : many) ?? value;
  });
}
