import type { Delivery } from "../../app/watch/channel.ts";
import { httpWaitMs } from "../../domain/httpWait.ts";
import type { Clock } from "../../domain/ports.ts";
import type { ChannelMessage } from "../../domain/watch/channelMessage.ts";
import { WEBHOOK_FORMATS, type WebhookFormat, webhookBody, webhookFormatOf } from "../../view/webhookBody.ts";
import { webhookAddress } from "../../wiring/addresses.ts";
import type { Context } from "../context.ts";
import { givenSecret } from "../credentialTexts.ts";
import { usageError } from "../exits.ts";
import { textSetting } from "../settingsFile.ts";

export interface Webhook {
  readonly format: WebhookFormat;
  readonly send: (message: ChannelMessage, signal: AbortSignal) => Promise<Delivery>;
}

/** A webhook that takes longer is tried again later. */
const LIMIT_MS = 10_000;

/** The form in which a webhook is told, where no address says it. */
export function webhookFormatIn({ typed, settings }: Context): WebhookFormat | undefined {
  const wished = typed.texts["webhook-format"] ?? textSetting(settings, "webhookFormat");
  return WEBHOOK_FORMATS.find((format) => format === wished);
}

/**
 * The webhook whose address stands in DEEPVUE_WEBHOOK_URL or in the file that DEEPVUE_WEBHOOK_URL_FILE names; whoever knows the address can
 * write into the channel, so it is never a flag and never told. Undefined where there is none. Throws `ExitError`.
 */
export function webhookOf(context: Context): Webhook | undefined {
  const text = givenSecret(context.host.env, "DEEPVUE_WEBHOOK_URL", usageError);
  if (text === undefined) return undefined;
  const url = webhookAddress(text);
  if (typeof url === "string") throw usageError(`DEEPVUE_WEBHOOK_URL is not an address to be used: ${url}.`);
  for (const secret of [url.href, text, url.pathname + url.search]) {
    if (secret.length >= LEAST_SECRET) context.redactor.learn(secret, "webhook address");
  }
  const format = webhookFormatIn(context) ?? webhookFormatOf(url);
  return { format, send: async (message, signal) => post(url, webhookBody(message, format), signal, context.clock) };
}

/** A path such as "/hook" is no secret, and a word of many lines. */
const LEAST_SECRET = 10;

/** Too many messages, and down for a while: both may say when to come again (RFC 9110, "Retry-After"). */
const SENT_AWAY: ReadonlySet<number> = new Set([429, 503]);

async function post(url: URL, body: string, signal: AbortSignal, clock: Clock): Promise<Delivery> {
  try {
    const response = await fetch(url, {
      method: "POST",
      // Whoever redirects could send what is told to anybody.
      redirect: "manual",
      headers: { "content-type": "application/json", "user-agent": "deepvue-usage" },
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
    });
    await response.body?.cancel();
    if (response.ok) return { kind: "delivered" };
    const header = (name: string): string | undefined => response.headers.get(name) ?? undefined;
    const waitMs = SENT_AWAY.has(response.status)
      ? httpWaitMs(header("retry-after"), header("date"), clock())
      : undefined;
    return { kind: "failed", why: `HTTP ${response.status}`, ...(waitMs === undefined ? {} : { waitMs }) };
  } catch (error) {
    return { kind: "failed", why: reasonOf(error) };
  }
}

/** Without the address, which some messages repeat. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === "TimeoutError") return `no answer within ${LIMIT_MS / 1000} s`;
  const { cause } = error as { readonly cause?: { readonly code?: unknown } };
  return typeof cause?.code === "string" ? cause.code : "no connection";
}
