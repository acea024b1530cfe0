export interface Counts {
  passed: number;
  failed: number;
  /** The names of what failed, each with the first lines of why: where a log is cut, its end is what is left. */
  failures?: readonly string[];
  /** The names of tests that passed only when they were tried again; they count as passed. */
  flaky?: readonly string[];
}

export const none: Counts = { passed: 0, failed: 0 };

export function sumOf(parts: Counts[]): Counts {
  return parts.reduce(
    (sum, part) => ({
      passed: sum.passed + part.passed,
      failed: sum.failed + part.failed,
      failures: [...(sum.failures ?? []), ...(part.failures ?? [])],
      flaky: [...(sum.flaky ?? []), ...(part.flaky ?? [])],
    }),
    none,
  );
}

const LINES_OF_WHY = 12;

export function failureText(name: string, why: string): string {
  const lines = why.trim().split("\n");
  const more = lines.length > LINES_OF_WHY ? ["…"] : [];
  return [name, ...[...lines.slice(0, LINES_OF_WHY), ...more].map((line) => `  ${line}`)].join("\n");
}

export function describeCounts({ passed, failed }: Counts): string {
  return `${passed} passed, ${failed} failed`;
}
