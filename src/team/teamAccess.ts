/** Where a team's database is, and as whom it is asked. Neither user nor password ever stands in the address. */
export interface TeamAccess {
  /** https: ClickHouse; postgres: PostgreSQL. Without encryption only on this machine. */
  readonly url: URL;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** How long the answer to one question may take, in ms; a minute where nothing is said. */
  readonly limitMs?: number;
  /** Ends every question that is under way, with its connection. */
  readonly signal?: AbortSignal;
}
