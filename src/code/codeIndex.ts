import type { Endpoint } from "./endpoint.ts";
import { type CodeFindings, NO_HINTS, type TextRange, type WorkspaceHints } from "./findings.ts";

/** A place in a file of the workspace. */
export interface PlaceInFile {
  readonly fileName: string;
  readonly range: TextRange;
  /** The function that holds the call, where there is one with a name. */
  readonly heldBy?: string;
}

/**
 * What the files of a workspace call, kept without their texts. Files are looked at twice: first alone, to learn what each tells the
 * others (names of bases, functions that hold calls), then with {@link hints} of all of them.
 */
export class CodeIndex {
  readonly #files = new Map<string, CodeFindings>();
  #hints: WorkspaceHints | undefined;

  /** Takes in what was found in a file, in place of what was known of it; nothing found takes it out. */
  take(fileName: string, findings: CodeFindings): void {
    const { calls, wrapperCalls, diagnostics, hints } = findings;
    const isEmpty = calls.length === 0 && wrapperCalls.length === 0 && diagnostics.length === 0;
    const before = this.#files.get(fileName);
    if (isEmpty && !hints.mentionsDeepvue && hints.bases.size === 0) this.#files.delete(fileName);
    else this.#files.set(fileName, findings);
    if (!isSame(before?.hints ?? NO_HINTS, hints)) this.#hints = undefined;
  }

  remove(fileName: string): void {
    if (this.#files.delete(fileName)) this.#hints = undefined;
  }

  get files(): ReadonlyMap<string, CodeFindings> {
    return this.#files;
  }

  /** What all files together tell each of them; the same object as long as it says the same. */
  get hints(): WorkspaceHints {
    this.#hints ??= merged([...this.#files.values()].map(({ hints }) => hints));
    return this.#hints;
  }

  /** Places where functions of a name that hold a call are called or handed on, in all files. */
  callersOf(name: string): readonly PlaceInFile[] {
    return [...this.#files].flatMap(([fileName, { wrapperCalls }]) =>
      wrapperCalls.filter((call) => call.name === name).map(({ range }) => ({ fileName, range })),
    );
  }

  /** Endpoints that the workspace calls, each with its calls. */
  calls(): ReadonlyMap<Endpoint, readonly PlaceInFile[]> {
    const found = new Map<Endpoint, PlaceInFile[]>();
    for (const [fileName, { calls }] of this.#files) {
      for (const { endpoint, range, heldBy } of calls) {
        const known = found.get(endpoint) ?? [];
        known.push({ fileName, range, ...(heldBy !== undefined && { heldBy: heldBy.name }) });
        found.set(endpoint, known);
      }
    }
    return found;
  }
}

function merged(all: readonly WorkspaceHints[]): WorkspaceHints {
  const otherBases = new Set(all.flatMap((each) => [...each.otherBases]));
  const bases = new Map<string, string>();
  const wrappers = new Map<string, readonly Endpoint[]>();
  for (const each of all) {
    for (const [name, address] of each.bases) if (isTrusted(name, otherBases)) bases.set(name, address);
    for (const [name, endpoints] of each.wrappers)
      wrappers.set(name, [...new Set([...(wrappers.get(name) ?? []), ...endpoints])]);
  }
  return { mentionsDeepvue: all.some((each) => each.mentionsDeepvue), bases, otherBases, wrappers };
}

/** A name that stands for somebody else in another file says nothing, unless the service's name is in it. */
function isTrusted(name: string, otherBases: ReadonlySet<string>): boolean {
  return /deepvue/i.test(name) || !otherBases.has(name);
}

function isSame(a: WorkspaceHints, b: WorkspaceHints): boolean {
  return (
    a.mentionsDeepvue === b.mentionsDeepvue &&
    isSameMap(a.bases, b.bases) &&
    isSameMap(a.wrappers, b.wrappers) &&
    a.otherBases.size === b.otherBases.size &&
    [...a.otherBases].every((name) => b.otherBases.has(name))
  );
}

/** Lists of endpoints are the same when they hold the same entries of the catalogue in the same order. */
function isSameMap<T>(a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => isSameValue(value, b.get(key)));
}

function isSameValue(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((each, index) => each === b[index]);
}
