/** What a tool's structured answer looks like: a JSON Schema (draft 2020-12), closed, so that whoever relies on it is told of every field. */
export type OutputSchema = { readonly type: "object" } & Readonly<Record<string, unknown>>;

type Part = Readonly<Record<string, unknown>>;
type Parts = Readonly<Record<string, Part>>;

export const TEXT: Part = { type: "string" };
export const WHOLE: Part = { type: "integer" };
export const NUMBER: Part = { type: "number" };
export const DAY: Part = { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$" };
const NOT_FETCHED: Part = { const: "not fetched" };
/** Exact rupees, or that nobody knows. */
export const AMOUNT: Part = { type: "string", pattern: "^-?\\d+\\.\\d{2,4}$|^not fetched$" };
export const EXTENT: Part = oneOf("nothing", "partly", "wholly");

export function oneOf(...words: readonly string[]): Part {
  return { enum: words };
}

export function listOf(items: Part): Part {
  return { type: "array", items };
}

export function either(...parts: readonly Part[]): Part {
  return { anyOf: parts };
}

export function orNotFetched(part: Part): Part {
  return either(part, NOT_FETCHED);
}

/** An object of these fields and no other; those of `optional` may be absent. */
export function objectOf(fields: Parts, optional: Parts = {}): OutputSchema {
  return {
    type: "object",
    properties: { ...fields, ...optional },
    required: Object.keys(fields),
    additionalProperties: false,
  };
}

const COUNT = orNotFetched(WHOLE);
export const SUM = objectOf({ calls: COUNT, charge: AMOUNT });

/** Fields of figures. */
export const FIGURES: Parts = { calls: COUNT, charge: AMOUNT, successes: COUNT, failures: COUNT, unknowns: COUNT };
export const CHARGED_FAILURES: Parts = { chargedFailures: COUNT, chargedFailureCharge: AMOUNT };

const FRAME: Parts = {
  schema: { const: 1 },
  account: objectOf({ label: TEXT, sample: { type: "boolean" } }),
  currency: { const: "INR" },
  zone: TEXT,
  askedAt: TEXT,
  period: objectOf({ since: DAY, until: DAY, preset: { type: ["string", "null"] } }),
  coverage: objectOf({ extent: EXTENT, dates: WHOLE, fetched: WHOLE }),
  age: either(objectOf({ readAt: TEXT, seconds: WHOLE }), { type: "null" }),
  refreshedAt: TEXT,
  untrusted: TEXT,
};
const FRAME_OPTIONAL: Parts = { hint: TEXT, problem: TEXT, notes: listOf(TEXT) };

/** Nobody is signed in. */
const SIGNED_OUT = objectOf({ schema: { const: 1 }, account: { type: "null" } });

/** An answer with its frame and these fields; or that nobody is signed in. */
export function answerOf(fields: Parts, optional: Parts = {}): OutputSchema {
  const answer = objectOf({ ...FRAME, ...fields }, { ...FRAME_OPTIONAL, ...optional });
  return { type: "object", anyOf: [answer, SIGNED_OUT] };
}
