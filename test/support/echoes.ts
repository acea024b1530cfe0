/** A secret in every way in which a service, a proxy or an error message has been seen to repeat one. Written apart from the redactor. */
export function echoesOf(secret: string): Readonly<Record<string, string>> {
  const bytes = Buffer.from(secret);
  const each = (encode: (byte: number) => string): string => Array.from(bytes, encode).join("");
  const base64 = (before: string): string => Buffer.from(before + secret).toString("base64");
  return {
    "as it is": secret,
    "upper case": secret.toUpperCase(),
    "lower case": secret.toLowerCase(),
    "percent-encoded, lower": each((byte) => `%${hex(byte)}`),
    "percent-encoded, upper": each((byte) => `%${hex(byte).toUpperCase()}`),
    "percent-encoded twice": each((byte) => `%25${hex(byte)}`),
    "percent-encoded in part": encodeURIComponent(secret),
    JSON: JSON.stringify(secret),
    "JSON in JSON": JSON.stringify(JSON.stringify({ key: secret })),
    "JSON by code": each((byte) => `\\u00${hex(byte)}`),
    "by code in JSON": JSON.stringify(each((byte) => `\\u00${hex(byte)}`)),
    "HTML by number": each((byte) => `&#${byte};`),
    "HTML by hexadecimal number": each((byte) => `&#x${hex(byte)};`),
    hexadecimal: bytes.toString("hex"),
    HEXADECIMAL: bytes.toString("hex").toUpperCase(),
    "hexadecimal in pairs": each((byte) => `${hex(byte)} `).trim(),
    base64: base64(""),
    "base64 after one": base64("a"),
    "base64 after two": base64("ab"),
    "base64 of a pair": base64("user-name:"),
    base64url: Buffer.from(`?>${secret}`).toString("base64url"),
    "base64, percent-encoded": encodeURIComponent(base64("")),
    "over two lines": `${secret.slice(0, 7)}\n  ${secret.slice(7)}`,
    "with a zero-width space": `${secret.slice(0, 5)}\u200b${secret.slice(5)}`,
  };
}

/** What anybody could read the secret from, found in a text by hand: pieces of every encoding that are long enough to be no accident. */
export function tracesOf(secret: string, text: string): string[] {
  const compact = text.replaceAll(/[\s\u200b]/g, "");
  const unescaped = unescapeAll(compact);
  const needles = {
    "the secret": secret,
    "half of it": secret.slice(0, Math.ceil(secret.length / 2)),
    "the other half": secret.slice(Math.floor(secret.length / 2)),
    hexadecimal: Buffer.from(secret.slice(0, 8)).toString("hex"),
    ...Object.fromEntries(
      [0, 1, 2].map((offset) => {
        const encoded = Buffer.from("\0".repeat(offset) + secret).toString("base64");
        return [`base64 at ${offset}`, encoded.slice(offset === 0 ? 0 : 4, -4)];
      }),
    ),
  };
  return Object.entries(needles).flatMap(([name, needle]) =>
    plain(compact).includes(plain(needle)) || plain(unescaped).includes(plain(needle)) ? [name] : [],
  );
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

function plain(found: string): string {
  return found.toLowerCase().replaceAll("-", "+").replaceAll("_", "/");
}

function unescapeAll(text: string): string {
  let inner = text;
  for (let layer = 0; layer < 4; layer++) {
    inner = inner
      .replaceAll(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
      .replaceAll(/\\+u00([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
      .replaceAll(/&#x([0-9a-f]{2});/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
      .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
  }
  return inner;
}
