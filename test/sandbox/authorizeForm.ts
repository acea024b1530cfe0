import type { IncomingMessage } from "node:http";
import type { Credentials } from "../../src/domain/account.ts";

export type AuthorizeForm =
  | { readonly ok: true; readonly credentials: Credentials }
  | { readonly ok: false; readonly status: 400 | 422; readonly detail: unknown };

/** A form with two short fields is far below this. */
const MAX_FORM_BYTES = 64 * 1024;

/** Reads the body of POST /v1/authorize: multipart as in the docs' sample, or urlencoded as most public code sends it. */
export async function readAuthorizeForm(request: IncomingMessage): Promise<AuthorizeForm> {
  const form = await readForm(request);
  if (form === undefined) return { ok: false, status: 400, detail: "There was an error parsing the body" };
  const clientId = form.get("client_id");
  const clientSecret = form.get("client_secret");
  if (typeof clientId === "string" && typeof clientSecret === "string") {
    return { ok: true, credentials: { clientId, clientSecret } };
  }
  const missing = Object.entries({ client_id: clientId, client_secret: clientSecret })
    .filter(([, value]) => typeof value !== "string")
    .map(([name]) => ({ type: "missing", loc: ["body", name], msg: "Field required", input: null }));
  return { ok: false, status: 422, detail: missing };
}

/** Undefined when the body breaks its own format. Any other content type has no fields, as for a FastAPI form. */
async function readForm(request: IncomingMessage): Promise<FormData | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > MAX_FORM_BYTES) return undefined;
    chunks.push(chunk);
  }
  const contentType = request.headers["content-type"] ?? "";
  if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(contentType)) return new FormData();
  try {
    const body = Buffer.concat(chunks);
    return await new Response(body, { headers: { "content-type": contentType } }).formData();
  } catch {
    return undefined;
  }
}
