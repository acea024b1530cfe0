import type { Budget, BudgetLimits } from "../domain/budget.ts";
import { type Money, parseMoney } from "../domain/money.ts";

/**
 * The budget that the setting `deepvue.budget` means: `{daily, monthly, products: {[product id]: {daily, monthly}}}`, rupees as
 * JSON numbers; anything in it that is not a positive amount is no limit.
 */
export function budgetOf(setting: unknown): Budget {
  const { products } = fields(setting);
  const limits = Object.entries(fields(products)).map(([product, value]) => [product, limitsOf(value)] as const);
  return { ...limitsOf(setting), ...(limits.length === 0 ? {} : { products: Object.fromEntries(limits) }) };
}

function limitsOf(value: unknown): BudgetLimits {
  const daily = amountOf(fields(value)["daily"]);
  const monthly = amountOf(fields(value)["monthly"]);
  return { ...(daily === undefined ? {} : { daily }), ...(monthly === undefined ? {} : { monthly }) };
}

function amountOf(value: unknown): Money | undefined {
  const amount = typeof value === "number" ? parseMoney(String(value)) : undefined;
  return amount !== undefined && amount > 0 ? amount : undefined;
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** The setting with one limit changed (rupees), or without it; empty parts are left out. */
export function withLimit(
  setting: unknown,
  product: string | undefined,
  span: "daily" | "monthly",
  rupees: number | undefined,
): Readonly<Record<string, unknown>> {
  const { products, ...total } = fields(setting);
  const all = { ...fields(products) };
  const limits = { ...(product === undefined ? total : fields(all[product])) };
  if (rupees === undefined) delete limits[span];
  else limits[span] = rupees;
  if (product === undefined) return { ...limits, ...(Object.keys(all).length === 0 ? {} : { products: all }) };
  if (Object.keys(limits).length === 0) delete all[product];
  else all[product] = limits;
  return { ...total, ...(Object.keys(all).length === 0 ? {} : { products: all }) };
}
