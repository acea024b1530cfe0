import { statSync } from "node:fs";
import { resolve } from "node:path";
import { lineOf } from "../../domain/foreignText.ts";
import type { Served } from "../../mcp/served.ts";
import type { Context } from "../context.ts";
import { EXIT, type Exit, usageError } from "../exits.ts";
import { open } from "../opened.ts";
import { versionOf } from "../version.ts";

/** Answers a model's questions over stdin and stdout until whoever asks is gone. Nothing is fetched meanwhile. */
export async function run(context: Context): Promise<Exit> {
  const { folder } = context.typed.texts;
  if (folder !== undefined && !isFolder(folder)) throw usageError(`There is no folder ${lineOf(folder)}.`);
  const opened = await open(context, { credentials: "stored" });
  const { application, account, inForce } = opened;
  const { cycleStart, budget, gst, labels } = inForce;
  try {
    const [{ TOOLS }, serve] = await Promise.all([import("../../answers/tools.ts"), installedServer()]);
    const settings = () => ({ cycleStart, budget, gst, labels });
    const { ledger } = application;
    // The account that is meant now stays it; where nobody is signed in yet, it is whoever does so first.
    const only = account === undefined ? {} : { accountId: account.id };
    const desk = { ledger, settings, clock: context.clock, ...only, ...(await codeIn(context)) };
    await serve({ desk, tools: TOOLS, version: versionOf(context.host) }, context.signal);
    return EXIT.ok;
  } finally {
    await application.close();
  }
}

type Serve = (served: Served, signal: AbortSignal) => Promise<void>;

/**
 * With the protocol's own SDK, which is a package that npm installs beside this one; where it was told not to (`--omit=optional`), with
 * the server that editors are given.
 */
async function installedServer(): Promise<Serve> {
  try {
    return (await import("../../mcp/sdkServer.ts")).serveWithSdk;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    const { serveLines } = await import("../../mcp/lineServer.ts");
    return async (served, signal) => {
      await serveLines(process.stdin, process.stdout, served, signal);
      // Nothing is read any more; an open pipe would keep the process.
      process.stdin.destroy();
    };
  }
}

/** The folder whose code may be asked about. */
async function codeIn({ typed }: Context) {
  const { folder } = typed.texts;
  if (folder === undefined) return {};
  try {
    const { folderCode } = await import("../../wiring/folderCode.ts");
    return { code: folderCode([resolve(folder)]) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw usageError(
      "--folder needs the package deepvue-usage-mcp, which npm was told to leave out (--omit=optional).",
    );
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
