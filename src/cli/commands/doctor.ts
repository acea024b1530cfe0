import { statSync } from "node:fs";
import { lineOf } from "../../domain/foreignText.ts";
import { isProblemError, problemOf } from "../../domain/problem.ts";
import { JSON_SCHEMA } from "../../domain/spendJson.ts";
import { agoText } from "../../view/honestStates.ts";
import { jsonText } from "../answering.ts";
import type { Context } from "../context.ts";
import { EXIT, type Exit } from "../exits.ts";
import { exitOf, problemLine } from "../failureTexts.ts";
import { ledgerFile, type Opened, open } from "../opened.ts";

interface Finding {
  readonly what: string;
  readonly state: "ok" | "warning" | "failed";
  readonly text: string;
}

const MARKS = { ok: ["green", "✓"], warning: ["yellow", "!"], failed: ["red", "✗"] } as const;

/** Looks at everything that the program needs, and says what to do about what is wrong. Ends with the first failure's exit. */
export async function run(context: Context): Promise<Exit> {
  const { terminal, typed } = context;
  const findings: Finding[] = [];
  let exit: Exit = EXIT.ok;
  const add = (what: string, text: string, state: Finding["state"] = "ok"): void => {
    findings.push({ what, state, text });
  };
  const fail = (what: string, error: unknown): void => {
    const isExit = error instanceof Error && error.name === "ExitError";
    const problem = problemOf(error);
    add(what, isExit ? error.message : problemLine(problem, "UTC"), "failed");
    if (exit !== EXIT.ok) return;
    exit = isExit ? (error as Error & { exit: Exit }).exit : isProblemError(error) ? exitOf(problem) : EXIT.failed;
  };
  add("Node", process.versions.node);
  add("Settings", isThere(context.places.config) ? context.places.config : `none (${context.places.config})`);
  const credentials = isThere(context.places.credentials) ? context.places.credentials : "none stored";
  add("Credentials", credentials);
  let opened: Opened | undefined;
  try {
    opened = await open(context, { credentials: "given" });
    const { mode, sqliteVersion, journalMode } = await opened.application.ledger.open();
    const how = `SQLite ${sqliteVersion}, ${journalMode}`;
    add("Ledger", `${ledgerFile(context)} (${how})`, mode === "file" ? "ok" : "warning");
    add("Days", `counted in ${opened.inForce.zone}`);
    await lookAtAccount(context, opened, add);
  } catch (error) {
    fail("Ledger and account", error);
  }
  try {
    if (opened?.account !== undefined && !typed.switches.has("offline")) await lookAtService(context, opened, add);
  } catch (error) {
    fail("Service", error);
  }
  await opened?.application.close();
  if (typed.switches.has("json")) {
    await terminal.data(jsonText({ schema: JSON_SCHEMA, command: "doctor", findings }));
    return exit;
  }
  const width = Math.max(...findings.map(({ what }) => what.length));
  const lines = findings.map(({ what, state, text }) => {
    const [color, mark] = MARKS[state];
    return `${terminal.style(color, mark)} ${what.padEnd(width)}  ${lineOf(text)}`;
  });
  await terminal.data(`${lines.join("\n")}\n`);
  return exit;
}

type Add = (what: string, text: string, state?: Finding["state"]) => void;

async function lookAtAccount({ clock, typed }: Context, { account, application }: Opened, add: Add): Promise<void> {
  if (account === undefined) {
    add("Account", "nobody is signed in: deepvue-usage login, or --sample for made-up numbers", "warning");
    return;
  }
  add("Account", account.label);
  const balance = await application.ledger.lastBalance(account.id, clock());
  if (balance !== undefined) add("Balance", `read ${agoText(clock() - balance.at)}`);
  if (!typed.switches.has("deep")) return;
  const { rows, damage, differingDays } = await application.ledger.check(account.id);
  const isSound = damage.length === 0 && differingDays.length === 0;
  const found = isSound ? "sound" : [...damage, ...differingDays].slice(0, 5).join("; ");
  add("File", `${rows} transactions, ${found}`, isSound ? "ok" : "failed");
}

async function lookAtService({ signal, clock }: Context, { account, services }: Opened, add: Add): Promise<void> {
  if (account === undefined || account.kind === "sample") return;
  const service = await services.serviceFor(account);
  await service.checkReady("person");
  const before = clock();
  await service.balance("user", signal);
  add(
    "Service",
    `${URL.parse(account.baseUrl)?.host ?? ""} answered in ${clock() - before} ms and accepts the credentials`,
  );
  const lead = service.clockLead();
  if (lead > 60_000)
    add("Clock", `this machine's clock is ${Math.round(lead / 1000)} s ahead of the service's`, "warning");
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
