import type { Money } from "./money.ts";
import type { Outcome } from "./outcome.ts";
import { type MessageUse, MOST_MESSAGE_USES } from "./summary.ts";
import { compareText } from "./textOrder.ts";

interface Sum {
  calls: number;
  charge: Money;
}

/** Adds up what is said of messages, whoever keeps the calls. */
export class MessageUseCount {
  readonly #uses = new Map<string, MessageUse & Record<"successes" | "failures" | "unknowns", Sum> & Sum>();

  add(product: string, message: string, outcome: Outcome, calls: number, charge: Money): void {
    const key = JSON.stringify([product, message]);
    let use = this.#uses.get(key);
    if (use === undefined) {
      use = { product, message, ...nothing(), successes: nothing(), failures: nothing(), unknowns: nothing() };
      this.#uses.set(key, use);
    }
    for (const sum of [use, use[FIELDS[outcome]]]) {
      sum.calls += calls;
      sum.charge += charge;
    }
  }

  /** Those with calls of unknown outcome first, what is unknown costliest first, then the others, costliest first. */
  list(): readonly MessageUse[] {
    return [...this.#uses.values()].sort(weightiestFirst).slice(0, MOST_MESSAGE_USES);
  }
}

const FIELDS = { success: "successes", failure: "failures", unknown: "unknowns" } as const satisfies Record<
  Outcome,
  keyof MessageUse
>;

function nothing(): Sum {
  return { calls: 0, charge: 0 };
}

/** Text by code units makes the order of equals the same every time. */
function weightiestFirst(a: MessageUse, b: MessageUse): number {
  return (
    Number(b.unknowns.calls > 0) - Number(a.unknowns.calls > 0) ||
    b.unknowns.charge - a.unknowns.charge ||
    b.unknowns.calls - a.unknowns.calls ||
    b.charge - a.charge ||
    b.calls - a.calls ||
    compareText(a.product, b.product) ||
    compareText(a.message, b.message)
  );
}
