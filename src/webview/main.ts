import type { FromWebview, PanelTexts, SnapshotMessage } from "../protocol.ts";
import { debounce } from "./base/dom.ts";
import { hostMessageOf } from "./base/hostMessages.ts";
import { fillText, type PanelContext } from "./base/panelContext.ts";
import { type RememberedView, readRememberedView } from "./base/rememberedView.ts";
import { createPanel } from "./page.ts";

interface VsCodeApi {
  postMessage(message: FromWebview): void;
  getState(): unknown;
  setState(state: RememberedView): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

function start(main: HTMLElement): void {
  const api = acquireVsCodeApi();
  const texts = JSON.parse(main.dataset["texts"] ?? "{}") as PanelTexts;
  let state = readRememberedView(api.getState());
  const live = document.createElement("div");
  live.className = "sr-only";
  live.setAttribute("aria-live", "polite");
  document.body.append(live);
  // Scrolling changes it with every frame, and each time it would be sent to VS Code.
  const save = debounce(() => api.setState(state), 200);
  const context: PanelContext = {
    // VS Code's function of that name, not the window's: it takes no target.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    post: (message) => api.postMessage(message),
    text: (key, ...values) => fillText(texts, key, values),
    view: () => state,
    remember: (change) => {
      state = { ...state, ...change };
      save();
    },
    announce: (said) => {
      live.textContent = said;
    },
  };

  // Built with the first snapshot: until then there is nothing to show and nothing to press.
  let panel: ReturnType<typeof createPanel> | undefined;
  const show = (message: SnapshotMessage) => {
    if (!panel) {
      panel = createPanel(context);
      main.replaceChildren(...panel.roots);
      // For developer tools and the benchmark. Charts in sight are drawn between the first frame and the second.
      requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("deepvue.drawn")));
    }
    panel.update(message);
    main.setAttribute("aria-busy", "false");
  };
  window.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    const message = hostMessageOf(data);
    switch (message?.type) {
      case undefined:
        break;
      case "snapshot":
        show(message);
        break;
      case "rows":
        panel?.receiveRows(message);
        break;
      case "copied":
        panel?.copied(message.rows);
        break;
      case "charges":
        panel?.judgeCharges(message);
        break;
      case "dates":
        panel?.judgeDates(message);
        break;
    }
  });
  context.post({ type: "ready" });
}

const main = document.querySelector<HTMLElement>("#panel");
if (main) start(main);
