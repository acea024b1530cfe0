// A team's store on a real engine, for tests.
import { after, before, describe, it } from "node:test";
import type { Account } from "../../src/domain/account.ts";
import { utcDayOf } from "../../src/domain/day.ts";
import type { TeamLoad } from "../../src/domain/teamStore.ts";
import type { Transaction } from "../../src/domain/transaction.ts";
import { clickHouse } from "../../src/team/clickHouse.ts";
import type { TeamEngine } from "../../src/team/engine.ts";
import { type OpenTeamStore, openTeamStore } from "../../src/team/openTeamStore.ts";
import { postgres } from "../../src/team/postgres.ts";
import type { TeamAccess } from "../../src/team/teamAccess.ts";
import { type DatabaseServer, ENGINES, type Engine } from "./databaseServers.ts";

/** Gives the store of one engine, which is the same for all cases of a file; cases keep apart by their accounts. */
export type Store = () => OpenTeamStore;

type Cases = (store: Store, server: () => DatabaseServer, engine: () => TeamEngine) => void;

/** Runs cases on every engine; where one is not there it says so by name. */
export function onEveryEngine(subject: string, zone: string, cases: Cases): void {
  for (const engine of ENGINES) onEngine(engine, subject, zone, cases);
}

/** Runs cases on the first engine that is there. */
export function onAnEngine(subject: string, zone: string, cases: Cases): void {
  const [first] = ENGINES;
  const engine = ENGINES.find(({ absence }) => absence === undefined) ?? first;
  if (engine !== undefined) onEngine(engine, subject, zone, cases);
}

function onEngine({ name, absence, start }: Engine, subject: string, zone: string, cases: Cases): void {
  if (absence !== undefined) {
    void it(`${subject}: ${name}`, { skip: absence }, () => undefined);
    return;
  }
  void describe(`${subject}: ${name}`, () => {
    let server: DatabaseServer | undefined;
    let store: OpenTeamStore | undefined;
    let engine: TeamEngine | undefined;
    before(async () => {
      server = await start();
      engine = engineOf(server);
      store = await openTeamStore(accessOf(server), true);
      await store.writer.setUp(zone);
    });
    after(async () => {
      await store?.close();
      await engine?.close();
      await server?.end();
    });
    cases(
      () => started(store),
      () => started(server),
      () => started(engine),
    );
  });
}

function started<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the server has not been started");
  return value;
}

/** What a store is opened with. */
export function accessOf({ url, user, password }: DatabaseServer): TeamAccess {
  return { url: new URL(url), user, password };
}

/** Past everything that is ours. Whoever opens it closes it. */
export function engineOf(server: DatabaseServer, url = server.url): TeamEngine {
  const access = accessOf({ ...server, url });
  return access.url.protocol === "postgres:" ? postgres(access, true) : clickHouse(access);
}

export function teamAccount(id: string): Account {
  return { id, kind: "live", label: `label of ${id}`, baseUrl: "https://service.example", plan: "starter" };
}

/** Publishes whole dates as a collector would. */
export async function publishRows(store: OpenTeamStore, id: string, rows: readonly Transaction[]): Promise<TeamLoad> {
  const load = await store.writer.beginLoad(teamAccount(id), "collector");
  const byDay = Map.groupBy(rows, ({ at }) => utcDayOf(at));
  for (const [day, some] of byDay) await load.write(day, some);
  await load.commit(
    [...byDay].map(([day, some]) => ({
      day,
      rows: some.length,
      charge: some.reduce((sum, { charge }) => sum + charge, 0),
    })),
    [...byDay.keys()].map((day) => ({ day, readAt: 1_780_000_000_000 })),
  );
  return load;
}

/** A database of its own on a server that runs, for whoever sets one up; returns its address. */
export async function freshDatabase({ url }: DatabaseServer, engine: TeamEngine, name: string): Promise<string> {
  await engine.run(`CREATE DATABASE ${name}`);
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}

/** What a process needs to know to use it. */
export function accessEnvironment({ user, password }: DatabaseServer, url: string): Readonly<Record<string, string>> {
  return { DEEPVUE_TEAM_URL: url, DEEPVUE_TEAM_USER: user, DEEPVUE_TEAM_PASSWORD: password };
}
