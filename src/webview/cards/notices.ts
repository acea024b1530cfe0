import type { Notice } from "../../protocol.ts";
import { button, element, replaceKeepingFocus, whenChanged } from "../base/dom.ts";
import { icon } from "../base/icons.ts";
import type { PanelContext } from "../base/panelContext.ts";
import type { Part } from "../base/part.ts";

/** What has to be said about the numbers, above them, with what to press. Read aloud when it changes. */
export function createNotices({ post }: PanelContext): Part {
  const root = element("div", { class: "notices", role: "status" });
  const noticeOf = ({ tone, text, detail, actions }: Notice) =>
    element(
      "div",
      { class: `notice notice-${tone}` },
      icon(tone),
      element("p", {}, element("strong", {}, text), ...(detail === "" ? [] : [` ${detail}`])),
      element(
        "div",
        { class: "actions" },
        ...actions.map(({ label, command }, index) =>
          button(label, { class: index === 0 ? "button primary" : "button", "data-key": command }, () =>
            post({ type: "run", command }),
          ),
        ),
      ),
    );
  const update = whenChanged((notices: readonly Notice[]) => replaceKeepingFocus(root, notices.map(noticeOf)));
  return { root, update: (snapshot) => update(snapshot.notices) };
}
