import type { Credentials } from "../domain/account.ts";
import { ProblemError, problemOf } from "../domain/problem.ts";

/**
 * The credentials that the service has refused here. Asking with the same ones again costs requests and changes nothing; others, as
 * after a sign-in in whichever editor window, are tried.
 */
export class RefusedCredentials {
  #refused: { readonly credentials: Credentials; readonly error: ProblemError } | undefined;

  /** Throws the refusal (`ProblemError`: credentials) when these have been refused. */
  check({ clientId, clientSecret }: Credentials): void {
    const { credentials, error } = this.#refused ?? {};
    if (error !== undefined && credentials?.clientId === clientId && credentials.clientSecret === clientSecret)
      throw error;
  }

  /** Does what asks the service, and keeps in mind whether it refused these credentials. */
  async watch<T>(credentials: Credentials, ask: () => Promise<T>): Promise<T> {
    try {
      const answer = await ask();
      this.#refused = undefined;
      return answer;
    } catch (error) {
      const problem = problemOf(error);
      if (problem.kind === "credentials") this.#refused = { credentials, error: new ProblemError(problem) };
      throw error;
    }
  }
}
