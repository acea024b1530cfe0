import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { SharedWorld } from "../../app/collector.ts";
import { lanesOfCollector } from "../../app/team/collectorSeat.ts";
import { TeamCollecting, type TeamEvent } from "../../app/team/teamCollecting.ts";
import type { Account } from "../../domain/account.ts";
import { rowText } from "../../domain/foreignText.ts";
import type { Log } from "../../domain/ports.ts";
import { reportBytes } from "../../wiring/reportOfRows.ts";
import type { Context } from "../context.ts";
import { EXIT, ExitError } from "../exits.ts";
import { openTeam, type TeamStoreOpened, teamProblemText, wordingTeam } from "../teamOpening.ts";

/** A collector for a team, beside a server's other work. */
export interface TeamServing {
  /** The world in which the service is asked only for accounts that this process collects. */
  readonly world: SharedWorld;
  /** Publishes what is left and gives everything back. */
  end(): Promise<void>;
}

/** Resolves when it is known for which accounts this process collects. Throws `ExitError` where the team's database can not be used. */
export async function serveForTeam(
  context: Context,
  world: SharedWorld,
  accounts: readonly Account[],
): Promise<TeamServing> {
  const store = await openTeam(context);
  return wordingTeam(store, async () => teamServing(store, world, accounts, context));
}

async function teamServing(
  store: TeamStoreOpened,
  world: SharedWorld,
  accounts: readonly Account[],
  { log, clock }: Context,
): Promise<TeamServing> {
  const identity = await store.writer.identity();
  if (identity === undefined) {
    throw new ExitError(EXIT.failed, "The team's database has not been set up. deepvue-usage team init says how.");
  }
  const collecting = new TeamCollecting({
    accounts,
    ledger: world.ledger,
    team: store.writer,
    reading: await store.reader([]),
    leases: store.leases,
    store: identity.id,
    collector: hostname(),
    holder: `${hostname()}-${randomUUID()}`,
    bytesOf: reportBytes,
    clock,
    onEvent: (account, event) => tellTeamEvent(log, account, event),
  });
  await collecting.start();
  return {
    world: { ...world, ledger: lanesOfCollector(world.ledger, (accountId) => collecting.isCollector(accountId)) },
    end: async () => {
      await collecting.end();
      await store.close();
    },
  };
}

function tellTeamEvent(log: Log, { label }: Account, event: TeamEvent): void {
  const name = rowText(label);
  switch (event.kind) {
    case "collecting":
      return log.info(
        `${name}: collecting for the team${event.seeded === 0 ? "" : `, ${event.seeded} dates taken over`}`,
      );
    case "published":
      return log.info(
        `${name}: ${event.published.outcome}, ${event.published.rows} calls on ${event.published.dates} dates`,
      );
    case "cleaned":
      return log.debug(`${name}: ${event.loads} replaced publications removed`);
    case "reachable":
      return log.info(`${name}: the team's database answers again`);
    case "problem":
      return log.error(`${name}: ${teamProblemText(event.problem) ?? event.problem.detail}`);
  }
}
