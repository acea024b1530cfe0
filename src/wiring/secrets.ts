import type { SecretStore } from "../app/application.ts";
import type { Account, Credentials, HeaderStyle, StoredToken } from "../domain/account.ts";
import { recordIn } from "../domain/chosenChecks.ts";
import type { Accounts } from "../domain/ledgerPorts.ts";
import type { SessionStore } from "../domain/ports.ts";
import { ProblemError } from "../domain/problem.ts";

/** Where secrets are kept: VS Code's SecretStorage, or a file that its owner alone can read. */
export interface KeyedTexts {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

/** Credentials as they are stored, with the address they were entered for. */
interface StoredCredentials extends Credentials {
  readonly baseUrl: string;
}

/**
 * The only place where the client secret and the token are kept, one entry of each per account.
 * VS Code's storage can lose entries (no keyring, another machine): that is a normal state, told as `secretMissing`.
 */
export class Secrets implements SecretStore {
  readonly #storage: KeyedTexts;
  /** Tokens that are being stored, by account. */
  readonly #storing = new Map<string, Promise<void>>();

  constructor(storage: KeyedTexts) {
    this.#storage = storage;
  }

  async save(account: Account, credentials: Credentials): Promise<void> {
    const { key, text } = credentialEntry(account, credentials);
    await this.#storage.delete(tokenKey(account.id));
    await this.#storage.store(key, text);
  }

  async forget(accountId: string): Promise<void> {
    await this.#storing.get(accountId);
    await this.#storage.delete(tokenKey(accountId));
    await this.#storage.delete(credentialsKey(accountId));
  }

  /** Throws `ProblemError` (baseUrl) when the account's address is not the one that these credentials were entered for. */
  async credentials(account: Account): Promise<Credentials | undefined> {
    const { clientId, clientSecret, baseUrl } = recordIn(await this.#storage.get(credentialsKey(account.id)));
    // Not ours any more; signing in again replaces it.
    if (typeof clientId !== "string" || typeof clientSecret !== "string") return undefined;
    if (baseUrl !== account.baseUrl) {
      throw new ProblemError({ kind: "baseUrl", detail: "the credentials were entered for another address" });
    }
    return { clientId, clientSecret };
  }

  async token(accountId: string): Promise<StoredToken | undefined> {
    const { accessToken, expiresAt } = recordIn(await this.#storage.get(tokenKey(accountId)));
    return typeof accessToken === "string" && typeof expiresAt === "number" ? { accessToken, expiresAt } : undefined;
  }

  async saveToken(accountId: string, token: StoredToken | undefined): Promise<void> {
    if (token === undefined) await this.#storage.delete(tokenKey(accountId));
    else await this.#storage.store(tokenKey(accountId), JSON.stringify(token));
  }

  /**
   * Stores a token that was asked for some time ago, unless the account has been signed out meanwhile, perhaps in another editor window.
   * The ledger forgets an account before its secrets are deleted, so a look after the storing misses nothing.
   */
  async keepToken(accountId: string, token: StoredToken, isSignedIn: () => Promise<boolean>): Promise<void> {
    const store = async (): Promise<void> => {
      await this.saveToken(accountId, token);
      if (!(await isSignedIn())) await this.saveToken(accountId, undefined);
    };
    const storing = (this.#storing.get(accountId) ?? Promise.resolve()).then(store);
    const settled = storing.then(nothing, nothing);
    this.#storing.set(accountId, settled);
    await storing.finally(() => {
      if (this.#storing.get(accountId) === settled) this.#storing.delete(accountId);
    });
  }
}

/** The session of an account that is signed in. */
export function storedSession(account: Account, secrets: Secrets, ledger: Accounts): SessionStore {
  let style: HeaderStyle | undefined = account.headerStyle;
  return {
    credentials: () => secrets.credentials(account),
    token: () => secrets.token(account.id),
    saveToken: async (token) => {
      if (token === undefined) return secrets.saveToken(account.id, undefined);
      const isSignedIn = async (): Promise<boolean> => (await ledger.accounts()).some(({ id }) => id === account.id);
      return secrets.keepToken(account.id, token, isSignedIn);
    },
    headerStyle: () => style,
    saveHeaderStyle: async (works) => {
      style = works;
      await ledger.saveHeaderStyle(account.id, works);
    },
  };
}

/** A session that is being tried or that needs no keeping: nothing outlives this object. */
export class MemorySession implements SessionStore {
  readonly #credentials: Credentials;
  #token: StoredToken | undefined;
  #style: HeaderStyle | undefined;

  constructor(credentials: Credentials) {
    this.#credentials = credentials;
  }

  async credentials(): Promise<Credentials> {
    return this.#credentials;
  }

  async token(): Promise<StoredToken | undefined> {
    return this.#token;
  }

  async saveToken(token: StoredToken | undefined): Promise<void> {
    this.#token = token;
  }

  headerStyle(): HeaderStyle | undefined {
    return this.#style;
  }

  async saveHeaderStyle(style: HeaderStyle): Promise<void> {
    this.#style = style;
  }
}

function nothing(): void {}

/** An account's credentials as they are stored. */
export function credentialEntry(
  { id, baseUrl }: Account,
  { clientId, clientSecret }: Credentials,
): { readonly key: string; readonly text: string } {
  const stored: StoredCredentials = { clientId, clientSecret, baseUrl };
  return { key: credentialsKey(id), text: JSON.stringify(stored) };
}

function credentialsKey(accountId: string): string {
  return `credentials.${accountId}`;
}

function tokenKey(accountId: string): string {
  return `token.${accountId}`;
}
