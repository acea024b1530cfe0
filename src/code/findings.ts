import type { Endpoint, HttpMethod } from "./endpoint.ts";

/** Offsets in UTF-16 units, as VS Code's `positionAt` takes them; the end is not part of it. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** How sure a call is, surest first, by what names the service. */
export type Via =
  /** The whole address stands there. */
  | "address"
  /** A constant, variable or client whose value is the service's address stands before the path. */
  | "base"
  /** Only the path; the file or the workspace names Deepvue. */
  | "path";

/** One place in a text that calls an endpoint. */
export interface RecognisedCall {
  /** The address or path itself. */
  readonly range: TextRange;
  readonly endpoint: Endpoint;
  readonly via: Via;
  /** As the code says it, where it does. */
  readonly method?: HttpMethod;
  /** The function that holds the call, where there is one with a name. */
  readonly heldBy?: HeldBy;
}

/** A function's definition. */
export interface HeldBy {
  readonly name: string;
  /** The name in the definition. */
  readonly range: TextRange;
}

/** A place that calls a function which holds a call: one step away from the service. */
export interface WrapperCall {
  /** The function's name where it is called or handed on. */
  readonly range: TextRange;
  readonly name: string;
  /** The function that calls it, where there is one with a name. */
  readonly heldBy?: HeldBy;
}

/** What makes one run of a text call the service more than once. */
export type MultiplierKind = "loop" | "schedule" | "tests" | "batch";

export interface Multiplier {
  readonly kind: MultiplierKind;
  /** Head of the loop, line of the schedule, head of the test. */
  readonly range: TextRange;
  /** Which of the findings' calls stand in it: places in `calls`. */
  readonly calls: readonly number[];
  /** Places in `wrapperCalls`. */
  readonly wrapperCalls: readonly number[];
  /** How often a run calls; absent where only the running program knows. */
  readonly times?: number;
  /** For a schedule: how often it runs on an average day. */
  readonly runsPerDay?: number;
}

/** A replacement in the text; an insertion has an empty range. */
export interface TextReplacement {
  readonly range: TextRange;
  readonly text: string;
}

export type QuickFix =
  | { readonly kind: "usePath"; readonly endpoint: Endpoint; readonly edits: readonly TextReplacement[] }
  | {
      /** Reads the value from the environment instead. */
      readonly kind: "useEnvironment";
      readonly variable: string;
      readonly edits: readonly TextReplacement[];
    }
  | {
      /** Takes the value out of the file; the extension keeps it in VS Code's secret storage. */
      readonly kind: "useSecretStorage";
      /** Where the value stands, to be read from the text when the fix is carried out; it is copied nowhere else. */
      readonly secret: TextRange;
      readonly edits: readonly TextReplacement[];
    }
  | { readonly kind: "useExpiry"; readonly edits: readonly TextReplacement[] }
  | { readonly kind: "useHost"; readonly edits: readonly TextReplacement[] }
  | { readonly kind: "useHttps"; readonly edits: readonly TextReplacement[] };

export type SecretKind = "clientId" | "clientSecret" | "token";

export type CodeDiagnostic =
  | {
      /** No documentation and no known code has this path. */
      readonly kind: "unknownPath";
      readonly range: TextRange;
      /** As it stands there, without query; foreign text. */
      readonly path: string;
      readonly nearest: readonly Endpoint[];
      readonly fixes: readonly QuickFix[];
    }
  | {
      /** No such host of the service is known. */
      readonly kind: "unknownHost";
      readonly range: TextRange;
      readonly host: string;
      readonly fixes: readonly QuickFix[];
    }
  | {
      /** The value stands in the text. What it is is never part of a finding. */
      readonly kind: "secretLiteral";
      readonly range: TextRange;
      readonly secret: SecretKind;
      readonly fixes: readonly QuickFix[];
    }
  | { readonly kind: "expiresIn"; readonly range: TextRange; readonly fixes: readonly QuickFix[] }
  | { readonly kind: "plainHttp"; readonly range: TextRange; readonly fixes: readonly QuickFix[] }
  | {
      readonly kind: "endlessRetry";
      readonly range: TextRange;
      /** Places in `calls`. */
      readonly calls: readonly number[];
      /** Places in `wrapperCalls`. */
      readonly wrapperCalls: readonly number[];
      readonly fixes: readonly [];
    };

/** What other files know of this one, and it of them. */
export interface FileHints {
  readonly mentionsDeepvue: boolean;
  /** Names whose value is the service's address, with or without version: constants, settings, variables of the environment. */
  readonly bases: ReadonlyMap<string, string>;
  /** Names that stand for somebody else's address here. */
  readonly otherBases: ReadonlySet<string>;
  /** Functions that hold a call, with its endpoints. */
  readonly wrappers: ReadonlyMap<string, readonly Endpoint[]>;
}

/** Everything that was found in one text. Calls are in the order of the text. */
export interface CodeFindings {
  readonly calls: readonly RecognisedCall[];
  /** Of functions that the workspace's hints or this text itself know; not inside of the function itself. */
  readonly wrapperCalls: readonly WrapperCall[];
  readonly multipliers: readonly Multiplier[];
  readonly diagnostics: readonly CodeDiagnostic[];
  readonly hints: FileHints;
}

/** What the rest of the workspace says; `NO_HINTS` for a file that is looked at alone. */
export type WorkspaceHints = FileHints;

export const NO_HINTS: WorkspaceHints = {
  mentionsDeepvue: false,
  bases: new Map(),
  otherBases: new Set(),
  wrappers: new Map(),
};

export const NOTHING_FOUND: CodeFindings = {
  calls: [],
  wrapperCalls: [],
  multipliers: [],
  diagnostics: [],
  hints: NO_HINTS,
};
