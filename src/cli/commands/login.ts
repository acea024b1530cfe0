import { liveAccount } from "../../app/knownAccounts.ts";
import { type Credentials, NO_ACCOUNT } from "../../domain/account.ts";
import { recordIn } from "../../domain/chosenChecks.ts";
import { checkCredential } from "../../domain/credentialCheck.ts";
import { lineOf } from "../../domain/foreignText.ts";
import { formatMoney } from "../../domain/money.ts";
import { MemorySession } from "../../wiring/secrets.ts";
import type { Context } from "../context.ts";
import { givenCredentials } from "../credentialTexts.ts";
import { EXIT, type Exit, ExitError, usageError } from "../exits.ts";
import { readStdin, withKeyboard } from "../keyboard.ts";
import { open } from "../opened.ts";

/**
 * Tries credentials and only then stores them: those of the environment, of stdin, or typed. The secret is never an argument, because
 * whoever lists the processes of a machine reads those.
 */
export async function run(context: Context): Promise<Exit> {
  const { terminal, typed, clock, signal, redactor } = context;
  if (typed.switches.has("sample")) {
    await (await open(context, { credentials: "stored" })).application.close();
    terminal.note("The sample account needs no sign-in: add --sample to any command.");
    return EXIT.ok;
  }
  const credentials = await enteredCredentials(context);
  redactor.learn(credentials.clientSecret, "client secret");
  const opened = await open(context, { credentials: "stored" });
  const { application, services, secrets, inForce } = opened;
  try {
    const { ledger, runs } = application;
    const account = liveAccount(credentials, inForce.baseUrl, inForce.plan);
    const session = new MemorySession(credentials);
    const { balance } = await runs.run(NO_ACCOUNT, signal, async (stoppable) => {
      // Whoever signs in wants to know now whether the service still refuses.
      await ledger.liftPause(account.id, clock());
      return (await services.trial(account, session)).signIn(stoppable);
    });
    await secrets.save(account, credentials);
    await secrets.saveToken(account.id, await session.token());
    await ledger.saveAccount(account);
    if (balance !== undefined) await ledger.addBalance(account.id, { at: clock(), balance });
    const wallet = balance === undefined ? "" : ` The wallet holds ${formatMoney(balance)}.`;
    terminal.note(`Signed in as ${lineOf(account.label)}.${wallet} deepvue-usage sync fetches the usage.`);
    return EXIT.ok;
  } finally {
    await application.close();
  }
}

async function enteredCredentials(context: Context): Promise<Credentials> {
  const { typed, host, terminal } = context;
  if (typed.switches.has("stdin")) return fromText(await readStdin(context), host.env["DEEPVUE_CLIENT_ID"]);
  const given = givenCredentials(host.env, undefined);
  if (given !== undefined) return given;
  if (!terminal.isInteractive) {
    throw new ExitError(
      EXIT.signIn,
      "There is no terminal to ask on. Set DEEPVUE_CLIENT_ID and DEEPVUE_CLIENT_SECRET (or …_FILE), or give them with --stdin.",
    );
  }
  terminal.note(
    "From the Credentials tab of the Deepvue dashboard. Kept in a file that you alone can read, and sent to Deepvue only.",
  );
  return withKeyboard(context, async (keyboard) => {
    const clientId = checked(await keyboard.line("Client id: "), "client id");
    return { clientId, clientSecret: checked(await keyboard.secret("Client secret (not shown): "), "client secret") };
  });
}

/** `{"clientId": …, "clientSecret": …}`, or two lines, or the secret alone where the id is known. */
function fromText(text: string, knownId: string | undefined): Credentials {
  const trimmed = text.trim();
  const told = recordIn(trimmed.startsWith("{") ? trimmed : undefined);
  const lines = trimmed.split(/\r?\n/);
  const [first, second] = lines.length > 1 ? lines : [knownId, lines[0]];
  const [id, secret] = trimmed.startsWith("{") ? [told["clientId"], told["clientSecret"]] : [first, second];
  if (typeof id !== "string" || typeof secret !== "string") {
    throw usageError('stdin must give {"clientId": "…", "clientSecret": "…"}, or the two in a line each.');
  }
  return { clientId: checked(id, "client id"), clientSecret: checked(secret, "client secret") };
}

function checked(text: string, name: string): string {
  const result = checkCredential(text, name);
  if ("error" in result) throw new ExitError(EXIT.signIn, result.error);
  return result.value;
}
