import * as vscode from "vscode";
import { VIEWS } from "../contract.ts";
import { inertText } from "../domain/foreignText.ts";
import { setTimer, wait } from "../domain/timer.ts";

/** Says how far the work has come: a message, and the percents that were added since the last report. */
export type Report = (step: { readonly message?: string; readonly increment?: number }) => void;

type Work<T> = (signal: AbortSignal, report: Report) => Promise<T>;

/** Runs what may take long under a notification, whose button raises the signal. Throws what `work` throws. */
export async function withProgress<T>(title: string, work: Work<T>): Promise<T> {
  const cancel = new AbortController();
  return underNotification(title, cancel, (report) => work(cancel.signal, report));
}

/** Anything that is done sooner needs no notification. */
const PATIENCE_MS = 700;

/** Like {@link withProgress}, for what mostly is done at once: the notification appears only where it is not. */
export async function withProgressWhenSlow<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const cancel = new AbortController();
  const patience = new AbortController();
  const running = work(cancel.signal).finally(() => patience.abort());
  // Whoever awaits the result below hears of a failure.
  running.catch(() => undefined);
  const isSlow = await wait(setTimer, PATIENCE_MS, patience.signal).then(
    () => true,
    () => false,
  );
  return isSlow ? underNotification(title, cancel, () => running) : running;
}

/** Runs what takes a moment under a bar in the view, which nobody has to look at. */
export async function withBar<T>(work: () => Promise<T>): Promise<T> {
  return vscode.window.withProgress({ location: { viewId: VIEWS.products } }, work);
}

async function underNotification<T>(
  title: string,
  cancel: AbortController,
  work: (report: Report) => Promise<T>,
): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title: inertText(title), cancellable: true };
  return vscode.window.withProgress(options, (progress, token) => {
    token.onCancellationRequested(() => cancel.abort());
    return work(({ message, ...step }) =>
      progress.report({ ...step, ...(message === undefined ? {} : { message: inertText(message) }) }),
    );
  });
}
