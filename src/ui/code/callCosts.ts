import * as vscode from "vscode";
import { productCosts } from "../../app/report/productCosts.ts";
import type { Model } from "../../app/screen/model.ts";
import type { Endpoint } from "../../code/endpoint.ts";
import {
  type BilledProduct,
  type ConfirmedProducts,
  type Evidence,
  productOfEndpoint,
  readEndpoints,
} from "../../code/endpointProducts.ts";
import type { AppState } from "../../domain/appState.ts";
import { microsOf } from "../../domain/epoch.ts";
import type { ReportsReading, SummariesReading } from "../../domain/ledgerPorts.ts";
import type { Clock, Log } from "../../domain/ports.ts";
import { problemOf } from "../../domain/problem.ts";
import type { ProductCost, ProductCosts } from "../../domain/productCost.ts";
import type { CostOfCall } from "../../view/code/callTexts.ts";
import { Owner } from "../owner.ts";
import { onDidChangeSettings, readSetting } from "../settings.ts";

/** What the account's products cost, read anew when the account's numbers have changed: one question for all lenses together. */
export class CallCosts implements vscode.Disposable {
  readonly #owner = new Owner();
  readonly #model: Model;
  readonly #ledger: Pick<SummariesReading, "summarize"> & Pick<ReportsReading, "coverage">;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #changed = this.#owner.own(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#changed.event;
  #costs: ProductCosts | undefined;
  /** What the costs were read for. */
  #readFor: AppState["usage"];
  #ignored = "";
  /** Read once for all lenses, until settings change. */
  #confirmed: ConfirmedProducts | undefined;

  constructor(
    model: Model,
    ledger: Pick<SummariesReading, "summarize"> & Pick<ReportsReading, "coverage">,
    clock: Clock,
    log: Log,
  ) {
    this.#model = model;
    this.#ledger = ledger;
    this.#clock = clock;
    this.#log = log;
    this.#owner.own({ dispose: model.onDidChange(() => void this.#read()) });
    this.#owner.own(
      onDidChangeSettings(() => {
        this.#confirmed = undefined;
        this.#changed.fire();
      }),
    );
    void this.#read();
  }

  dispose(): void {
    this.#owner.dispose();
  }

  /** Of the last 30 days; undefined while nobody is signed in, or nothing was read yet. */
  get costs(): ProductCosts | undefined {
    return this.#model.state.account === undefined ? undefined : this.#costs;
  }

  costOf(endpoint: Endpoint): CostOfCall {
    const { costs } = this;
    const product = productOfEndpoint(endpoint, this.#confirmedProducts(), this.evidence());
    return { endpoint, product, costs, account: this.#model.state.account?.kind ?? "none" };
  }

  evidence(): Evidence {
    return { products: [...(this.costs?.products.values() ?? [])].map(billedSince) };
  }

  #confirmedProducts(): ConfirmedProducts {
    if (this.#confirmed !== undefined) return this.#confirmed;
    const { confirmed, ignored } = readEndpoints(readSetting("deepvue.endpoints"));
    const told = ignored.join("; ");
    if (told !== this.#ignored && told !== "") this.#log.warn(`deepvue.endpoints, ignored: ${told}`);
    this.#ignored = told;
    this.#confirmed = confirmed;
    return confirmed;
  }

  /** The state's numbers are one object until they are read anew. */
  async #read(): Promise<void> {
    const { account, usage, zone, cycleStart } = this.#model.state;
    if (account === undefined || usage === undefined) {
      if (this.#readFor === undefined && this.#costs === undefined) return;
      this.#costs = undefined;
      this.#readFor = undefined;
      this.#changed.fire();
      return;
    }
    if (this.#readFor === usage) return;
    this.#readFor = usage;
    try {
      const costs = await productCosts(this.#ledger, account, { zone, cycleStart, now: this.#clock() });
      if (this.#readFor !== usage) return;
      this.#costs = costs;
      this.#changed.fire();
    } catch (error) {
      // The last good numbers stay, and the screen says itself what is wrong with the ledger.
      const problem = problemOf(error);
      if (problem.kind !== "cancelled") this.#log.warn(`costs of calls: ${problem.detail}`);
    }
  }
}

function billedSince({ product, calls, firstDay }: ProductCost): BilledProduct {
  return { product, calls, firstAt: firstDay === undefined ? 0 : microsOf(Date.parse(firstDay)) };
}
