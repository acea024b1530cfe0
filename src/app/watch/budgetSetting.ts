import { type Money, parseMoney } from "../../domain/money.ts";
import type { Budget, BudgetLimits } from "../../domain/watch/budget.ts";

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
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

/** The setting with one limit changed (rupees), or without it; empty parts are left out, and whatever else stands in it stays. */
export function withLimit(
  setting: unknown,
  product: string | undefined,
  span: "daily" | "monthly",
  rupees: number | undefined,
): Readonly<Record<string, unknown>> {
  const { products, ...total } = fields(setting);
  if (product === undefined) return withProducts(changed(total, span, rupees), fields(products));
  const limits = changed(fields(fields(products)[product]), span, rupees);
  const isEmpty = Object.keys(limits).length === 0;
  return withProducts(total, changed(fields(products), product, isEmpty ? undefined : limits));
}

/** Not by assignment: a product could be called `__proto__`. */
function changed(object: Readonly<Record<string, unknown>>, key: string, value: unknown): Record<string, unknown> {
  const others = Object.entries(object).filter(([name]) => name !== key);
  return Object.fromEntries(value === undefined ? others : [...others, [key, value]]);
}

function withProducts(
  total: Readonly<Record<string, unknown>>,
  products: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return { ...total, ...(Object.keys(products).length === 0 ? {} : { products }) };
}
