import { failureOfThrown, RequestFailure } from "./failure.ts";
import type { HttpAnswer } from "./http.ts";

interface BodyStart {
  readonly text: string;
  readonly isWhole: boolean;
  /** What stopped the reading, if the body broke off. */
  readonly failure?: Error;
}

/** What comes of the first `limit` bytes of a body, as text; the rest is not fetched. Does not throw. */
export async function readStart(answer: HttpAnswer, limit: number): Promise<BodyStart> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of answer.body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > limit) break;
    }
  } catch (error) {
    const failure = failureOfThrown(error, "body");
    return { text: textOf(chunks, limit), isWhole: false, failure };
  }
  return { text: textOf(chunks, limit), isWhole: size <= limit };
}

/**
 * The whole of a small body as text. Throws {@link RequestFailure}: unexpectedAnswer when it is larger than `limit` bytes, otherwise
 * whatever broke it off.
 */
export async function readWhole(answer: HttpAnswer, limit: number): Promise<string> {
  const { text, isWhole, failure } = await readStart(answer, limit);
  if (isWhole) return text;
  throw failure ?? new RequestFailure({ kind: "unexpectedAnswer", detail: `an answer of more than ${limit} bytes` });
}

function textOf(chunks: readonly Uint8Array[], limit: number): string {
  return new TextDecoder().decode(Buffer.concat(chunks).subarray(0, limit));
}
