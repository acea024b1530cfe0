import { isDifferencePart } from "../../domain/bill.ts";
import { isFilter, isGranularity, isPeriodPreset, isRecord } from "../../domain/chosenChecks.ts";
import type { FromWebview } from "../../protocol.ts";

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string";
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const oneOf =
  (...known: readonly string[]): Check =>
  (value) =>
    known.some((one) => one === value);
const isSort: Check = (value) =>
  isRecord(value) &&
  oneOf("at", "charge", "product", "message", "status")(value["column"]) &&
  oneOf("ascending", "descending")(value["direction"]);

type FieldsOf<Type extends FromWebview["type"]> = Exclude<keyof Extract<FromWebview, { type: Type }>, "type">;

/** The fields that a message of each type must have; one that is missing here does not compile. */
const FIELDS: { readonly [Type in FromWebview["type"]]: Readonly<Record<FieldsOf<Type>, Check>> } = {
  ready: {},
  choosePreset: { preset: isPeriodPreset },
  checkDates: { since: isText, until: isText },
  chooseDates: { since: isText, until: isText },
  checkCharges: { min: isText, max: isText },
  chooseCharges: { min: isText, max: isText },
  setFilter: { filter: isFilter, change: isCount },
  setGranularity: { granularity: isGranularity },
  expandProducts: { expanded: (value) => typeof value === "boolean" },
  rows: { request: isCount, first: isCount, count: isCount, sort: isSort },
  copyRows: { first: isCount, count: isCount, sort: isSort, format: oneOf("text", "csv") },
  run: { command: isText },
  showDifference: { part: isDifferencePart },
  editLabels: {},
  dismissBill: {},
  saveImage: { name: isText, format: oneOf("png", "svg"), content: isText },
};

/** A message of the dashboard's page, checked; undefined for anything that no page of this version sends. */
export function pageMessageOf(value: unknown): FromWebview | undefined {
  if (!isRecord(value) || typeof value["type"] !== "string" || !Object.hasOwn(FIELDS, value["type"])) return undefined;
  const fields: Readonly<Record<string, Check>> = FIELDS[value["type"] as FromWebview["type"]];
  const isWhole = Object.entries(fields).every(([name, isRight]) => isRight(value[name]));
  return isWhole ? (value as unknown as FromWebview) : undefined;
}
