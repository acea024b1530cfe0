import type { Credentials } from "../../../src/domain/account.ts";
import type { QuickInput } from "./quickInput.ts";

/** The two prompts of signing in, from the first one on. */
export class SignInPrompts {
  readonly #quickInput: QuickInput;

  constructor(quickInput: QuickInput) {
    this.#quickInput = quickInput;
  }

  async enter({ clientId, clientSecret }: Credentials): Promise<void> {
    await this.enterClientId(clientId);
    await this.enterSecret(clientSecret);
  }

  async enterClientId(clientId: string): Promise<void> {
    await this.#quickInput.field("Client id").waitFor();
    await this.#quickInput.enter(clientId);
  }

  async enterSecret(clientSecret: string): Promise<void> {
    await this.#quickInput.field("Client secret").waitFor();
    await this.#quickInput.enter(clientSecret);
  }
}
