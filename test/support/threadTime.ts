// This thread's own time: what other programs of a busy machine take in between is no work of ours.

/** Watches for the longest stretch of work (ms of this thread's own time) between two turns of the event loop. */
export function longestBlock(): { end(): number } {
  let last = process.threadCpuUsage();
  let longest = 0;
  const timer = setInterval(() => {
    const { user, system } = process.threadCpuUsage(last);
    longest = Math.max(longest, (user + system) / 1000);
    last = process.threadCpuUsage();
  }, 1);
  return {
    end() {
      clearInterval(timer);
      return longest;
    },
  };
}

/** This thread's own time for a piece of work, in ms. */
export function cpuMs(work: () => void): number {
  const start = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000;
}

/**
 * One frame at 60 Hz, 16 ms, as a share of what bare JSON.parse of an Enterprise account's day takes on the same machine: 41 ms on
 * the one that the figures of the design were taken on. A slow machine is as slow for the one as for the other.
 */
export const FRAME_OF_A_DAY = 16 / 41;
