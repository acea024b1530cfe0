import type { ToWebview } from "../../protocol.ts";

const FIELDS: { readonly [Type in ToWebview["type"]]: (message: Readonly<Record<string, unknown>>) => boolean } = {
  snapshot: ({ snapshot, filterChange }) =>
    typeof filterChange === "number" &&
    isRecord(snapshot) &&
    Array.isArray(snapshot["tiles"]) &&
    isRecord(snapshot["spend"]) &&
    isRecord(snapshot["period"]) &&
    (snapshot["bill"] === undefined || isBill(snapshot["bill"])),
  rows: ({ request, rows }) => typeof request === "number" && Array.isArray(rows) && rows.every(isRecord),
  dates: ({ since, until, range }) => isRecord(since) && isRecord(until) && typeof range === "string",
  charges: ({ minError, maxError }) => typeof minError === "string" && typeof maxError === "string",
  copied: ({ rows }) => typeof rows === "number",
};

function isBill(bill: unknown): boolean {
  return (
    isRecord(bill) && isRecord(bill["verdict"]) && ["sums", "parts", "notes"].every((name) => Array.isArray(bill[name]))
  );
}

/** A message of the extension; undefined for whatever else is posted to the page, as VS Code and its tools do. */
export function hostMessageOf(data: unknown): ToWebview | undefined {
  if (!isRecord(data) || typeof data["type"] !== "string" || !Object.hasOwn(FIELDS, data["type"])) return undefined;
  return FIELDS[data["type"] as ToWebview["type"]](data) ? (data as unknown as ToWebview) : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
