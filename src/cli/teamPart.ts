import { EXIT, ExitError } from "./exits.ts";

/** Loads what speaks to a team's databases: a package that npm installs beside this one. Throws `ExitError` (failed) where it was told not to. */
export async function teamPart<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new ExitError(
      EXIT.failed,
      "This needs the package deepvue-usage-team, which npm was told to leave out (--omit=optional).",
    );
  }
}
