// How much longer than on the reference machine things take here and now.
import { availableParallelism } from "node:os";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { PATIENCE } from "./patience.ts";

/** A bare `JSON.parse` of a usage report on the reference machine: an Enterprise week (85 MB) in 0.3 s. */
const WEEK_MB = 85;
const REFERENCE_MS_PER_MB = 300 / WEEK_MB;
/** Beyond this a hang would take too long to be found. */
const MOST = 6;
const ROWS = 40_000;
const ROUNDS = 5;

/**
 * Measures the factor that limits are stretched by, from 1 to {@link MOST}, and says it, once per run. All processors are used at the same time and wall time counts: what else this
 * machine has to do is what tests will have to wait for too.
 */
export async function measurePatience(): Promise<void> {
  if (process.env[PATIENCE] !== undefined) return;
  const times = await Promise.all(Array.from({ length: availableParallelism() }, msPerMegabyteInThread));
  const msPerMegabyte = Math.max(...times);
  const factor = Math.min(MOST, Math.max(1, msPerMegabyte / REFERENCE_MS_PER_MB));
  process.env[PATIENCE] = factor.toFixed(2);
  console.log(
    `JSON.parse of a week's report takes ${((msPerMegabyte * WEEK_MB) / 1000).toFixed(2)} s here (reference: 0.30 s); ` +
      `limits are stretched ${factor.toFixed(2)} times.`,
  );
}

function msPerMegabyteInThread(): Promise<number> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL(import.meta.url));
    thread.once("message", resolve);
    thread.once("error", reject);
  });
}

/** Milliseconds per megabyte, the median of some rounds. */
function parsing(): number {
  const text = reportText();
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    JSON.parse(text);
    return performance.now() - start;
  });
  return (times.toSorted((a, b) => a - b)[ROUNDS >> 1] ?? Number.NaN) / (text.length / 1e6);
}

/** Looks like the service's report, as far as parsing it is concerned. */
function reportText(): string {
  const rows = Array.from({ length: ROWS }, (_, row) => ({
    "Transaction Id": `9cb1fa27-c768-430c-9aa3-${String(row).padStart(12, "0")}`,
    "Product Id": row % 3 === 0 ? "PAN-Plus" : "GSTIN-Advanced",
    Status: row % 9 === 0 ? 422 : 200,
    Message: row % 4 === 0 ? "Invalid Pan Number." : "Pan Verified Successfully.",
    Charge: 2.95 + (row % 7),
    "Created At": `2026-05-11T18:${String(row % 60).padStart(2, "0")}:07.123456+00:00`,
  }));
  return JSON.stringify({ code: 200, data: { usage_data: rows } });
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, no window
if (!isMainThread) parentPort?.postMessage(parsing());
