export interface Counts {
  passed: number;
  failed: number;
}

export const none: Counts = { passed: 0, failed: 0 };

export function sumOf(parts: Counts[]): Counts {
  return parts.reduce((sum, part) => ({ passed: sum.passed + part.passed, failed: sum.failed + part.failed }), none);
}

export function describeCounts({ passed, failed }: Counts): string {
  return `${passed} passed, ${failed} failed`;
}
