import type * as vscode from "vscode";
import type { Endpoint } from "../../code/endpoint.ts";
import { recordIn } from "../../domain/chosenChecks.ts";
import { happened } from "../../domain/instant.ts";
import type { Clock } from "../../domain/ports.ts";

const KEY = "code.firstSeen";

/**
 * When code of this workspace was first seen to call each endpoint, by path, kept with the workspace. A product that is
 * billed only since then is likely the endpoint's.
 */
export class FirstSeen {
  readonly #memory: vscode.Memento;
  readonly #clock: Clock;

  constructor(memory: vscode.Memento, clock: Clock) {
    this.#memory = memory;
    this.#clock = clock;
  }

  /** Notes those that are new. */
  note(endpoints: Iterable<Endpoint>): void {
    const known = this.#known();
    const now = this.#clock();
    const found = [...endpoints].filter(({ path }) => this.#at(known, path) === undefined);
    if (found.length === 0) return;
    const more = Object.fromEntries(found.map(({ path }) => [path, now]));
    void this.#memory.update(KEY, JSON.stringify({ ...known, ...more }));
  }

  at({ path }: Endpoint): number | undefined {
    return this.#at(this.#known(), path);
  }

  #known(): Readonly<Record<string, unknown>> {
    const stored: unknown = this.#memory.get(KEY);
    return recordIn(typeof stored === "string" ? stored : undefined);
  }

  #at(known: Readonly<Record<string, unknown>>, path: string): number | undefined {
    const at = known[path];
    return typeof at === "number" ? happened(at, this.#clock()) : undefined;
  }
}
