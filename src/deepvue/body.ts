import { failureOfThrown, RequestFailure } from "./failure.ts";
import type { HttpAnswer } from "./http.ts";

/** Size of the blocks in which a report travels on: large enough that 85 MB cost the worker a few hundred messages. */
const BLOCK_BYTES = 256 * 1024;

/**
 * Gathers chunks into blocks that own their whole ArrayBuffer, so that each may be transferred to a worker. The chunks themselves
 * may not: Node's parser and zlib hand out slices of buffers that they go on using.
 */
export async function* inBlocks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let block = new Uint8Array(BLOCK_BYTES);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let taken = 0; taken < chunk.length; ) {
      const part = chunk.subarray(taken, taken + BLOCK_BYTES - filled);
      block.set(part, filled);
      filled += part.length;
      taken += part.length;
      if (filled === BLOCK_BYTES) {
        yield block;
        block = new Uint8Array(BLOCK_BYTES);
        filled = 0;
      }
    }
  }
  if (filled > 0) yield block.slice(0, filled);
}

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
