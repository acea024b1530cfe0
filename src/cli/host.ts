import type { ReadStream, WriteStream } from "node:tty";
import type { OpenLedger } from "../wiring/storedLedger.ts";

/** The process around the program: everything that a test could give it as well. */
export interface Host {
  /** Without the program's own name. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  readonly stderr: WriteStream;
  /** The built code of the ledger's thread. */
  readonly worker: URL;
  /** The ledger without a thread, for a command that asks little and ends. */
  readonly ownLedger: () => Promise<OpenLedger>;
  /** Where the program's files lie. */
  readonly folder: URL;
}
