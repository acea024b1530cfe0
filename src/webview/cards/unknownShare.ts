import { button, element, replaceKeepingFocus, whenChanged } from "../base/dom.ts";
import type { PanelContext } from "../base/panelContext.ts";
import type { Part } from "../base/part.ts";

/** What share of the spend has no known outcome, with the way to tell it; nothing where that is nothing. */
export function createUnknownShare({ post, text }: PanelContext): Part {
  const root = element("p", { class: "unknown-share" });
  const update = whenChanged((share: string) => {
    root.hidden = share === "";
    replaceKeepingFocus(
      root,
      share === ""
        ? []
        : [
            element("span", {}, `${share} — `),
            button(text("classify"), { class: "link", "data-key": "classify" }, () =>
              post({ type: "run", command: "deepvue.classifyMessages" }),
            ),
          ],
    );
  });
  return { root, update: (snapshot) => update(snapshot.unknownShare) };
}
