import { randomUUID } from "node:crypto";
import { walletOf } from "../../app/report/limits.ts";
import type { Account } from "../../domain/account.ts";
import { testMessage } from "../../view/channelTexts.ts";
import { formatCounted } from "../../view/numbers.ts";
import { webhookBody } from "../../view/webhookBody.ts";
import type { Context } from "../context.ts";
import { EXIT, type Exit, ExitError, usageError } from "../exits.ts";
import { accountOf, type Opened, open } from "../opened.ts";
import { channelFor, channelSettingsOf } from "../serve/channelFor.ts";
import { type Webhook, webhookFormatIn, webhookOf } from "../serve/webhook.ts";

/** Tells a webhook once what `serve` would tell it: for cron, and to try it. */
export async function run(context: Context): Promise<Exit> {
  const { typed } = context;
  const webhook = webhookOf(context);
  const isDry = typed.switches.has("dry-run");
  if (isDry && typed.switches.has("test")) throw usageError("--dry-run and --test do not go together.");
  if (webhook === undefined && !isDry) {
    throw usageError("No webhook is known: set DEEPVUE_WEBHOOK_URL or DEEPVUE_WEBHOOK_URL_FILE. --dry-run needs none.");
  }
  const opened = await open(context, { credentials: "stored" });
  try {
    const account = accountOf(opened);
    if (webhook !== undefined && typed.switches.has("test")) return await sendTest(context, account, webhook);
    return await tell(context, opened, account, isDry ? undefined : webhook, webhook);
  } finally {
    await opened.application.close();
  }
}

async function sendTest({ clock, signal, terminal }: Context, account: Account, webhook: Webhook): Promise<Exit> {
  const delivery = await webhook.send(testMessage(account, clock()), signal);
  if (delivery.kind === "failed") throw notTaken(delivery.why);
  terminal.note("The webhook took the test message.");
  return EXIT.ok;
}

async function tell(
  context: Context,
  { world, inForce }: Opened,
  account: Account,
  webhook: Webhook | undefined,
  known: Webhook | undefined,
): Promise<Exit> {
  const { clock, terminal, log } = context;
  const { ledger } = world;
  const reasons: string[] = [];
  const send: Webhook["send"] = async (message, signal) => {
    const delivery = (await webhook?.send(message, signal)) ?? { kind: "failed", why: "no webhook" };
    if (delivery.kind === "failed") reasons.push(delivery.why);
    return delivery;
  };
  const settings = channelSettingsOf(context, inForce);
  const channel = channelFor(account, context, { ledger, log, holder: `alerts-${randomUUID()}`, settings, send });
  const { watch } = await walletOf(ledger, account, inForce.budget, { ...inForce, now: clock() });
  if (webhook === undefined) {
    const messages = await channel.preview(watch);
    const format = known?.format ?? webhookFormatIn(context) ?? "json";
    for (const message of messages) await terminal.data(`${webhookBody(message, format)}\n`);
    terminal.note(
      messages.length === 0 ? "Nothing would be sent." : `${formatCounted(messages.length, "message")} would be sent.`,
    );
    return EXIT.ok;
  }
  if (watch === undefined) channel.deliver();
  else channel.judge(watch);
  const waiting = await channel.settled();
  channel.dispose();
  await channel.idle();
  const [why] = reasons;
  if (why !== undefined) throw notTaken(`${why}; ${formatCounted(waiting.length, "message")} will be tried again`);
  return EXIT.ok;
}

function notTaken(why: string): ExitError {
  return new ExitError(EXIT.failed, `The webhook did not take it: ${why}.`);
}
