const MAX_LENGTH = 300;
/** Shorter ones would blot out ordinary words. */
const MIN_SECRET_LENGTH = 4;

/**
 * Foreign text made fit for a problem's `detail`: one line, at most 300 characters, without the given secrets, and without
 * addresses, whose queries can be keys (a presigned file), or anything that looks like a token.
 */
export function cleanText(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) if (secret.length >= MIN_SECRET_LENGTH) clean = clean.replaceAll(secret, "[secret]");
  clean = clean
    .replace(/\bhttps?:\/\/\S+/gi, "[address]")
    .replace(/\bbearer\s+\S+/gi, "[token]")
    .replace(/\beyJ[\w-]+\.[\w.-]+/g, "[token]")
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, " ")
    .trim();
  return clean.length > MAX_LENGTH ? `${clean.slice(0, MAX_LENGTH)}…` : clean;
}
