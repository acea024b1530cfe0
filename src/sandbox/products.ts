import { MONEY_SCALE, type Money } from "../domain/money.ts";
import type { Rhythm } from "./rhythm.ts";

/**
 * The sample account's price list. Only "PAN-Plus" at 2.95 is documented; the other ids are written in the same style and their
 * prices come from one integrator's table plus GST. They exist here only: the extension learns products from the report.
 */
export interface Product {
  readonly id: string;
  /** Share of a working day's calls, relative to the other products'. */
  readonly share: number;
  /** Price of a call before GST, in rupees. */
  readonly basePrice: number;
  readonly rhythm: Rhythm;
  readonly messages: readonly MessageChoice[];
}

/** `full`: the product's price; `result`: the cheap second call of an asynchronous check; `free`: charge 0. */
export type Pricing = "full" | "result" | "free";

interface MessageChoice {
  readonly text: string;
  readonly status: number;
  readonly pricing: Pricing;
  /** Relative frequency among the product's messages. */
  readonly weight: number;
}

const GST_PERCENT = 18;
/** Price of an asynchronous check's result call before GST, in rupees. */
export const RESULT_BASE_PRICE = 1;

/** Price with GST, rounded to the paisa as the service's charges are (2.50 becomes 2.95). */
export function withGst(baseRupees: number): Money {
  return Math.round(baseRupees * (100 + GST_PERCENT)) * (MONEY_SCALE / 100);
}

function paid(text: string, weight: number): MessageChoice {
  return { text, status: 200, pricing: "full", weight };
}

function result(text: string, weight: number, status = 200): MessageChoice {
  return { text, status, pricing: "result", weight };
}

function refused(status: number, text: string, weight: number): MessageChoice {
  return { text, status, pricing: "free", weight };
}

/** What every product answers now and then. Charges of 4xx and 5xx rows are not documented; 0 is assumed. */
const REFUSALS: readonly MessageChoice[] = [
  refused(400, "Bad Request", 0.3),
  refused(429, "Rate limit exceeded. Please retry after some time.", 0.3),
  refused(500, "Internal Server Error", 0.25),
  refused(503, "Source Unavailable", 0.7),
];

function product(
  id: string,
  share: number,
  basePrice: number,
  rhythm: Rhythm,
  messages: readonly MessageChoice[],
): Product {
  return { id, share, basePrice, rhythm, messages: [...messages, ...REFUSALS] };
}

const RESULTS: readonly MessageChoice[] = [
  paid("Request accepted", 48),
  result("completed", 38),
  result("in_progress", 8, 202),
];

export const SOURCE_UNAVAILABLE = "Source Unavailable";

/** Starts in the middle of the year, see `PlantedEvent`. */
export const NEWCOMER = "Mobile-to-Digital-Age";

export const PRODUCTS: readonly Product[] = [
  product("PAN-Plus", 0.2, 2.5, "office", [
    paid("Pan Verified Successfully.", 90),
    paid("Invalid Pan Number.", 5.5),
    refused(422, "Invalid Pan pattern", 2.2),
  ]),
  product("Bank-Account", 0.13, 2.5, "consumer", [
    paid("Bank Account details verified successfully.", 90),
    paid("Invalid account number or IFSC.", 3.8),
    paid("Account holder name mismatch.", 3),
  ]),
  product("GSTIN-Advanced", 0.11, 5, "office", [
    paid("GSTIN details fetched successfully.", 93),
    paid("Invalid GSTIN", 3),
    paid("No Records Found", 2),
  ]),
  product("UPI", 0.1, 2, "consumer", [paid("UPI Successfully Verified", 91), paid("Invalid VPA.", 6)]),
  product("Aadhaar-eKYC-V2", 0.1, 3, "consumer", [
    paid("OTP sent to your Registered Mobile number. Check your mobile.", 48),
    paid("Aadhaar eKYC Successful", 44),
    paid("Invalid OTP. Please try again.", 4),
    refused(422, "Invalid Aadhaar Number", 1.5),
  ]),
  product("PAN-Basic", 0.06, 2, "office", [
    paid("Pan Verified Successfully.", 92),
    paid("Name mismatch.", 3),
    paid("Invalid Pan Number.", 2.5),
  ]),
  product("GSTIN-Lite", 0.05, 2.5, "office", [
    paid("GSTIN details fetched successfully.", 93),
    paid("Invalid GSTIN", 5),
  ]),
  product("RC-Advanced", 0.04, 4, "consumer", [
    paid("RC details fetched successfully.", 91),
    paid("No Records Found", 6),
  ]),
  product("Digilocker", 0.035, 3.5, "consumer", [
    paid("Issued files fetched successfully.", 52),
    paid("Access Token generated successfully from Digilocker.", 43),
  ]),
  product("MCA-CIN", 0.03, 5, "office", [paid("CIN details fetched successfully.", 94), paid("No Records Found", 4)]),
  product("Udyam", 0.03, 5, "office", [...RESULTS, result("Please enter a valid UAM number", 3)]),
  product("Driving-License", 0.025, 2.5, "office", [...RESULTS, result("No Records Found", 3)]),
  product("Mobile-to-PAN", 0.025, 5, "consumer", [
    paid("PAN details fetched successfully", 85),
    paid("No Records Found", 12),
  ]),
  product("Facematch-V2", 0.02, 1.5, "consumer", [
    paid("Face match completed.", 95),
    refused(422, "No face detected in file_b", 2.5),
  ]),
  product("Voter-ID", 0.015, 2.5, "office", [...RESULTS, result("No Records Found", 4)]),
  product("UAN-Employment", 0.015, 5, "office", [
    paid("Employment History fetched successfully", 88),
    refused(404, "No Records Found", 8),
  ]),
  product("PAN-to-GST", 0.015, 3, "office", [
    paid("Linked GSTINs fetched successfully.", 90),
    paid("No Records Found", 7),
  ]),
  product("Passport", 0.01, 2.5, "office", [
    paid("Passport details fetched successfully.", 90),
    paid("Invalid file number or date of birth.", 7),
  ]),
  product("Credit-Report", 0.01, 30, "office", [
    paid("Credit report fetched successfully.", 93),
    paid("No Records Found", 4),
  ]),
  product(NEWCOMER, 0.03, 8, "consumer", [paid("Digital age fetched successfully.", 93), paid("No Records Found", 4)]),
];

/** A product's part of the calls is its share divided by this. */
export const SHARE_SUM: number = PRODUCTS.reduce((sum, { share }) => sum + share, 0);

/** Products with enough calls on any working day that a day without one is remarkable. */
export const BUSY_PRODUCTS: readonly string[] = PRODUCTS.filter(({ share }) => share >= 0.05).map(({ id }) => id);

export function productIndex(id: string): number {
  return PRODUCTS.findIndex((candidate) => candidate.id === id);
}

/** Price of one full call in rupees before GST. */
export function basePriceOf(id: string): number {
  const found = PRODUCTS[productIndex(id)];
  if (found === undefined) throw new RangeError(`No such product: ${id}`);
  return found.basePrice;
}
