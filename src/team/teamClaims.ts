import type { TeamLeases } from "../domain/teamStore.ts";
import { setTimer } from "../domain/timer.ts";
import { lineOfValues, type TeamEngine } from "./engine.ts";
import { CLAIMS } from "./teamTables.ts";

/** After this, whoever has claimed at the same moment is seen by the other. */
const LOOK_AGAIN_MS = 200;

/**
 * Leases by the database's clock. Where it has no step that takes a name or leaves it, names are claimed: everyone adds a claim, and the
 * earliest that has not run out holds the name. Two may believe it for a moment; that costs a request of the service and never a number,
 * because publications are right with any number of collectors.
 */
export class TeamClaims implements TeamLeases {
  readonly #engine: TeamEngine;

  constructor(engine: TeamEngine) {
    this.#engine = engine;
  }

  async takeLease(name: string, holder: string, ttlMs: number): Promise<boolean> {
    if (this.#engine.takeLease !== undefined) return this.#engine.takeLease(name, holder, ttlMs, true);
    const before = await this.#live(name);
    const first = before[0];
    if (first !== undefined && first.holder !== holder) return false;
    await this.#claim(name, holder, ttlMs, first?.since);
    if (first === undefined) await new Promise<void>((go) => setTimer(LOOK_AGAIN_MS, go));
    if ((await this.#live(name))[0]?.holder === holder) return true;
    await this.releaseLease(name, holder);
    return false;
  }

  async renewLease(name: string, holder: string, ttlMs: number): Promise<boolean> {
    if (this.#engine.takeLease !== undefined) return this.#engine.takeLease(name, holder, ttlMs, false);
    const first = (await this.#live(name))[0];
    if (first?.holder !== holder) return false;
    await this.#claim(name, holder, ttlMs, first.since);
    return true;
  }

  async releaseLease(name: string, holder: string): Promise<void> {
    const { nowMicros, text, takeLease } = this.#engine;
    if (takeLease !== undefined) {
      await this.#engine.remove(CLAIMS, `name = ${text(name)} AND holder = ${text(holder)}`);
      return;
    }
    const [[now = "0"] = []] = await this.#engine.rows(`SELECT ${nowMicros}`);
    await this.#engine.insert(CLAIMS, [lineOfValues([name, holder, Number(now), 0, Number(now) + 1])]);
  }

  async #claim(name: string, holder: string, ttlMs: number, since: number | undefined): Promise<void> {
    const [[now = "0"] = []] = await this.#engine.rows(`SELECT ${this.#engine.nowMicros}`);
    const at = Number(now);
    await this.#engine.insert(CLAIMS, [lineOfValues([name, holder, since ?? at, at + ttlMs * 1_000, at])]);
  }

  /** Claims that have not run out, the earliest first. */
  async #live(name: string): Promise<readonly { readonly holder: string; readonly since: number }[]> {
    const { text, nowMicros } = this.#engine;
    // The table is read once, so that what somebody else claims meanwhile is seen whole or not at all.
    const rows = await this.#engine.rows(
      `SELECT holder, since FROM (SELECT holder, since, until, at, max(at) OVER (PARTITION BY holder) AS last FROM claims WHERE name = ${text(name)}) c
       WHERE at = last AND until > ${nowMicros} ORDER BY since, holder`,
    );
    return rows.map(([holder = "", since = "0"]) => ({ holder, since: Number(since) }));
  }
}
