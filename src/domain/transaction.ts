import type { Money } from "./money.ts";

/** Microseconds since 1970-01-01T00:00:00Z. The service writes six decimals; 2^53 µs reaches the year 2255. */
export type Micros = number;

export const MICROS_PER_SECOND = 1_000_000;
export const MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;

/** One row of the usage report: one call to one product. */
export interface Transaction {
  /** Canonical form, see {@link canonicalTransactionId}. */
  readonly id: string;
  readonly at: Micros;
  /** The service's "Product Id", verbatim. */
  readonly product: string;
  /** The service's HTTP-like number. 200 does not mean that the check succeeded. */
  readonly status: number;
  readonly message: string;
  readonly charge: Money;
}

/** Where a page of transactions ended: rows strictly older follow. */
export interface PageKey {
  readonly at: Micros;
  readonly id: string;
}

const HEX32 = /^[0-9a-f]{32}$/;

/**
 * The one form under which a transaction id is stored, compared and shown. The service writes the same id as a dashed UUID in
 * reports and as 32 bare hex digits in API responses, so both become the dashed lower-case UUID. Any other id is kept verbatim.
 */
export function canonicalTransactionId(id: string): string {
  const bare = id.replaceAll("-", "").toLowerCase();
  if (!HEX32.test(bare)) return id;
  return `${bare.slice(0, 8)}-${bare.slice(8, 12)}-${bare.slice(12, 16)}-${bare.slice(16, 20)}-${bare.slice(20)}`;
}

const ISO = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * Parses the service's `Timestamp(UTC)` text ("2024-05-11T23:33:32.092089+00:00") to microseconds. A missing offset means UTC,
 * as the column's name says. Digits beyond microseconds are cut. Returns undefined when the date or time does not exist.
 */
export function parseTimestamp(text: string): Micros | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [, date = "", hour = "", minute = "", second = "", fraction = "", offset = "Z"] = match;
  const midnight = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== date) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const seconds = midnight / 1000 + Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  const micros = Number(fraction.slice(0, 6).padEnd(6, "0"));
  return (seconds - offsetSeconds(offset)) * MICROS_PER_SECOND + micros;
}

function offsetSeconds(offset: string): number {
  if (offset.toUpperCase() === "Z") return 0;
  const digits = offset.slice(1).replace(":", "");
  const magnitude = Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2)) * 60;
  return offset.startsWith("-") ? -magnitude : magnitude;
}

/** The service's own notation: UTC with six decimals, "2024-05-11T23:33:32.092089+00:00". */
export function formatTimestamp(at: Micros): string {
  const seconds = Math.floor(at / MICROS_PER_SECOND);
  const micros = at - seconds * MICROS_PER_SECOND;
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${String(micros).padStart(6, "0")}+00:00`;
}
