import { folderOf, HOST, namesWhom, versionInName, type WrittenAddress } from "../address.ts";
import { isFolder } from "../endpoints.ts";
import type { WorkspaceHints } from "../findings.ts";

/** What a name stands for where it is put before a path. */
export interface Base {
  readonly isDeepvue: boolean;
  /** In the address itself, or in the name. */
  readonly version?: string;
  /** With version, without slashes around it, where the base ends with a folder of the service: "v1/verification". */
  readonly folder?: string;
}

interface DefinedBase {
  readonly address: WrittenAddress;
  readonly line: number;
}

function isOurs({ address }: DefinedBase): boolean {
  return address.host === HOST;
}

/** Names that everybody uses for everything; they say something in their own file only. */
const EVERYBODYS =
  /^(?:(?:base|api|host|server|root|service|endpoint)?_?(?:url|uri|base|host|path|endpoint|api|client|http|axios|conn|session)s?)$/i;

/** Which names of a text stand for which service. */
export class Bases {
  readonly #hints: WorkspaceHints;
  readonly #defined = new Map<string, DefinedBase[]>();

  constructor(hints: WorkspaceHints) {
    this.#hints = hints;
  }

  add(written: string, address: WrittenAddress, line: number): void {
    // PHP's and JavaScript's sign of a variable is not part of what code around a path is read for.
    const name = written.replace(/^\$/, "");
    const known = this.#defined.get(name);
    if (known === undefined) this.#defined.set(name, [{ address, line }]);
    else if (known.at(-1)?.line !== line) known.push({ address, line });
  }

  /** The first of the names that stands for a service; one with a meaning in this text before those of the workspace. */
  find(names: readonly string[], line: number): Base | undefined {
    for (const name of names) {
      const found = this.#definedAs(name, names, line) ?? this.#hintedAs(name);
      if (found !== undefined) return found;
    }
    const told = names.find((name) => namesWhom(name) !== undefined);
    if (told === undefined) return undefined;
    const version = names.map(versionInName).find((each) => each !== undefined);
    return { isDeepvue: namesWhom(told) === "deepvue", ...(version !== undefined && { version }) };
  }

  /** What other files may know: names that are the service's alone. */
  shared(): ReadonlyMap<string, string> {
    const shared = new Map<string, string>();
    for (const [name, all] of this.#defined) {
      const [first] = all;
      if (first === undefined || !all.every(isOurs) || !isSharable(name)) continue;
      const { version, folder } = baseOf(name, first);
      shared.set(
        name,
        `https://${HOST}${folder !== undefined ? `/${folder}` : version === undefined ? "" : `/v${version}`}`,
      );
    }
    return shared;
  }

  /** Names that stand for somebody else here; the same name elsewhere is not to be trusted. */
  others(): ReadonlySet<string> {
    const others = [...this.#defined].filter(([name, all]) => isSharable(name) && !all.every(isOurs));
    return new Set(others.map(([name]) => name));
  }

  /** Names whose value ends with a folder of the service. */
  foldered(): readonly string[] {
    const own = [...this.#defined].filter(([, all]) =>
      all.some((each) => isOurs(each) && folderIn(each) !== undefined),
    );
    const theirs = [...this.#hints.bases].filter(([, address]) => folderOf(address) !== undefined);
    return [...new Set([...own, ...theirs].map(([name]) => name))];
  }

  get hasOthersOnly(): boolean {
    const all = [...this.#defined.values()];
    return all.length > 0 && !all.some((each) => each.some(isOurs));
  }

  #definedAs(name: string, names: readonly string[], line: number): Base | undefined {
    const all = this.#defined.get(name);
    const [first] = all ?? [];
    if (all === undefined || first === undefined) return undefined;
    if (all.every((each) => isOurs(each) === isOurs(first))) return baseOf(name, nearestBefore(all, line) ?? first);
    // The same name for several services: what else stands there says which.
    const told = names.map(namesWhom).find((each) => each !== undefined);
    const fitting = told === undefined ? all : all.filter((each) => isOurs(each) === (told === "deepvue"));
    return baseOf(name, nearestBefore(fitting.length > 0 ? fitting : all, line) ?? first);
  }

  #hintedAs(name: string): Base | undefined {
    const address = this.#hints.bases.get(name);
    if (address === undefined) return undefined;
    const version = /\/v(\d)(?:\/|$)/.exec(address)?.[1];
    const folder = folderOf(address);
    return { isDeepvue: true, ...(version !== undefined && { version }), ...(folder !== undefined && { folder }) };
  }
}

function baseOf(name: string, defined: DefinedBase): Base {
  const folder = folderIn(defined);
  const version = defined.address.version ?? defined.address.path?.version ?? versionInName(name);
  return {
    isDeepvue: isOurs(defined),
    ...(version !== undefined && { version }),
    ...(folder !== undefined && { folder: /^v\d/.test(folder) ? folder : `v${version ?? "1"}/${folder}` }),
  };
}

/** What the address ends with, where other paths begin with it. */
function folderIn({ address: { path } }: DefinedBase): string | undefined {
  return path !== undefined && !path.isOpen && isFolder(path.path) ? path.path : undefined;
}

function isSharable(name: string): boolean {
  if (/deepvue/i.test(name)) return true;
  return name.length >= 4 && !EVERYBODYS.test(name) && /^[A-Z\d_]+$/.test(name);
}

function nearestBefore(all: readonly DefinedBase[], line: number): DefinedBase | undefined {
  return all.findLast((each) => each.line <= line) ?? all[0];
}

const ASSIGNED = /([A-Za-z_$][\w$-]{0,80})["'\])]*\s*(?::\s*[\w&'<>[\].?| ]{1,40}?\s*)?(?:=>|:=|\?\?=|=(?!=)|:(?!:))/g;
const DEFINED = /\bdefine\(\s*["'](\w{1,80})["']\s*,\s*$/;
/** `process.env.NAME ?? "…"`, `os.getenv("NAME", "…")`. */
const WITH_DEFAULT = /\b([A-Z][A-Z\d]*_[A-Z\d_]{1,60})\b["'\])]*\s*(?:,|\|\||\?\?|\?:|:-|:)\s*$/;

/** The names that a string is given to, by what is written before it on its line. */
export function namesGivenTo(written: string): readonly string[] {
  const names = [...written.matchAll(ASSIGNED)].map(([, name = ""]) => name);
  const defined = DEFINED.exec(written)?.[1];
  const fallback = WITH_DEFAULT.exec(written)?.[1];
  return [...names, ...(defined === undefined ? [] : [defined]), ...(fallback === undefined ? [] : [fallback])];
}
