/** The flags of Node that this process has and a program that a test starts is to have: not those of the test runner. */
export function inheritedFlags(): string[] {
  return process.execArgv.filter((flag) => !flag.startsWith("--test"));
}
