/** What code calls, for whoever asks what it costs: places in code with the products they are billed as. */

/** Which product an endpoint is billed as: only `confirmed` is a fact, `probably` is a guess from names. */
export type BilledAs =
  | { readonly kind: "confirmed" | "probably"; readonly product: string }
  | { readonly kind: "notCharged" | "unknown" };

/** One endpoint that code calls. */
export interface CalledEndpoint {
  /** With version: "/v1/verification/pan-plus". */
  readonly path: string;
  readonly title: string;
  readonly billedAs: BilledAs;
  /** Places in the code, calls of functions that hold the call among them. */
  readonly places: number;
  /** Files of those places. */
  readonly files: number;
}

export interface CodeCalls {
  /** What was looked at, as a path in the workspace; "" for all of it. */
  readonly place: string;
  readonly endpoints: readonly CalledEndpoint[];
  /** False where there is more code than is looked at. */
  readonly isComplete: boolean;
}

export interface AskedCode {
  /** A file or a folder: a path in the workspace, or a whole one that lies in it. */
  readonly path: string;
  /** Only what this function holds. */
  readonly functionName?: string;
}

/** Reads code of one workspace, and nothing outside of it. */
export interface WorkspaceCode {
  /**
   * What a piece of code calls; `products`: product ids that the account is billed for. "outside" for a path that does not lie in the
   * workspace, "nothing" for one where nothing was found to look at, or without that function.
   */
  callsOf(asked: AskedCode, products: readonly string[]): Promise<CodeCalls | "outside" | "nothing">;
}
