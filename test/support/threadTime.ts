// This thread's own time: what other programs of a busy machine take in between is no work of ours.
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { enterpriseReport } from "../bench/enterprise.ts";

/**
 * One frame at 60 Hz, 16 ms, as a share of what bare JSON.parse of an Enterprise account's day takes on the same machine: 41 ms on
 * the one that the figures of the design were taken on. A slow machine is as slow for the one as for the other.
 */
const FRAME_OF_A_DAY = 16 / 41;

/** An intake of seven days takes half a second on the reference machine: no control needs longer, however long the work waited. */
const CONTROL_MS = 2_000;

/**
 * Does the work until one round of it, of so many, has left this thread to others at least once a frame. Collecting garbage belongs to
 * whoever made it, and a virtual machine may take the processor away for a hundred milliseconds and count them as ours: so one round in
 * which it did not is enough, and what it takes from a loop that does nothing, for as long, is not held against the work.
 */
export async function assertShortBlocks(rounds: number, work: (round: number) => Promise<unknown>): Promise<void> {
  const report = enterpriseReport({ since: "2026-01-05", until: "2026-01-05" }).toString();
  const seen: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    const watch = watchBlocks();
    try {
      await work(round);
      // The watch looks in a turn of its own, also after the last stretch.
      await delay(3);
    } finally {
      watch.end();
    }
    const taken = longestTaken(Math.min(CONTROL_MS, performance.now() - start));
    const frame = FRAME_OF_A_DAY * cpuMs(() => void JSON.parse(report));
    if (watch.longest() - taken <= frame) return;
    seen.push(`${watch.longest().toFixed(1)} of ${frame.toFixed(1)} (${taken.toFixed(1)} taken)`);
  }
  assert.fail(`the longest block of each round, in ms, of a frame's: ${seen.join(", ")}`);
}

/** Watches for the longest stretch of work (ms of this thread's own time) between two turns of the event loop. */
function watchBlocks(): { end(): void; longest(): number } {
  let last = process.threadCpuUsage();
  let longest = 0;
  const timer = setInterval(() => {
    const { user, system } = process.threadCpuUsage(last);
    longest = Math.max(longest, (user + system) / 1000);
    last = process.threadCpuUsage();
  }, 1);
  return { end: () => clearInterval(timer), longest: () => longest };
}

/** The most of this thread's own time (ms) that passes at once in a loop that does nothing, for so many milliseconds. */
function longestTaken(forMs: number): number {
  const end = performance.now() + forMs;
  let last = process.threadCpuUsage();
  let longest = 0;
  while (performance.now() < end) {
    const { user, system } = process.threadCpuUsage(last);
    longest = Math.max(longest, (user + system) / 1000);
    last = process.threadCpuUsage();
  }
  return longest;
}

/** This thread's own time for a piece of work, in ms. */
function cpuMs(work: () => void): number {
  const start = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000;
}
