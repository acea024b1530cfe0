// How editor windows connect to a ledger of SQLite: in this process, behind its thread, in a process of its own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Ledger } from "../../../../src/domain/ledgerPorts.ts";
import { unpackSummary } from "../../../../src/domain/packedSummary.ts";
import type { Problem } from "../../../../src/domain/problem.ts";
import { unpackHourly } from "../../../../src/ledger/queries/hourlyUsage.ts";
import { SqliteLedger } from "../../../../src/ledger/sqliteLedger.ts";
import { finish, type Steps } from "../../../../src/ledger/steps.ts";
import { Changes } from "../../../../src/ledger/thread/changes.ts";
import { serveLedger } from "../../../../src/ledger/thread/ledgerMethods.ts";
import { startLedgerThread } from "../../../../src/ledger/thread/ledgerThread.ts";
import { ledgerInOwnThread } from "../../../../src/ledger/thread/ownThread.ts";
import type { Wire } from "../../../../src/ledger/thread/rpc.ts";
import { WorkerLedger } from "../../../../src/ledger/thread/workerLedger.ts";
import { inheritedFlags } from "../../../support/inheritedFlags.ts";
import { format } from "../../../support/ledgers.ts";
import { programFile, threadFile } from "../../../support/programFile.ts";

/** The blocking ledger as the port: what it does at once, or in steps, is promised. */
export function inThisProcess(path: string): Ledger {
  const ledger = new SqliteLedger(path, format);
  const listeners = new Set<() => void>();
  const changes = new Changes(ledger, () => {
    for (const listener of listeners) listener();
  });
  const after = <T>(result: T): T => {
    changes.committed();
    return result;
  };
  const own: Partial<Ledger> = {
    close: async () => {
      changes.stop();
      ledger.close();
    },
    onDidChange: (listener) => {
      listeners.add(listener);
      changes.listen();
      return () => listeners.delete(listener);
    },
    beginIntake: async (...args) => {
      const intake = ledger.beginIntake(...args);
      return {
        write: async (chunk) => intake.write(chunk),
        commit: async (...of) => after(ledger.commitIntake(intake, ...of)),
        compare: async () => ledger.compareIntake(intake),
        abort: async () => undefined,
      };
    },
    beginFileRows: async (id) => {
      const intake = ledger.beginFileRows(id);
      return {
        write: async (chunk) => intake.write(chunk),
        reconcile: async (bounds) => ledger.reconcileFiles(intake, bounds),
        commitImport: async (source) => after(ledger.commitFiles(intake, source)),
        abort: async () => undefined,
      };
    },
    summarize: async (...args) => unpackSummary(ledger.summarize(...args)),
    hourly: async (...args) => unpackHourly(ledger.hourly(...args)),
    openRows: async (...args) => {
      const rows = ledger.openRows(...args);
      return {
        totals: rows.totals,
        next: async (limit) => finish(rows.next(limit)),
        close: async () => rows.close(),
      };
    },
    openUnpublished: async (...args) => {
      const held = ledger.openUnpublished(...args);
      return { dates: held.dates, rowsOf: async (day) => held.rowsOf(day), close: async () => held.close() };
    },
    find: async (id, part, limit) => finish(ledger.find(id, part, limit)),
    latest: async (id, period, filter, limit, from) => finish(ledger.latest(id, period, filter, limit, from)),
  };
  return new Proxy(own, {
    get: (_, name) => Reflect.get(own, name) ?? (async (...args: unknown[]) => after(called(ledger, name, args))),
  }) as Ledger;
}

function called(ledger: SqliteLedger, name: string | symbol, args: unknown[]): unknown {
  const method = Reflect.get(ledger, name) as (...args: unknown[]) => unknown;
  const given = method.apply(ledger, args);
  return isSteps(given) ? finish(given) : given;
}

function isSteps(value: unknown): value is Steps<unknown> {
  return typeof value === "object" && value !== null && "next" in value && Symbol.iterator in value;
}

export function behindItsThread(path: string): Ledger {
  return new WorkerLedger(() => startLedgerThread(threadFile, path));
}

/** As a short command of the command line opens it. */
export function withoutThread(path: string): Ledger {
  return new WorkerLedger(() => ledgerInOwnThread(path, format));
}

/** The same calls, carried out by another process: its locks, its view of the file, its own name in leases. */
export function inAnotherProcess(path: string): Ledger {
  const child = spawn(process.execPath, [...inheritedFlags(), programFile(import.meta.url), path], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    serialization: "advanced",
  });
  const wire: Wire = {
    postMessage: (message) => void child.send(message as Problem),
    on: (event, listener) => child.on(event, listener),
  };
  return new WorkerLedger(() => ({
    wire,
    onEnd: (listener) => void once(child, "exit").then(([code]) => listener(code === 0 ? "" : `exit code ${code}`)),
    setBusy: () => undefined,
  }));
}

/** The other process. */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wire: Wire = {
    postMessage: (message) => void process.send?.(message),
    on: (event, listener) => process.on(event, listener),
  };
  serveLedger(wire, new SqliteLedger(process.argv[2] ?? "", format), () => process.disconnect());
}
