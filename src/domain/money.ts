/**
 * Money is an integer count of ten-thousandths of a rupee (₹2.95 = 29 500). Floats are never summed: a report row's charge is
 * parsed from the decimal text of its JSON number, and every total is an exact integer sum. Refunds are negative.
 * Number.MAX_SAFE_INTEGER holds ₹900 billion, far above any account.
 */
export type Money = number;

/** Ten-thousandths in one rupee. */
export const MONEY_SCALE = 10_000;

/** What one call may cost, or give back, to be believed: ₹1 crore. Products cost rupees. */
export const MOST_OF_A_CALL: Money = 10_000_000 * MONEY_SCALE;
/** All of an account's charges and refunds together stay within this, so that every sum over any of them is exact. */
export const MOST_OF_AN_ACCOUNT: Money = Number.MAX_SAFE_INTEGER;

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * Parses the decimal text of an amount in rupees ("2.95", "-4", "1e2").
 * Digits beyond the fourth decimal are rounded half away from zero, because a service that computes in floats may print
 * 2.9499999999999997 for 2.95. Returns undefined for anything that is not a finite decimal number within the safe range.
 */
export function parseMoney(text: string): Money | undefined {
  const match = DECIMAL.exec(text.trim());
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", exponentText = "0"] = match;
  const digits = whole + fraction;
  // Position of the decimal point in `digits`, moved so that four decimals remain in front of it.
  const point = whole.length + Number(exponentText) + 4;
  if (point > 400) return /^0*$/.test(digits) ? 0 : undefined;
  const kept = point <= 0 ? "0" : digits.slice(0, point).padEnd(point, "0");
  const next = point < 0 ? "0" : (digits[point] ?? "0");
  const magnitude = Number(kept) + (next >= "5" ? 1 : 0);
  if (!Number.isSafeInteger(magnitude)) return undefined;
  return sign === "-" && magnitude !== 0 ? -magnitude : magnitude;
}

/** Digits in groups of three, or of two before the last three, as India writes them; a sign, "₹", "Rs." or "INR" may stand before. */
const WRITTEN =
  /^([+\-−]?)\s*(?:₹|Rs\.?|INR)?\s*([+\-−]?)(\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})*,\d{3}|\d+)(\.\d*)?(?:\s*(?:INR|\/-))?$/i;

/**
 * An amount as people and sheets write it: "₹1,23,456.78", "Rs. 2.95", "-4.00", "(4.00)". Undefined for anything else, and where commas do
 * not stand between groups: "2,95" may be two rupees and ninety-five paise, or a slip.
 */
export function parseWrittenMoney(text: string): Money | undefined {
  const trimmed = text.trim();
  const inBrackets = /^\((.*)\)$/.exec(trimmed)?.[1];
  const match = WRITTEN.exec((inBrackets ?? trimmed).trim());
  if (match === null) return parseMoney(trimmed);
  const [, outer = "", inner = "", digits = "", fraction = ""] = match;
  if (outer !== "" && inner !== "") return undefined;
  const isNegative = inBrackets !== undefined || /[-−]/.test(outer + inner);
  const magnitude = parseMoney(`${digits.replaceAll(",", "")}${fraction}`);
  return magnitude === undefined || magnitude === 0 || !isNegative ? magnitude : -magnitude;
}

/**
 * Exact decimal text in rupees without trailing zeros beyond the second decimal: "2.95", "-4.00", "0.0625".
 * For exports and machine-readable places; people read {@link formatMoney}.
 */
export function moneyToDecimal(amount: Money): string {
  const magnitude = Math.abs(amount);
  const whole = Math.floor(magnitude / MONEY_SCALE);
  const fraction = String(magnitude % MONEY_SCALE).padStart(4, "0");
  return `${amount < 0 ? "-" : ""}${whole}.${fraction.replace(/0{1,2}$/, "")}`;
}

/** "12345678" as "1,23,45,678": the digits of a whole number, grouped as in India. */
export function groupedDigits(digits: string): string {
  if (digits.length <= 3) return digits;
  const head = digits.slice(0, -3).replaceAll(/\B(?=(?:\d\d)+$)/g, ",");
  return `${head},${digits.slice(-3)}`;
}

/**
 * A decimal text as `Intl.NumberFormat("en-IN")` writes it in rupees, to the letter (a test holds both together). The first formatter of
 * a process takes 18 ms to make, which is a tenth of the time that one line for a shell's prompt may take.
 */
function rupees(decimal: string): string {
  const [whole = "", fraction] = decimal.replace("-", "").split(".");
  const sign = decimal.startsWith("-") ? "-" : "";
  return `${sign}₹${groupedDigits(whole)}${fraction === undefined ? "" : `.${fraction}`}`;
}

/**
 * What people read of an amount that was charged: ₹1,23,456.78. Where it has a fraction of a paisa, that is shown too (₹0.0375), so
 * that the parts on screen add up to their total on screen, and nothing but nothing reads ₹0.00.
 */
export function formatMoney(amount: Money): string {
  return rupees(moneyToDecimal(amount));
}

/** What people read of an average or a price: rounded half away from zero to the paisa. */
export function formatRounded(amount: Money): string {
  const magnitude = Math.round(Math.abs(amount));
  const paise = Math.floor(magnitude / 100) + (magnitude % 100 >= 50 ? 1 : 0);
  const text = `${Math.floor(paise / 100)}.${String(paise % 100).padStart(2, "0")}`;
  return rupees(`${amount < 0 && paise > 0 ? "-" : ""}${text}`);
}

/** Below it a rupee is too coarse a step even for an estimate. */
const LEAST_WHOLE: Money = 10 * MONEY_SCALE;

/** What people read of an estimate: whole rupees, as nobody knows it to the paisa. Below ₹10 as {@link formatRounded}. */
export function formatEstimate(amount: Money): string {
  return Math.abs(amount) < LEAST_WHOLE ? formatRounded(amount) : rupees(String(Math.round(amount / MONEY_SCALE)));
}

/** "₹6,400–₹7,101": an estimated range, rounded outwards, so that an amount within it also reads as one. Below ₹10 to the paisa. */
export function formatEstimatedRange(low: Money, high: Money): string {
  if (Math.abs(high) < LEAST_WHOLE) return `${formatRounded(low)}–${formatRounded(high)}`;
  const ends = [Math.floor(low / MONEY_SCALE), Math.ceil(high / MONEY_SCALE)];
  return ends.map((end) => rupees(String(end))).join("–");
}
