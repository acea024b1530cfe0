import { createHash } from "node:crypto";
import { storableText } from "./storableText.ts";
import { canonicalTransactionId } from "./transaction.ts";

/** Bytes under which a transaction id is stored: those of its UUID. */
export const ID_BYTES = 16;

/**
 * Writes the 16 bytes of an id to `target`. An id that is no UUID is stored under the first 16 bytes of its SHA-256; its text
 * is returned and must be kept beside it.
 */
export function writeIdBytes(id: string, target: Uint8Array, offset: number): string | undefined {
  const canonical = storableText(canonicalTransactionId(id));
  const bytes = uuidBytes(canonical) ?? createHash("sha256").update(canonical).digest().subarray(0, ID_BYTES);
  target.set(bytes, offset);
  return isUuid(canonical) ? undefined : canonical;
}

/** The 16 bytes of an id, for looking it up. */
export function idBytesOf(id: string): Uint8Array {
  const bytes = new Uint8Array(ID_BYTES);
  writeIdBytes(id, bytes, 0);
  return bytes;
}

/** The dashed lower-case UUID of 16 bytes. */
export function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, ID_BYTES).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function isUuid(text: string): boolean {
  return UUID.test(text);
}

function uuidBytes(canonical: string): Uint8Array | undefined {
  return isUuid(canonical) ? Buffer.from(canonical.replaceAll("-", ""), "hex") : undefined;
}
