import type { AskedCode, BilledAs, CalledEndpoint } from "../domain/workspaceCode.ts";
import type { CodeIndex } from "./codeIndex.ts";
import type { Endpoint } from "./endpoint.ts";
import { type ConfirmedProducts, productOfEndpoint } from "./endpointProducts.ts";

/** What decides as which product an endpoint is told to be billed. */
export interface KnownProducts {
  readonly confirmed: ConfirmedProducts;
  /** Product ids that the account is billed for. */
  readonly billed: readonly string[];
}

/**
 * What a file, the files of a folder ("" for all) or one function there calls, itself or through functions of the workspace that hold a call;
 * most places first.
 */
export function callsAt(
  index: CodeIndex,
  { path, functionName }: AskedCode,
  known: KnownProducts,
): readonly CalledEndpoint[] {
  const found = new Map<Endpoint, { places: number; readonly files: Set<string> }>();
  const add = (endpoint: Endpoint, fileName: string): void => {
    const one = found.get(endpoint) ?? { places: 0, files: new Set() };
    one.places++;
    one.files.add(fileName);
    found.set(endpoint, one);
  };
  const isAsked = (holder: string | undefined) => functionName === undefined || holder === functionName;
  for (const [fileName, { calls, wrapperCalls }] of index.files) {
    if (!isBelow(fileName, path)) continue;
    for (const { endpoint, heldBy } of calls) if (isAsked(heldBy?.name)) add(endpoint, fileName);
    for (const { name, heldBy } of wrapperCalls) {
      if (!isAsked(heldBy?.name)) continue;
      for (const endpoint of index.hints.wrappers.get(name) ?? []) add(endpoint, fileName);
    }
  }
  return [...found]
    .map(([endpoint, { places, files }]) => {
      const { path: of, title } = endpoint;
      return { path: of, title, billedAs: billedAs(endpoint, known), places, files: files.size };
    })
    .sort((a, b) => b.places - a.places || (a.path < b.path ? -1 : 1));
}

/** Whether a file is the one of a path, or lies in its folder. */
export function isBelow(fileName: string, path: string): boolean {
  return path === "" || fileName === path || fileName.startsWith(`${path}/`);
}

function billedAs(endpoint: Endpoint, { confirmed, billed }: KnownProducts): BilledAs {
  const products = billed.map((product) => ({ product, calls: 0, firstAt: 0 }));
  const product = productOfEndpoint(endpoint, confirmed, { products });
  switch (product.kind) {
    case "confirmed":
      return { kind: "confirmed", product: product.product };
    case "guess":
      return { kind: "probably", product: product.product };
    case "free":
      return { kind: "notCharged" };
    case "unknown":
      return { kind: "unknown" };
  }
}

/**
 * A path as the index names files: in the workspace, with slashes, without any at its ends; "" for all of it. Undefined for one that leads
 * out. `roots`: whole paths of the workspace's folders, each with the name that its files begin with ("" where there is one folder).
 */
export function pathInWorkspace(
  asked: string,
  roots: readonly { readonly path: string; readonly name: string }[],
): string | undefined {
  const path = asked.replaceAll("\\", "/");
  if (/^(?:\/|[A-Za-z]:\/)/.test(path)) {
    for (const root of roots) {
      const from = `${root.path.replaceAll("\\", "/").replace(/\/$/, "")}/`;
      if (!`${path}/`.startsWith(from)) continue;
      const rest = inside(path.slice(from.length));
      if (rest === undefined) return undefined;
      return [root.name, rest].filter((part) => part !== "").join("/");
    }
    return undefined;
  }
  return inside(path);
}

/** Without dots and empty parts; undefined where it leads above its beginning. */
function inside(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}
