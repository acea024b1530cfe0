import { hostname } from "node:os";
import { DEFAULT_ZONE } from "../../app/settingValues.ts";
import { compareWithTeam, type TeamComparison } from "../../app/team/compareTeam.ts";
import { publishChanges } from "../../app/team/publisher.ts";
import { readTeamCoverage } from "../../app/team/teamCoverage.ts";
import { publishWallet } from "../../app/team/walletPublishing.ts";
import type { Account } from "../../domain/account.ts";
import { isTimeZone } from "../../domain/day.ts";
import { lineOf } from "../../domain/foreignText.ts";
import { moneyToDecimal } from "../../domain/money.ts";
import { JSON_SCHEMA } from "../../domain/spendJson.ts";
import type { TeamIdentity } from "../../domain/teamStore.ts";
import { agoText } from "../../view/honestStates.ts";
import { jsonText } from "../answering.ts";
import type { Context } from "../context.ts";
import { EXIT, type Exit, ExitError, usageError } from "../exits.ts";
import { numberTexts } from "../numberTexts.ts";
import { notSignedIn, type Opened, open } from "../opened.ts";
import { type Column, layOut } from "../table.ts";
import { askingTeam, openTeam, type TeamStoreOpened } from "../teamOpening.ts";

/** A team's database: what to set up, what is there, what is not yet there, and whether it is right. */
export async function run(context: Context): Promise<Exit> {
  const [word, ...others] = context.typed.words;
  const part = PARTS[word ?? ""];
  if (part === undefined || others.length > 0)
    throw usageError("It is: deepvue-usage team init, status, publish or check.");
  const store = await openTeam(context);
  return askingTeam(store, () => part(context, store));
}

const PARTS: Readonly<Record<string, (context: Context, store: TeamStoreOpened) => Promise<Exit>>> = {
  init,
  status,
  publish,
  check,
};

/** Prints the statements; with --run makes the tables, and leaves rights to the administrator. */
async function init({ typed, terminal }: Context, { writer, engine }: TeamStoreOpened): Promise<Exit> {
  const zone = typed.texts["timezone"] ?? DEFAULT_ZONE;
  if (!isTimeZone(zone)) throw usageError(`There is no time zone “${lineOf(zone)}”. Names are as Asia/Kolkata or UTC.`);
  if (!typed.switches.has("run")) {
    const statements = writer.setupStatements("withGrants");
    await terminal.data(statements.map((line) => (line.startsWith("--") ? `${line}\n` : `${line};\n`)).join(""));
    terminal.note(
      `Nothing was run. For ${engine}: with --run the tables and the view are made; roles and rights are for an administrator to run.`,
    );
    return EXIT.ok;
  }
  const before = await writer.identity();
  const { zone: counted, version } = await writer.setUp(zone);
  if (before !== undefined && typed.texts["timezone"] !== undefined && counted !== zone) {
    throw usageError(`This database counts its days in ${counted}, for good. Make another one for ${zone}.`);
  }
  terminal.note(
    before === undefined
      ? `Set up: version ${version}, days are counted in ${counted}. Rights: deepvue-usage team init without --run prints them.`
      : `It was set up before: version ${version}, days are counted in ${counted}. Tables that were missing were made.`,
  );
  return EXIT.ok;
}

async function status({ typed, terminal, clock }: Context, { writer, reader, engine }: TeamStoreOpened): Promise<Exit> {
  const { zone, version } = await identityOf(writer);
  const reading = await reader([]);
  const now = clock();
  const accounts = await Promise.all(
    (await reading.teamAccounts()).map(async (account) => ({
      ...account,
      ...(await readTeamCoverage(reading, account.id, now)),
    })),
  );
  if (typed.switches.has("json")) {
    const list = accounts.map(({ rows: calls, charge, publishedAt, readAt, since, until, days, ...rest }) => ({
      ...rest,
      calls,
      charge: moneyToDecimal(charge),
      currency: "INR",
      publishedAt: new Date(publishedAt).toISOString(),
      covered: { since: since ?? null, until: until ?? null, days },
      readAt: readAt === undefined ? null : new Date(readAt).toISOString(),
    }));
    await terminal.data(
      jsonText({ schema: JSON_SCHEMA, command: "team status", engine, version, zone, accounts: list }),
    );
    return EXIT.ok;
  }
  if (accounts.length === 0) {
    terminal.note(
      "Nothing has been published yet. deepvue-usage team publish does it once, deepvue-usage serve --team keeps it up to date.",
    );
    return EXIT.ok;
  }
  const numbers = numberTexts();
  const rows = accounts.map(
    ({ label, rows: calls, charge, days, since, until, readAt, publishedAt, collector, id }) => [
      lineOf(label),
      numbers.count(calls),
      numbers.money(charge),
      since === undefined ? "nothing" : `${since} to ${until}, ${days} days`,
      readAt === undefined ? "never" : agoText(now - readAt),
      agoText(now - publishedAt),
      lineOf(collector),
      lineOf(id),
    ],
  );
  const { lines } = layOut(STATUS_COLUMNS, rows, terminal.width, (text, row) =>
    row === -1 ? terminal.style("bold", text) : text,
  );
  await terminal.data(`${lines.join("\n")}\n`);
  return EXIT.ok;
}

const STATUS_COLUMNS: readonly Column[] = [
  { title: "Account", align: "left" },
  { title: "Calls", align: "right", expendable: 2 },
  { title: "Spend", align: "right" },
  { title: "Fetched UTC dates", align: "left", expendable: 3 },
  { title: "Read", align: "left" },
  { title: "Published", align: "left", expendable: 1 },
  { title: "By", align: "left", expendable: 4 },
  { title: "Id", align: "left", expendable: 5 },
];

/** Publishes what the ledger has now, once, for every account of it or the one that is named. */
async function publish(context: Context, { writer, reader }: TeamStoreOpened): Promise<Exit> {
  const { typed, terminal, signal, clock } = context;
  const { id: store } = await identityOf(writer);
  const reading = await reader([]);
  return withAccounts(context, async (opened, accounts) => {
    const { ledger } = opened.application;
    for (const account of accounts) {
      if (typed.switches.has("again")) await ledger.forgetPublished(account.id, store);
      const { outcome, dates, rows } = await publishChanges(
        { ledger, team: writer, store, collector: hostname() },
        account,
        signal,
      );
      if (outcome !== "overtaken") await publishWallet({ ledger, team: writer, reading }, account, clock());
      const label = lineOf(account.label);
      if (outcome === "nothing") terminal.note(`${label}: the team has everything.`);
      else if (outcome === "published") terminal.note(`${label}: ${rows} calls on ${dates} UTC dates are published.`);
      else
        throw new ExitError(EXIT.failed, `${label}: another collector is publishing it. Run this again in a moment.`);
    }
    return EXIT.ok;
  });
}

/** Holds the team's numbers against the ledger; ends with 1 where they differ. */
async function check(context: Context, { writer, reader }: TeamStoreOpened): Promise<Exit> {
  const { typed, terminal, signal } = context;
  const { id: store } = await identityOf(writer);
  return withAccounts(context, async (opened, accounts) => {
    const { ledger } = opened.application;
    const team = await reader([]);
    const found: { readonly account: Account; readonly comparison: TeamComparison }[] = [];
    for (const account of accounts) {
      found.push({ account, comparison: await compareWithTeam({ ledger, team, store }, account, signal) });
    }
    const isRight = found.every(({ comparison }) => comparison.differences.length === 0);
    if (typed.switches.has("json")) {
      const list = found.map(({ account, comparison }) => checkJson(account, comparison));
      await terminal.data(jsonText({ schema: JSON_SCHEMA, command: "team check", right: isRight, accounts: list }));
    } else await terminal.data(`${found.flatMap(checkLines).join("\n")}\n`);
    return isRight ? EXIT.ok : EXIT.failed;
  });
}

function checkLines({
  account,
  comparison,
}: {
  readonly account: Account;
  readonly comparison: TeamComparison;
}): string[] {
  const { dates, rows, unpublished, differences } = comparison;
  const numbers = numberTexts();
  const waiting = unpublished === 0 ? "" : ` ${unpublished} dates have changed and are not published yet.`;
  const label = lineOf(account.label);
  if (differences.length === 0)
    return [`${label}: ${numbers.count(rows)} calls on ${dates} UTC dates, all alike.${waiting}`];
  return [
    `${label}: ${differences.length} of ${dates} UTC dates differ.${waiting}`,
    ...differences.map(({ day, here, there, ids }) => {
      const sides = `ledger ${numbers.count(here.rows)} calls, ${numbers.money(here.charge)}; team ${numbers.count(there.rows)} calls, ${numbers.money(there.charge)}`;
      return `  ${day}: ${sides}${ids.length === 0 ? "; the noted sums are wrong" : `; ${ids.map(lineOf).join(", ")}`}`;
    }),
  ];
}

function checkJson({ id, label }: Account, { dates, rows, unpublished, differences }: TeamComparison): object {
  const list = differences.map(({ day, here, there, ids }) => ({
    day,
    ledger: sideJson(here),
    team: sideJson(there),
    ids,
  }));
  return { id, label, dates, calls: rows, unpublished, differences: list };
}

function sideJson({ rows, charge }: { readonly rows: number; readonly charge: number }): object {
  return { calls: rows, charge: moneyToDecimal(charge) };
}

async function identityOf(writer: TeamStoreOpened["writer"]): Promise<TeamIdentity> {
  const identity = await writer.identity();
  if (identity !== undefined) return identity;
  throw new ExitError(EXIT.failed, "The team's database has not been set up. deepvue-usage team init says how.");
}

/** The accounts of the ledger, or the one that is named. */
async function withAccounts(
  context: Context,
  work: (opened: Opened, accounts: readonly Account[]) => Promise<Exit>,
): Promise<Exit> {
  const opened = await open(context, { credentials: "given" });
  try {
    const { account, accounts } = opened;
    const named = context.typed.texts["account"] !== undefined && account !== undefined ? [account] : accounts;
    if (named.length === 0) throw notSignedIn();
    return await work(opened, named);
  } finally {
    await opened.application.close();
  }
}
