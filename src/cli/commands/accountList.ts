import { readLane } from "../../app/sync/syncState.ts";
import { lineOf } from "../../domain/foreignText.ts";
import { JSON_SCHEMA } from "../../domain/spendJson.ts";
import { agoText, SAMPLE } from "../../view/honestStates.ts";
import { jsonText } from "../answering.ts";
import type { Context } from "../context.ts";
import { EXIT, type Exit } from "../exits.ts";
import { ledgerFile, open } from "../opened.ts";
import { layOut } from "../table.ts";

/** Who is signed in to this ledger. */
export async function run(context: Context): Promise<Exit> {
  const { terminal, typed, clock } = context;
  const opened = await open(context, { credentials: "stored" });
  try {
    const now = clock();
    const { ledger } = opened.application;
    const rows = await Promise.all(
      opened.accounts.map(async (account) => {
        const { syncedAt } = await readLane(ledger, account.id, "refresh", now);
        return { account, syncedAt, isMeant: account.id === opened.account?.id, plan: opened.planOf(account) };
      }),
    );
    if (typed.switches.has("json")) {
      const accounts = rows.map(({ account, syncedAt, isMeant, plan }) => ({
        id: account.id,
        label: account.label,
        sample: account.kind === "sample",
        host: hostOf(account.baseUrl),
        plan,
        default: isMeant,
        syncedAt: syncedAt === undefined ? null : new Date(syncedAt).toISOString(),
      }));
      await terminal.data(
        jsonText({ schema: JSON_SCHEMA, command: "accounts", ledger: ledgerFile(context), accounts }),
      );
      return EXIT.ok;
    }
    if (rows.length === 0) {
      terminal.note("Nobody is signed in. deepvue-usage login signs in; --sample shows made-up numbers.");
      return EXIT.ok;
    }
    const lines = rows.map(({ account, syncedAt, isMeant, plan }) => [
      `${isMeant ? "*" : " "} ${lineOf(account.label)}`,
      account.kind === "sample" ? SAMPLE : hostOf(account.baseUrl),
      plan,
      syncedAt === undefined ? "never" : agoText(now - syncedAt),
      account.id,
    ]);
    const { lines: table } = layOut(
      [
        { title: "  Account", align: "left", least: 16 },
        { title: "Service", align: "left", least: 20, expendable: 2 },
        { title: "Plan", align: "left", expendable: 3 },
        { title: "Fetched", align: "left", expendable: 1 },
        { title: "Id", align: "left", expendable: 4 },
      ],
      lines,
      terminal.width,
      (text, row) => (row === -1 ? terminal.style("bold", text) : text),
    );
    await terminal.data(`${table.join("\n")}\n`);
    return EXIT.ok;
  } finally {
    await opened.application.close();
  }
}

function hostOf(baseUrl: string): string {
  return URL.parse(baseUrl)?.host ?? "";
}
