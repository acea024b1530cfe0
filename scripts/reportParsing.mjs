// A thread that parses a made-up usage report with a bare `JSON.parse`, for calibration.ts. JavaScript, because a thread that has to strip
// types first takes twenty times as long as what it measures.
import { parentPort, workerData } from "node:worker_threads";

/**
 * Milliseconds per megabyte, the mean of some rounds: a processor that is taken away for most of the time stretches a few rounds by a
 * lot, and the median would not know.
 * @param {{ rows: number, rounds: number }} work
 */
function parsing({ rows, rounds }) {
  const text = reportText(rows);
  const start = performance.now();
  for (let round = 0; round < rounds; round++) JSON.parse(text);
  return (performance.now() - start) / rounds / (text.length / 1e6);
}

/**
 * Looks like the service's report, as far as parsing it is concerned.
 * @param {number} count of its rows
 */
function reportText(count) {
  const rows = Array.from({ length: count }, (_, row) => ({
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
parentPort?.postMessage(parsing(workerData));
