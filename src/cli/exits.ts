/** What the program ends with; scripts go by it, so none changes its meaning. */
export const EXIT = {
  ok: 0,
  failed: 1,
  /** A flag or a value that there is not, a file of settings that can not be read. */
  usage: 2,
  overBudget: 3,
  /** Nobody is signed in, or the service did not accept who is. */
  signIn: 4,
  /** The numbers are not whole, or older than they may be. */
  incomplete: 5,
  interrupted: 130,
} as const;

export type Exit = (typeof EXIT)[keyof typeof EXIT];

/** Ends the program with a sentence on stderr. */
export class ExitError extends Error {
  readonly exit: Exit;

  constructor(exit: Exit, message: string) {
    super(message);
    this.name = "ExitError";
    this.exit = exit;
  }
}

export function usageError(message: string): ExitError {
  return new ExitError(EXIT.usage, message);
}
