import { randomUUID } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { SignInResult } from "../domain/account.ts";
import { type Day, dayNumber } from "../domain/day.ts";
import type { Money } from "../domain/money.ts";
import type { Interval } from "../domain/period.ts";
import type { Clock, UsageService } from "../domain/ports.ts";
import { ProblemError } from "../domain/problem.ts";
import type { ReportWindow } from "../domain/report.ts";
import { MICROS_PER_DAY } from "../domain/transaction.ts";
import { generateAccount } from "./generator.ts";
import { reportText } from "./reportText.ts";
import { workbookChunks } from "./reportWorkbook.ts";
import type { SandboxAccount } from "./sandboxAccount.ts";

/**
 * The service of the sample account: a made-up year that ends now. `anchor` is the UTC date on which the account was first
 * opened; with it a restart tells the same story, so that rows fetched before still agree.
 */
export function createSampleService(anchor: Day, clock: Clock): UsageService {
  return new SampleService(generateAccount({ anchor }), clock);
}

/** Answers from an account that is made up here, without a network: reports are the same bytes that an HTTP answer would have. */
export class SampleService implements UsageService {
  readonly #account: SandboxAccount;
  readonly #clock: Clock;

  constructor(account: SandboxAccount, clock: Clock) {
    this.#account = account;
    this.#clock = clock;
  }

  async checkReady(): Promise<void> {}

  clockLead(): number {
    return 0;
  }

  async signIn(): Promise<SignInResult> {
    return { balance: await this.balance() };
  }

  async openReport(window: ReportWindow, _use: unknown, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    const asOf = this.#clock();
    const envelope = { timestamp: asOf, transactionId: randomUUID().replaceAll("-", ""), fileUrl: null };
    const texts = reportText(this.#account.reportPages(datesOf(window), asOf), envelope);
    return inTurns(texts, signal);
  }

  async balance(): Promise<Money> {
    return this.#account.balance(this.#clock());
  }

  async openExcel(window: ReportWindow, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    const chunks = workbookChunks(this.#account.reportPages(datesOf(window), this.#clock()));
    return inTurns(chunks, signal);
  }
}

/** Both dates are included, as the documentation's sample suggests. */
function datesOf({ since, until }: ReportWindow): Interval {
  return { from: dayNumber(since) * MICROS_PER_DAY, to: (dayNumber(until) + 1) * MICROS_PER_DAY };
}

/** Between two pages the extension host's other work has its turn. Each chunk owns its whole buffer, to be transferred. */
async function* inTurns(parts: Iterable<string | Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const part of parts) {
    await nextTurn();
    if (signal.aborted) throw new ProblemError({ kind: "cancelled", detail: "cancelled" });
    yield typeof part === "string" ? encoder.encode(part) : Uint8Array.from(part);
  }
}
