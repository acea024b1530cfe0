import type { Leases } from "../../domain/ledgerPorts.ts";
import type { Clock } from "../../domain/ports.ts";
import { type Problem, problemOf } from "../../domain/problem.ts";
import type { TeamLeases } from "../../domain/teamStore.ts";
import { repeat } from "../../domain/timer.ts";

/** Whoever is silent for so long has lost the seat; the next one looks each {@link LOOK_MS}: together below the promised 30 s. */
const SEAT_MS = 20_000;
const LOOK_MS = 5_000;
/** A seat that could not be renewed is left before the database would give it to somebody else. */
const SAFETY_MS = 4_000;

interface SeatTools {
  readonly leases: TeamLeases;
  readonly clock: Clock;
  /** A name that no other process has. */
  readonly holder: string;
  /** Told when this process has become the collector; until it has ended, the service is not asked. */
  readonly onTaken: () => Promise<void>;
  /** Told once when the database can not be reached, and when it can again (undefined). */
  readonly onProblem: (problem: Problem | undefined) => void;
}

/**
 * Who collects an account for a team: one process at a time, on whichever machine. It alone asks the service and publishes; the others
 * stand by. A process that loses it stops its requests at the next one.
 */
export class CollectorSeat {
  readonly #name: string;
  readonly #tools: SeatTools;
  #heldUntil = 0;
  #isReady = false;
  #isTroubled = false;
  #isEnded = false;
  #looking: Promise<void> | undefined;
  #stop = (): void => undefined;

  constructor(accountId: string, tools: SeatTools) {
    this.#name = `collector:${accountId}`;
    this.#tools = tools;
  }

  /** Begins to stand by; resolves after the first look. */
  async begin(): Promise<void> {
    this.#stop = repeat(LOOK_MS, () => void this.look());
    await this.look();
  }

  /** Whether this process may ask the service for the account now. */
  get isHeld(): boolean {
    return this.#isReady && this.#tools.clock() < this.#heldUntil;
  }

  /** Takes the seat where it is free, or keeps it. */
  async look(): Promise<void> {
    if (this.#isEnded) return;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async end(): Promise<void> {
    this.#isEnded = true;
    this.#stop();
    await this.#looking;
    const wasHeld = this.#heldUntil > 0;
    this.#heldUntil = 0;
    if (wasHeld) await this.#tools.leases.releaseLease(this.#name, this.#tools.holder).catch(() => undefined);
  }

  async #look(): Promise<void> {
    const { leases, clock, holder, onTaken, onProblem } = this.#tools;
    const askedAt = clock();
    try {
      const wasHeld = this.#heldUntil > askedAt;
      const isTaken = wasHeld
        ? await leases.renewLease(this.#name, holder, SEAT_MS)
        : await leases.takeLease(this.#name, holder, SEAT_MS);
      this.#heldUntil = isTaken ? askedAt + SEAT_MS - SAFETY_MS : 0;
      if (!isTaken) this.#isReady = false;
      else if (!wasHeld || !this.#isReady) {
        this.#isReady = false;
        await onTaken();
        this.#isReady = true;
      }
      if (this.#isTroubled) onProblem(undefined);
      this.#isTroubled = false;
    } catch (error) {
      if (!this.#isTroubled) onProblem(problemOf(error));
      this.#isTroubled = true;
    }
  }
}

/** The lanes in which the service is asked are open only to the collector; all other leases are the ledger's alone. */
export function lanesOfCollector<L extends Leases>(ledger: L, isCollector: (accountId: string) => boolean): L {
  const mayWork = (name: string): boolean => {
    const accountId = /^(?:refresh|history):(.*)$/.exec(name)?.[1];
    return accountId === undefined || isCollector(accountId);
  };
  const own: Pick<Leases, "takeLease" | "renewLease"> = {
    takeLease: async (name, ...rest) => mayWork(name) && ledger.takeLease(name, ...rest),
    renewLease: async (name, ...rest) => mayWork(name) && ledger.renewLease(name, ...rest),
  };
  return new Proxy(ledger, {
    get(target, name) {
      if (Object.hasOwn(own, name)) return Reflect.get(own, name);
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
