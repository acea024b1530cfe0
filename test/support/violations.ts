import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Frame, Page } from "@playwright/test";
import type axe from "axe-core";
import { untilComplete } from "./calm.ts";

const { resolve } = createRequire(import.meta.url);
let source: string | undefined;

/** What axe-core finds wrong on a page or in a frame; [] is what every surface of ours shows. */
export async function accessibilityViolations(shown: Page | Frame): Promise<string[]> {
  await untilComplete(shown);
  // Evaluated by the browser itself: the page's content security policy lets no script of ours load. Once for each document: it takes
  // the browser as long as a look at all rules.
  if (!(await shown.evaluate<boolean>("typeof axe === 'object'"))) {
    source ??= readFileSync(resolve("axe-core/axe.min.js"), "utf8");
    await shown.evaluate(source);
  }
  const found = await shown.evaluate<axe.AxeResults>("axe.run(document, { resultTypes: ['violations'] })");
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ""}`),
  );
}

export interface PolicyWatch {
  /** What a page or a frame has been refused since, by its content security policy or otherwise. */
  readonly refusals: readonly string[];
}

/** Listens to everything that the pages of a window say aloud about refused content. */
export function watchPolicies(page: Page): PolicyWatch {
  const refusals: string[] = [];
  page.on("console", (message) => {
    if (/content security policy|refused to|violates the following/i.test(message.text())) {
      refusals.push(`${message.location().url}: ${message.text()}`);
    }
  });
  return { refusals };
}
