export interface Counts {
  passed: number;
  failed: number;
  /** The names of tests that passed only when they were tried again; they count as passed. */
  flaky?: readonly string[];
}

export const none: Counts = { passed: 0, failed: 0 };

export function sumOf(parts: Counts[]): Counts {
  return parts.reduce(
    (sum, part) => ({
      passed: sum.passed + part.passed,
      failed: sum.failed + part.failed,
      flaky: [...(sum.flaky ?? []), ...(part.flaky ?? [])],
    }),
    none,
  );
}

export function describeCounts({ passed, failed }: Counts): string {
  return `${passed} passed, ${failed} failed`;
}
