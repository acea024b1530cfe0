import { RequestFailure } from "./failure.ts";

/**
 * What a body may take in all. Only the time that we wait for its bytes counts, not what the reader does with them. Without such
 * limits one byte within each idle limit would keep a request, and its lane, going for ever.
 */
export interface BodyLimits {
  /** Milliseconds until a body of any length must be there. */
  readonly withinMs?: number;
  /** So many bytes must come in every stretch of so many milliseconds. */
  readonly leastRate?: { readonly bytes: number; readonly perMs: number };
  /** Bytes after decompression. */
  readonly mostBytes?: number;
}

/** A token, a balance, an error: a few hundred bytes. */
export const SMALL_BODY: BodyLimits = { withinMs: 60_000 };

/**
 * A usage report. The documented cap is 350,000 rows, about 85 MB; three times that is none. 64 KiB a minute is a tenth of the slowest
 * mobile line, over which that report would take a day.
 */
export const REPORT_BODY: BodyLimits = {
  leastRate: { bytes: 64 * 1024, perMs: 60_000 },
  mostBytes: 256 * 1024 * 1024,
};

/** A workbook of such a report, from the file's host. */
export const FILE_BODY: BodyLimits = { ...REPORT_BODY, mostBytes: 512 * 1024 * 1024 };

/** Watches one body: how long the next bytes may take, and whether those that came keep to the limits. */
export class BodyMeter {
  readonly #limits: BodyLimits;
  readonly #idleMs: number;
  #waitedMs = 0;
  #bytes = 0;
  /** Of the present stretch of the least rate. */
  #stretch = { waitedMs: 0, bytes: 0 };

  constructor(limits: BodyLimits, idleMs: number) {
    this.#limits = limits;
    this.#idleMs = idleMs;
  }

  /** How long the next bytes may take, and what their absence then means. */
  next(): { readonly withinMs: number; readonly failure: () => RequestFailure } {
    const { withinMs, leastRate } = this.#limits;
    const bounds = [{ ms: this.#idleMs, why: `nothing received for ${this.#idleMs} ms` }];
    if (withinMs !== undefined) bounds.push({ ms: withinMs - this.#waitedMs, why: notThere(withinMs, this.#bytes) });
    if (leastRate !== undefined) bounds.push({ ms: leastRate.perMs - this.#stretch.waitedMs, why: tooFew(leastRate) });
    const [first = { ms: 0, why: "" }] = bounds.sort((one, other) => one.ms - other.ms);
    return { withinMs: Math.max(0, first.ms), failure: () => slow(first.why) };
  }

  /** So many bytes came after so many milliseconds of waiting. Throws {@link RequestFailure}: timeout, unexpectedAnswer. */
  received(bytes: number, afterMs: number): void {
    this.#waitedMs += afterMs;
    this.#bytes += bytes;
    const { withinMs, leastRate, mostBytes } = this.#limits;
    if (mostBytes !== undefined && this.#bytes > mostBytes) {
      throw new RequestFailure({ kind: "unexpectedAnswer", detail: `the answer is longer than ${mostBytes} bytes` });
    }
    if (withinMs !== undefined && this.#waitedMs >= withinMs) throw slow(notThere(withinMs, this.#bytes));
    if (leastRate === undefined) return;
    this.#stretch.waitedMs += afterMs;
    this.#stretch.bytes += bytes;
    if (this.#stretch.bytes >= leastRate.bytes) this.#stretch = { waitedMs: 0, bytes: 0 };
    else if (this.#stretch.waitedMs >= leastRate.perMs) throw slow(tooFew(leastRate));
  }
}

function notThere(withinMs: number, bytes: number): string {
  return `the answer was not there after ${withinMs} ms, only ${bytes} bytes of it`;
}

function tooFew({ bytes, perMs }: { readonly bytes: number; readonly perMs: number }): string {
  return `fewer than ${bytes} bytes came in ${perMs} ms`;
}

function slow(detail: string): RequestFailure {
  return new RequestFailure({ kind: "timeout", detail }, { transient: true });
}
