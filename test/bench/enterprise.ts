import { addDays, type Day, dayNumber, daysInclusive } from "../../src/domain/day.ts";
import type { ReportWindow } from "../../src/domain/report.ts";

/** An Enterprise account at its plan's limit: 50 000 transactions every day, the same in every run. */
export const ROWS_PER_DAY = 50_000;
export const YEAR: ReportWindow = { since: "2025-01-01", until: "2025-12-31" };
export const YEAR_ROWS = ROWS_PER_DAY * daysInclusive(YEAR.since, YEAR.until);
/** Changes with everything that changes the rows; names cached files. */
export const GENERATION = 2;

/** What the rows say, for whoever makes rows alike in another way: the first products and messages are the common ones. */
export const PRODUCTS = [
  "PAN-Plus", "PAN-Basic", "GSTIN-Advanced", "Aadhaar-eKYC", "Bank-Account-Verification", "UPI-Verification",
  "Driving-Licence", "Voter-ID", "Passport-Verification", "Vehicle-RC", "CIN-Search", "DIN-Search", "Udyam-Registration",
  "FSSAI-Licence", "Employment-UAN", "Face-Match", "Liveness-Check", "Email-Validation", "Mobile-Name-Lookup", "ITR-Status",
]; // biome-ignore format: a list

export const MESSAGES = [
  "Verification completed successfully and the details were fetched from the source.",
  "Verified Successfully.",
  "Details fetched successfully from the government registry.",
  "No records found for the given identification number.",
  "Invalid identification number. Please enter a valid value and try again.",
];

export const CHARGES = ["2.95", "1.18", "0.59", "4.13", "11.8", "0", "3.54", "23.6"];

/** Small fast generator (xorshift); good enough for ids and times that look random to an index. */
class Random {
  #state: number;
  constructor(seed: number) {
    this.#state = (seed * 2_654_435_761) >>> 0 || 1;
  }
  next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return this.#state;
  }
  below(limit: number): number {
    return this.next() % limit;
  }
  hex(digits: number): string {
    return (this.next() % 16 ** Math.min(digits, 7)).toString(16).padStart(digits, "0");
  }
}

function two(n: number): string {
  return n < 10 ? `0${n}` : String(n);
}

/** The rows of one UTC day as JSON texts, newest first. */
function dayTexts(day: Day): string[] {
  const random = new Random(dayNumber(day));
  const micros = Float64Array.from({ length: ROWS_PER_DAY }, () => (random.next() * 20.116_567) % 86_400e6).sort();
  const texts: string[] = [];
  for (let row = ROWS_PER_DAY - 1; row >= 0; row--) {
    const at = Math.floor(micros[row] ?? 0);
    const seconds = Math.floor(at / 1e6);
    const time = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    const fraction = String(at % 1_000_000).padStart(6, "0");
    const id = `${random.hex(4)}${random.hex(4)}-${random.hex(4)}-4${random.hex(3)}-a${random.hex(3)}-${random.hex(6)}${random.hex(6)}`;
    // The first products and messages are the common ones.
    const product = Math.min(random.below(20), random.below(20));
    const message = Math.min(random.below(5), random.below(8));
    texts.push(
      `{"Transaction Id":"${id}","Timestamp(UTC)":"${day}T${time}.${fraction}+00:00","Product Id":"${PRODUCTS[product]}",` +
        `"Status":${message === 4 ? 422 : 200},"Message":"${MESSAGES[message]}","Charge":${CHARGES[product % 8]}}`,
    );
  }
  return texts;
}

/** The report of a window: one JSON body as the service would send it. */
export function enterpriseReport({ since, until }: ReportWindow): Buffer {
  const days: string[] = [];
  for (let day = until; day >= since; day = addDays(day, -1)) days.push(dayTexts(day).join(","));
  const envelope = `{"code":200,"timestamp":1748417711157,"transaction_id":"5a936bcee02d4b7a974db19a4cd1185e","sub_code":"SUCCESS"`;
  const message = `"message":"User usage report generated successfully"`;
  return Buffer.from(`${envelope},${message},"data":{"file_url":null,"usage_data":[${days.join(",")}]}}`);
}

/** Consecutive windows of seven days that make up a stretch of time. */
export function weeksOf({ since, until }: ReportWindow): ReportWindow[] {
  const weeks: ReportWindow[] = [];
  for (let first = since; first <= until; first = addDays(first, 7)) {
    const last = addDays(first, 6);
    weeks.push({ since: first, until: last < until ? last : until });
  }
  return weeks;
}
