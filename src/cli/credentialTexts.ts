import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Account, Credentials } from "../domain/account.ts";
import { recordIn } from "../domain/chosenChecks.ts";
import { checkCredential } from "../domain/credentialCheck.ts";
import { credentialEntry, type KeyedTexts } from "../wiring/secrets.ts";
import { EXIT, ExitError } from "./exits.ts";
import type { Host } from "./host.ts";

/** Others than the owner may neither read nor write it. */
const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;
const OTHERS = 0o077;
const COMMAND_MS = 30_000;
const LONGEST_OUTPUT = 64 * 1024;

/**
 * The credentials that this process was given, in place of those that were stored: by the environment, by mounted files that it names,
 * or by a command (as git's helpers: a keyring, a vault). Undefined where none was given. Throws `ExitError` (signIn) for half of
 * them, and for what can not be read.
 */
export function givenCredentials(env: Host["env"], command: string | undefined): Credentials | undefined {
  const clientId = givenSecret(env, "DEEPVUE_CLIENT_ID", signInError);
  const clientSecret = givenSecret(env, "DEEPVUE_CLIENT_SECRET", signInError);
  if (clientId !== undefined && clientSecret !== undefined) return checked(clientId, clientSecret, "environment");
  if (clientSecret !== undefined) {
    throw signInError("DEEPVUE_CLIENT_SECRET is set and DEEPVUE_CLIENT_ID is not: set both.");
  }
  if (command !== undefined) return fromCommand(command, clientId);
  // An id alone names the account whose stored secret is meant.
  return undefined;
}

/** A secret from the environment, or from the file that a variable names; undefined where neither is set. Throws what `refuse` makes. */
export function givenSecret(
  env: Host["env"],
  name: string,
  refuse: (message: string) => ExitError,
): string | undefined {
  const value = env[name];
  if (value !== undefined && value !== "") return value;
  const path = env[`${name}_FILE`];
  if (path === undefined || path === "") return undefined;
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    throw refuse(
      `${name}_FILE names a file that can not be read (${(error as NodeJS.ErrnoException).code ?? "unknown"}).`,
    );
  }
}

/** `{"clientId": …, "clientSecret": …}`, or the secret alone where the id is known. What it prints is told to nobody. */
function fromCommand(command: string, clientId: string | undefined): Credentials {
  let output: string;
  try {
    const [shell, ...args] = process.platform === "win32" ? ["cmd", "/d", "/s", "/c"] : ["/bin/sh", "-c"];
    output = execFileSync(shell ?? "", [...args, command], {
      encoding: "utf8",
      timeout: COMMAND_MS,
      maxBuffer: LONGEST_OUTPUT,
      stdio: ["ignore", "pipe", "inherit"],
    }).trim();
  } catch {
    throw signInError("The setting credentialCommand names a command that failed.");
  }
  const told = recordIn(output.startsWith("{") ? output : undefined);
  const id = told["clientId"] ?? clientId;
  const secret = told["clientSecret"] ?? (output.startsWith("{") ? undefined : output);
  if (typeof id !== "string" || typeof secret !== "string") {
    throw signInError(
      'The command of credentialCommand must print {"clientId": "…", "clientSecret": "…"}, or the secret alone with DEEPVUE_CLIENT_ID set.',
    );
  }
  return checked(id, secret, "command");
}

function checked(clientId: string, clientSecret: string, source: string): Credentials {
  const [id, secret] = [checkCredential(clientId, "client id"), checkCredential(clientSecret, "client secret")];
  if ("error" in id) throw signInError(`From the ${source}: ${id.error}`);
  if ("error" in secret) throw signInError(`From the ${source}: ${secret.error}`);
  return { clientId: id.value, clientSecret: secret.value };
}

function signInError(message: string): ExitError {
  return new ExitError(EXIT.signIn, message);
}

/** A store of keyed texts in one file, for its owner only. */
export class CredentialFile implements KeyedTexts {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async get(key: string): Promise<string | undefined> {
    const text = this.#read()[key];
    return typeof text === "string" ? text : undefined;
  }

  async store(key: string, value: string): Promise<void> {
    this.#write({ ...this.#read(), [key]: value });
  }

  async delete(key: string): Promise<void> {
    const { [key]: gone, ...others } = this.#read();
    if (gone === undefined) return;
    if (Object.keys(others).length === 0) rmSync(this.#path, { force: true });
    else this.#write(others);
  }

  #read(): Readonly<Record<string, unknown>> {
    try {
      if (process.platform !== "win32" && (statSync(this.#path).mode & OTHERS) !== 0) {
        throw signInError(`Others may read ${this.#path}, so it is not used. Close it: chmod 600 ${this.#path}`);
      }
      return recordIn(readFileSync(this.#path, "utf8"));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
      throw error;
    }
  }

  /** Beside first and renamed then: whoever reads finds all of it. */
  #write(texts: Readonly<Record<string, unknown>>): void {
    mkdirSync(dirname(this.#path), { recursive: true, mode: PRIVATE_FOLDER });
    const beside = `${this.#path}.${process.pid}`;
    try {
      writeFileSync(beside, `${JSON.stringify(texts, undefined, 2)}\n`, { mode: PRIVATE_FILE, flag: "wx" });
      chmodSync(beside, PRIVATE_FILE);
      renameSync(beside, this.#path);
    } finally {
      rmSync(beside, { force: true });
    }
  }
}

/** Given credentials stand before stored ones; nothing of them, and no token that they bring, is ever written. */
export class GivenFirst implements KeyedTexts {
  readonly #given = new Map<string, string>();
  readonly #ofGiven: string;
  readonly #stored: KeyedTexts;

  constructor(account: Account, credentials: Credentials, stored: KeyedTexts) {
    this.#stored = stored;
    this.#ofGiven = account.id;
    const { key, text } = credentialEntry(account, credentials);
    this.#given.set(key, text);
  }

  async get(key: string): Promise<string | undefined> {
    return this.#isGiven(key) ? this.#given.get(key) : this.#stored.get(key);
  }

  async store(key: string, value: string): Promise<void> {
    if (this.#isGiven(key)) this.#given.set(key, value);
    else await this.#stored.store(key, value);
  }

  async delete(key: string): Promise<void> {
    if (this.#isGiven(key)) this.#given.delete(key);
    else await this.#stored.delete(key);
  }

  #isGiven(key: string): boolean {
    return key.endsWith(`.${this.#ofGiven}`);
  }
}
