import { isRecord } from "../domain/chosenChecks.ts";
import type { Endpoint } from "./endpoint.ts";
import { endpointOf, familyOf } from "./endpoints.ts";

/**
 * The setting `deepvue.endpoints` as it stands in a file that a team may share: `{[path with version]: product id}`, `false` for a path that
 * is not charged. One path of a family speaks for the others, unless they say otherwise themselves.
 */
type Setting = Readonly<Record<string, unknown>>;

/** Products that the user has confirmed, by path; false: nothing is charged. */
export type ConfirmedProducts = ReadonlyMap<string, string | false>;

export interface ReadEndpoints {
  readonly confirmed: ConfirmedProducts;
  /** What was passed over, each in a few words. */
  readonly ignored: readonly string[];
}

/** What the user has confirmed; what does not fit is passed over and told. */
export function readEndpoints(setting: unknown): ReadEndpoints {
  const confirmed = new Map<string, string | false>();
  if (setting === undefined || setting === null) return { confirmed, ignored: [] };
  if (!isRecord(setting)) return { confirmed, ignored: ["not an object of paths"] };
  const ignored: string[] = [];
  for (const [path, product] of Object.entries(setting)) {
    const endpoint = endpointOf(path);
    if (endpoint === undefined) ignored.push(`“${path}”: no such path is known`);
    else if (product === false) confirmed.set(endpoint.path, false);
    else if (typeof product === "string" && product.trim() !== "") confirmed.set(endpoint.path, product.trim());
    else ignored.push(`“${path}”: neither a product id nor false`);
  }
  return { confirmed, ignored };
}

/** The setting with the user's word about an endpoint, or without one (undefined); everything else stays as it is. */
export function withEndpoint(setting: unknown, endpoint: Endpoint, product: string | false | undefined): Setting {
  const before = isRecord(setting) ? Object.entries(setting) : [];
  const family = new Set(familyOf(endpoint).map(({ path }) => path));
  const isOfFamily = (key: string) => family.has(endpointOf(key)?.path ?? "");
  const others = before.filter(([key]) => !isOfFamily(key));
  return Object.fromEntries(product === undefined ? others : [...others, [endpoint.path, product]]);
}

/** A product of the account, as its ledger knows it. */
export interface BilledProduct {
  readonly product: string;
  /** When its first known transaction was; microseconds. */
  readonly firstAt: number;
  /** In the period that is looked at. */
  readonly calls: number;
}

/** What the account's own ledger and the user's code say together. */
export interface Evidence {
  readonly products: readonly BilledProduct[];
  /** When code of this workspace was first seen to call the endpoint; microseconds, absent where that is not known. */
  readonly calledSince?: number;
}

/** Which product an endpoint is charged as, and how that is known. Only `confirmed` may be shown as a fact. */
export type ProductOfEndpoint =
  | { readonly kind: "confirmed"; readonly product: string }
  /** Confirmed, or the account's own call: nothing is charged. */
  | { readonly kind: "free"; readonly isConfirmed: boolean }
  /** "probably PAN-Plus?". `isBilled`: a product of that name is in the ledger. */
  | { readonly kind: "guess"; readonly product: string; readonly isBilled: boolean }
  | { readonly kind: "unknown" };

/** Which product an endpoint is charged as: the user's word, or else a guess from names. */
export function productOfEndpoint(
  endpoint: Endpoint,
  confirmed: ConfirmedProducts,
  evidence: Evidence,
): ProductOfEndpoint {
  const said = [endpoint, ...familyOf(endpoint)]
    .map(({ path }) => confirmed.get(path))
    .find((each) => each !== undefined);
  if (said === false) return { kind: "free", isConfirmed: true };
  if (said !== undefined) return { kind: "confirmed", product: said };
  if (!endpoint.charged) return { kind: "free", isConfirmed: false };
  const [first, second] = evidence.products
    .map(({ product }) => ({ product, likeness: likenessOf(product, endpoint) }))
    .filter(({ likeness }) => likeness >= LIKE_ENOUGH)
    .sort((a, b) => b.likeness - a.likeness);
  if (first !== undefined && first.likeness !== second?.likeness)
    return { kind: "guess", product: first.product, isBilled: true };
  const { likelyProduct } = endpoint;
  if (likelyProduct === undefined || first !== undefined) return { kind: "unknown" };
  return { kind: "guess", product: likelyProduct, isBilled: false };
}

/** Why a product is proposed: its name, or that it is billed only since the endpoint is called here. */
export type ProposalReason = "name" | "newSince" | "billed" | "takenByOther";

export interface Proposal {
  readonly product: string;
  readonly reason: ProposalReason;
}

/**
 * Products to choose from for an endpoint, likeliest first: those that were first billed after the endpoint was first called here, then
 * those whose name is alike, then the rest by their calls; last those that are confirmed for another endpoint.
 */
export function proposalsFor(
  endpoint: Endpoint,
  confirmed: ConfirmedProducts,
  { products, calledSince }: Evidence,
): readonly Proposal[] {
  const family = new Set(familyOf(endpoint).map(({ path }) => path));
  const taken = new Set([...confirmed].filter(([path]) => !family.has(path)).map(([, product]) => product));
  const ranked = products.map((billed) => {
    const likeness = likenessOf(billed.product, endpoint);
    const isNew = calledSince !== undefined && billed.firstAt >= calledSince;
    const reason: ProposalReason = taken.has(billed.product)
      ? "takenByOther"
      : isNew
        ? "newSince"
        : likeness >= LIKE_ENOUGH
          ? "name"
          : "billed";
    return { product: billed.product, reason, likeness, calls: billed.calls };
  });
  return ranked
    .sort((a, b) => ORDER[a.reason] - ORDER[b.reason] || b.likeness - a.likeness || b.calls - a.calls)
    .map(({ product, reason }) => ({ product, reason }));
}

const ORDER: Readonly<Record<ProposalReason, number>> = { newSince: 0, name: 1, billed: 2, takenByOther: 3 };

/** Share of words that two names must have in common to be taken for the same thing, with a question mark. */
const LIKE_ENOUGH = 0.6;

/** 1 for the same words, whatever stands between them; 0 for none in common. */
function likenessOf(product: string, { likelyProduct, title, path }: Endpoint): number {
  const names = [likelyProduct ?? "", title, path.slice(path.lastIndexOf("/") + 1)];
  return Math.max(...names.map((name) => sameWords(product, name)));
}

function sameWords(a: string, b: string): number {
  const [ofA, ofB] = [wordsOf(a), wordsOf(b)];
  if (ofA.length === 0 || ofB.length === 0) return 0;
  if (ofA.join("") === ofB.join("")) return 1;
  const shared = ofA.filter((word) => ofB.includes(word)).length;
  return shared / (ofA.length + ofB.length - shared);
}

function wordsOf(name: string): readonly string[] {
  const words = name
    .slice(0, 200)
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z\d]+/);
  return [...new Set(words.filter((word) => word !== ""))];
}
