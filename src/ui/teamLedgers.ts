import type { TeamParts } from "../app/team/routedLedger.ts";
import { type Account, type Credentials, teamAccountId } from "../domain/account.ts";
import type { EpochMs } from "../domain/epoch.ts";
import type { AccountsReading } from "../domain/ledgerPorts.ts";
import type { OutcomeWords } from "../domain/outcomeWords.ts";
import type { HeldTransactions } from "../domain/ports.ts";
import { ProblemError, problemOf } from "../domain/problem.ts";
import type { Redactor } from "../domain/redactor.ts";
import type { TeamAccount, TeamNews, TeamReading } from "../domain/teamStore.ts";
import { unlessAborted } from "../domain/timer.ts";
import { teamFailure, teamRefusal } from "../view/teamWording.ts";
import { teamAddress } from "../wiring/teamAddress.ts";
import { type TeamReader, teamReaderAt } from "../wiring/teamReaderAt.ts";

/** Settings, read when they are needed. */
export interface TeamSettings {
  readonly url: () => string;
  readonly user: () => string;
  readonly zone: () => string;
  readonly outcomes: () => OutcomeWords;
}

interface Dependencies {
  readonly accounts: AccountsReading;
  readonly secrets: { credentials(account: Account): Promise<Credentials | undefined> };
  readonly settings: TeamSettings;
  readonly redactor: Redactor;
  readonly clock: () => EpochMs;
  /** How long the answer to one question may take. */
  readonly limitMs?: number;
}

/** Whom to ask, and as whom. */
interface TeamPlace {
  readonly url: URL;
  readonly user: string;
}

/** What there is at an address for a user. */
export interface GrantedAccounts {
  /** The team's billing time zone. */
  readonly zone: string;
  readonly accounts: readonly { readonly account: Account; readonly there: TeamAccount }[];
}

interface Connection {
  readonly store: TeamReader;
  readonly team: string;
  readonly zone: string;
  reader: { readonly words: string; readonly reading: TeamReading } | undefined;
}

/** A question in an editor has somebody who waits for it. */
const ANSWER_LIMIT_MS = 30_000;
/**
 * What is known to be published is taken to be so until the next look for news, so that all parts of a screen agree; but not for as long
 * as a computer sleeps, because what has been replaced is deleted after an hour.
 */
const HOLD_MS = 150_000;

/**
 * The team's databases of the accounts that are signed in here. Every failure that comes out has its words (`ProblemError`, team). A
 * password is sent to no other address than the one that it was entered for.
 */
export class TeamLedgers {
  readonly #dependencies: Dependencies;
  /** By account. */
  readonly #connections = new Map<string, Promise<Connection>>();

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** What of an account is read from its team's database. */
  async partsOf(accountId: string): Promise<TeamParts> {
    const { place, reading, id } = await this.#reading(accountId);
    return partsOver(reading, id, (work) => this.#asking(accountId, place, work));
  }

  /** The cheap question: whether something has been published since what is read was last looked at. */
  async news(accountId: string): Promise<TeamNews> {
    const { place, reading, id } = await this.#reading(accountId);
    return this.#asking(accountId, place, () => reading.news(id));
  }

  /** A connection that has failed may never come to itself: the next question makes another. */
  async #asking<T>(accountId: string, { url }: TeamPlace, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const { kind } = problemOf(error);
      if (kind === "offline" || kind === "timeout" || kind === "credentials") void this.forget(accountId);
      throw wordedError(error, url.host);
    }
  }

  /**
   * Tries an address, a user and a password: which accounts may be read. Nothing is kept. Throws `ProblemError` (cancelled) when the signal
   * says so; nobody is asked any more then.
   */
  async granted(address: string, credentials: Credentials, signal: AbortSignal): Promise<GrantedAccounts> {
    return unlessAborted(this.#granted(address, credentials, signal), signal);
  }

  async #granted(address: string, credentials: Credentials, signal: AbortSignal): Promise<GrantedAccounts> {
    const url = usable(address);
    const connection = await this.#connect({ url, user: credentials.clientId }, credentials, signal);
    try {
      return await worded(url.host, async () => {
        const there = await readingOf(connection, [], this.#dependencies.clock).teamAccounts();
        if (there.length === 0) throw teamRefusal({ kind: "nothingGranted", user: credentials.clientId });
        const accounts = there.map((account) => ({
          account: {
            id: teamAccountId(connection.team, account.id),
            kind: "team" as const,
            label: account.label,
            baseUrl: url.href,
            plan: "starter" as const,
          },
          there: account,
        }));
        return { zone: connection.zone, accounts };
      });
    } finally {
      await connection.store.close();
    }
  }

  /** The next question connects anew, with what is stored then. */
  async forget(accountId: string): Promise<void> {
    const connection = this.#connections.get(accountId);
    this.#connections.delete(accountId);
    await connection?.then(({ store }) => store.close()).catch(() => undefined);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#connections.keys()].map((accountId) => this.forget(accountId)));
  }

  async #reading(accountId: string): Promise<{ place: TeamPlace; reading: TeamReading; id: string }> {
    const { accounts, settings, clock } = this.#dependencies;
    const account = (await accounts.accounts()).find(({ id }) => id === accountId);
    if (account === undefined) {
      await this.forget(accountId);
      throw new ProblemError({ kind: "cancelled", detail: "signed out" });
    }
    const place = { url: usable(settings.url()), user: settings.user() };
    if (place.url.href !== account.baseUrl) {
      await this.forget(accountId);
      throw teamRefusal({ kind: "otherAddress" });
    }
    const connection = await this.#connected(account, place);
    const here = settings.zone();
    if (connection.zone !== here) throw teamRefusal({ kind: "zone", team: connection.zone, here });
    const head = teamAccountId(connection.team, "");
    if (!accountId.startsWith(head)) throw teamRefusal({ kind: "replaced" });
    return { place, reading: readingOf(connection, settings.outcomes(), clock), id: accountId.slice(head.length) };
  }

  async #connected(account: Account, place: TeamPlace): Promise<Connection> {
    let connection = this.#connections.get(account.id);
    if (connection === undefined) {
      connection = this.#connectStored(account, place);
      this.#connections.set(account.id, connection);
      const made = connection;
      connection.catch(() => {
        if (this.#connections.get(account.id) === made) this.#connections.delete(account.id);
      });
    }
    return connection;
  }

  async #connectStored(account: Account, place: TeamPlace): Promise<Connection> {
    const credentials = await this.#dependencies.secrets.credentials(account);
    if (credentials === undefined) throw teamRefusal({ kind: "passwordMissing" });
    if (credentials.clientId !== place.user) throw teamRefusal({ kind: "otherAddress" });
    return this.#connect(place, credentials);
  }

  async #connect({ url, user }: TeamPlace, { clientSecret }: Credentials, signal?: AbortSignal): Promise<Connection> {
    const { redactor, limitMs = ANSWER_LIMIT_MS } = this.#dependencies;
    redactor.learn(clientSecret, "team password");
    const store = await teamReaderAt(url, {
      user: user === "" ? undefined : user,
      password: clientSecret === "" ? undefined : clientSecret,
      limitMs,
      ...(signal === undefined ? {} : { signal }),
    });
    try {
      const identity = await worded(url.host, () => store.identity());
      if (identity === undefined) throw teamRefusal({ kind: "notSetUp" });
      if (identity.version > store.version) throw teamRefusal({ kind: "newer" });
      return { store, team: identity.id, zone: identity.zone, reader: undefined };
    } catch (error) {
      await store.close();
      throw error;
    }
  }
}

/** Throws where an address is none to which a password may be sent. */
function usable(address: string): URL {
  const url = teamAddress(address);
  if (typeof url === "string") throw teamRefusal({ kind: "address", why: url });
  return url;
}

/** With what the user says of messages now. */
function readingOf(connection: Connection, words: OutcomeWords, clock: () => number): TeamReading {
  const text = JSON.stringify(words);
  if (connection.reader?.words !== text) {
    const reading = connection.store.readerIn(connection.zone, words, { ms: HOLD_MS, clock });
    connection.reader = { words: text, reading };
  }
  return connection.reader.reading;
}

/** The same questions under the account's id there. What only a ledger that fetches can know (how reports were read) nobody has told it. */
function partsOver(reading: TeamReading, id: string, asking: <T>(work: () => Promise<T>) => Promise<T>): TeamParts {
  const asked = <Args extends readonly unknown[], T>(ask: (id: string, ...args: Args) => Promise<T>) => {
    return (_accountId: string, ...args: Args): Promise<T> => asking(() => ask(id, ...args));
  };
  const of = <Name extends keyof TeamReading & keyof TeamParts>(name: Name): TeamParts[Name] => {
    const method = reading[name] as (id: string, ...args: readonly unknown[]) => Promise<unknown>;
    return asked(method.bind(reading)) as TeamParts[Name];
  };
  return {
    coverage: of("coverage"),
    count: of("count"),
    countNewer: of("countNewer"),
    latest: of("latest"),
    rows: of("rows"),
    find: of("find"),
    summarize: of("summarize"),
    hourly: of("hourly"),
    messageUses: of("messageUses"),
    byLabel: of("byLabel"),
    countBetween: of("countBetween"),
    check: of("check"),
    openRows: async (_accountId, period, filter): Promise<HeldTransactions> => {
      const held = await asking(() => reading.openRows(id, period, filter));
      return { totals: held.totals, next: (limit) => asking(() => held.next(limit)), close: () => held.close() };
    },
    reports: async () => [],
    setAsideRows: async () => [],
    balances: of("balances"),
    lastBalance: of("lastBalance"),
  };
}

async function worded<T>(host: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw wordedError(error, host);
  }
}

function wordedError(error: unknown, host: string): unknown {
  return problemOf(error).kind === "team" ? error : teamFailure(error, host);
}
