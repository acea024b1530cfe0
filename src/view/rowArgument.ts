/** The transaction on whose row a menu was opened. */
export interface ChosenRow {
  readonly transactionId: string;
  readonly product: string;
  /** Absent where it was too long to be handed over with the row. */
  readonly message?: string;
}

/** What a command is given by a row of the dashboard's table (its `data-vscode-context`) or of a tree; undefined for anything else. */
export function chosenRowOf(argument: unknown): ChosenRow | undefined {
  if (!isRecord(argument)) return undefined;
  const { webviewSection, transactionId, kind, transaction } = argument;
  if (webviewSection === "transaction") return rowOf(transactionId, argument);
  return kind === "transaction" && isRecord(transaction) ? rowOf(transaction["id"], transaction) : undefined;
}

/** A message of a product on whose row a menu was opened: of a transaction, or of the dashboard's charged failures. */
export function classifiedRowOf(argument: unknown): ChosenRow | undefined {
  if (!isRecord(argument) || argument["webviewSection"] !== "chargedFailure") return chosenRowOf(argument);
  const row = rowOf("", argument);
  // There is no transaction in which a message that is missing could be looked up.
  return row?.message === undefined ? undefined : row;
}

function rowOf(transactionId: unknown, { product, message }: Readonly<Record<string, unknown>>): ChosenRow | undefined {
  if (typeof transactionId !== "string" || typeof product !== "string") return undefined;
  return { transactionId, product, ...(typeof message === "string" ? { message } : {}) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
