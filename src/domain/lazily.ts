/**
 * Makes a value when it is first asked for, and keeps it. For what takes milliseconds to make and is often not needed: formatters of
 * `Intl`, and expressions with classes of Unicode, each of which looks through all of its characters.
 */
export function lazily<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
