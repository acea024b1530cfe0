import type { Plan } from "../domain/account.ts";
import type { Day } from "../domain/day.ts";
import type { Clock } from "../domain/ports.ts";
import { generateAccount } from "./generator.ts";
import { type Sandbox, startSandbox } from "./server.ts";

/**
 * Starts the service of the sample account: a made-up year that ends now. `anchor` is the UTC date on which the account was first
 * opened; with it a restart tells the same story, so that rows fetched before still agree.
 */
export async function startSampleAccount(anchor: Day, plan: Plan, clock: Clock): Promise<Sandbox> {
  return startSandbox({ account: generateAccount({ anchor }), plan, clock });
}
