// A file of tests that has none, as when all of them have been taken out.
export const cases: readonly string[] = [];
