// What a VS Code has left on disk: our ledger, and every byte of everything.
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Where the extension keeps its files in the profile of a test's VS Code. */
function storedFile(profile: string, name: "ledger.sqlite" | "coordination.sqlite"): string {
  return join(profile, "server", "User", "globalStorage", "deepvue-usage.deepvue-usage", name);
}

/** The tables that hold anything of any account: those of the ledger, and those that all versions share. */
export function tablesOfAccounts(profile: string): string[] {
  return [
    ...accountTables(storedFile(profile, "ledger.sqlite")),
    ...accountTables(storedFile(profile, "coordination.sqlite")),
  ].toSorted();
}

function accountTables(path: string): string[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const tables = database
      .prepare("SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = 'account'")
      .all()
      .map(({ name }) => String(name));
    // Choices that hold for all accounts are kept under an empty one.
    const isUsed = (table: string) => database.prepare(`SELECT 1 FROM ${table} WHERE account <> '' LIMIT 1`).get();
    return tables.filter(isUsed);
  } finally {
    database.close();
  }
}

/** Makes the ledger of a VS Code that is closed look as if everything in it had been fetched that much earlier. */
export function letTimePass(profile: string, ms: number): void {
  const database = new DatabaseSync(storedFile(profile, "ledger.sqlite"));
  try {
    database.exec(`
      UPDATE coverage SET read_at = read_at - ${ms};
      UPDATE states SET value = json_set(value,
        '$.attemptedAt', json_extract(value, '$.attemptedAt') - ${ms},
        '$.syncedAt', json_extract(value, '$.syncedAt') - ${ms}
      ) WHERE key = 'lane.refresh';`);
  } finally {
    database.close();
  }
}

export interface Sighting {
  readonly file: string;
  readonly secret: string;
  readonly form: string;
}

export interface ProfileScan {
  /** Files read, and how many bytes they had together. */
  readonly files: readonly string[];
  readonly bytes: number;
  readonly sightings: readonly Sighting[];
}

/** Reads every file below a folder and reports each that holds one of the secrets in clear. `secrets`: by name. */
export function scanForSecrets(folder: string, secrets: Readonly<Record<string, string>>): ProfileScan {
  const needles = Object.entries(secrets).flatMap(([secret, text]) =>
    clearForms(text).map(({ form, bytes }) => ({ secret, form, bytes })),
  );
  const sightings: Sighting[] = [];
  const files: string[] = [];
  let total = 0;
  for (const path of filesBelow(folder)) {
    const content = readFileSync(path);
    const file = relative(folder, path);
    files.push(file);
    total += content.length;
    for (const { secret, form, bytes } of needles) {
      if (content.includes(bytes)) sightings.push({ file, secret, form });
    }
  }
  return { files, bytes: total, sightings };
}

/** The texts by which anybody could read a secret without a key. */
function clearForms(text: string): { form: string; bytes: Buffer }[] {
  return [
    { form: "UTF-8", bytes: Buffer.from(text, "utf8") },
    { form: "UTF-16LE", bytes: Buffer.from(text, "utf16le") },
    { form: "hexadecimal", bytes: Buffer.from(Buffer.from(text).toString("hex")) },
    ...[0, 1, 2].map((offset) => ({ form: `base64 at ${offset}`, bytes: Buffer.from(base64Core(text, offset)) })),
  ];
}

/** What base64 of any text shows of this one when it begins `offset` bytes into a group of three, without its blurred ends. */
function base64Core(text: string, offset: number): string {
  const encoded = Buffer.from(`${"\0".repeat(offset)}${text}`).toString("base64");
  return encoded.slice(offset === 0 ? 0 : 4, -4);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => lstatSync(path, { throwIfNoEntry: false })?.isFile());
}
