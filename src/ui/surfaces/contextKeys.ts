import * as vscode from "vscode";
import type { ContextKeys } from "../../contract.ts";
import type { AppState } from "../../domain/appState.ts";
import type { EpochMs } from "../../domain/epoch.ts";
import { isFiltering } from "../../domain/filter.ts";
import { welcomeOf } from "../../view/welcome.ts";

/** Keeps VS Code's context keys in step with the state; sends only what changed. */
export class ContextKeySetter {
  readonly #sent = new Map<keyof ContextKeys, unknown>();

  update(state: AppState, now: EpochMs): void {
    this.#send({
      "deepvue.welcome": welcomeOf(state, now),
      "deepvue.signedIn": state.account !== undefined,
      "deepvue.severalAccounts": state.accounts.length > 1,
      "deepvue.team": state.account?.kind === "team",
      "deepvue.filtering": isFiltering(state.filter),
    });
  }

  setClassifying(isOpen: boolean): void {
    this.#send({
      "deepvue.classifying": isOpen,
    });
  }

  #send(keys: Partial<ContextKeys>): void {
    for (const [key, value] of Object.entries(keys) as [keyof ContextKeys, unknown][]) {
      if (this.#sent.get(key) === value) continue;
      this.#sent.set(key, value);
      void vscode.commands.executeCommand("setContext", key, value);
    }
  }
}
