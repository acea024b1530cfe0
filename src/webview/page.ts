import type { TransactionFilter } from "../domain/filter.ts";
import type { PeriodPreset } from "../domain/period.ts";
import type { DashboardSnapshot, RowsReply, SnapshotMessage, ToWebview } from "../protocol.ts";
import { button, element, whenChanged } from "./base/dom.ts";
import { inSightFirst } from "./base/inSightFirst.ts";
import type { PanelContext } from "./base/panelContext.ts";
import type { PeriodBefore } from "./base/rememberedView.ts";
import { readTheme, watchTheme } from "./base/theme.ts";
import { createBillCard } from "./cards/billCard.ts";
import { createFailureTable } from "./cards/failureTable.ts";
import { createHeader } from "./cards/header.ts";
import { createHeatMap } from "./cards/heatMap.ts";
import { createLabelBars } from "./cards/labelBars.ts";
import { createNotices } from "./cards/notices.ts";
import { createProductBars } from "./cards/productBars.ts";
import { createTiles } from "./cards/tiles.ts";
import { createUnknownShare } from "./cards/unknownShare.ts";
import { createChartPanel, type Narrowing } from "./charts/chartCard.ts";
import { cumulativeModel, outcomeModel, spendModel } from "./charts/chartModel.ts";
import { createFilterBar } from "./controls/filterBar.ts";
import { toggleCell, toggleOnly, withChange } from "./controls/filterChange.ts";
import { createFilterControls } from "./controls/filterControls.ts";
import { createOwnFilter } from "./controls/ownFilter.ts";
import { createPeriodControls } from "./controls/periodControls.ts";
import { createTransactionTable } from "./table/transactionTable.ts";

export interface Panel {
  readonly roots: readonly HTMLElement[];
  update(message: SnapshotMessage): void;
  receiveRows(reply: RowsReply): void;
  copied(rows: number): void;
  judgeCharges(charges: Extract<ToWebview, { type: "charges" }>): void;
  judgeDates(dates: Extract<ToWebview, { type: "dates" }>): void;
}

/** The whole panel. Parts know nothing of each other; what a click in one means for the page is said here. */
export function createPanel(context: PanelContext): Panel {
  const { post, text, remember } = context;
  let snapshot: DashboardSnapshot | undefined;

  const own = createOwnFilter(post);
  /** As another filter says that was made from the one on the page. */
  const change = (filter: TransactionFilter) => own.set(withChange(own.current(), snapshot?.filter ?? {}, filter));
  const toggleProduct = (product: string) => own.set(toggleOnly(own.current(), "products", product));
  const narrow = ({ series, bucket }: Narrowing) => {
    if (!snapshot) return;
    if (bucket) narrowPeriod(bucket);
    const narrows = series?.narrows;
    if (!narrows) return;
    const filter = own.current();
    const [key, value] =
      "product" in narrows ? (["products", narrows.product] as const) : (["outcomes", narrows.outcome] as const);
    const chosen: readonly string[] = filter[key] ?? [];
    // A bar of a product that is chosen already narrows to its days; only the legend lifts the choice again.
    if (bucket && chosen.length === 1 && chosen[0] === value) return;
    own.set(key === "products" ? toggleOnly(filter, key, value) : toggleOnly(filter, key, value));
  };
  const narrowPeriod = ({ since, until }: { readonly since: string; readonly until: string }) => {
    const period = snapshot?.period;
    if (!period || (since === period.since && until === period.until)) return;
    const preset = period.groups.flatMap(({ offers }) => offers).find((known) => known.preset === period.preset);
    remember({
      back: {
        label: preset?.label ?? period.label,
        message: preset ? { preset: preset.preset } : { since: period.since, until: period.until },
        narrowed: { since, until },
      },
    });
    post({ type: "chooseDates", since, until });
  };
  const goBack = ({ message }: PeriodBefore) => {
    remember({ back: undefined });
    if ("preset" in message) post({ type: "choosePreset", preset: message.preset as PeriodPreset });
    else post({ type: "chooseDates", ...message });
  };

  const theme = readTheme();
  const expander = () => {
    const { other, expanded } = snapshot?.spend ?? {};
    if (!other && !expanded) return [];
    const label = text(expanded ? "hideOther" : "showOther");
    return [
      button(label, { class: "link", "data-key": "expand", "aria-expanded": String(expanded ?? false) }, () =>
        post({ type: "expandProducts", expanded: !expanded }),
      ),
    ];
  };
  const spend = createChartPanel(
    context,
    { name: "spend", title: "spendChart", nothing: "nothingSpent", narrow, legendEnd: expander },
    theme,
  );
  const budgetOffer = () =>
    snapshot?.cumulative.offersBudget === true
      ? [
          button(text("setBudget"), { class: "link", "data-key": "budget" }, () =>
            post({ type: "run", command: "deepvue.setBudget" }),
          ),
        ]
      : [];
  const cumulative = createChartPanel(
    context,
    { name: "cumulative", title: "cumulativeChart", nothing: "nothingSpent", narrow, legendEnd: budgetOffer },
    theme,
  );
  const outcomes = createChartPanel(
    context,
    { name: "outcomes", title: "outcomeChart", nothing: "noRows", narrow },
    theme,
  );
  const header = createHeader(context);
  const notices = createNotices(context);
  const period = createPeriodControls(context);
  const filters = createFilterControls(context, own);
  const bar = createFilterBar(context, { goBack, change, clear: () => own.set({}) });
  const tiles = createTiles(context);
  const unknownShare = createUnknownShare(context);
  const bill = createBillCard(context);
  const products = createProductBars(context, toggleProduct);
  const labels = createLabelBars(context, change);
  products.root.append(labels.offer);
  const failures = createFailureTable(context, (filter) => {
    own.set(filter);
    table.reveal();
  });
  const heat = createHeatMap(context, (cell) => own.set(toggleCell(own.current(), cell)));
  const table = createTransactionTable(context);

  const numbers = element(
    "div",
    { class: "numbers" },
    tiles.root,
    unknownShare.root,
    bill.root,
    element(
      "div",
      { class: "cards" },
      spend.root,
      products.root,
      labels.root,
      cumulative.root,
      outcomes.root,
      heat.root,
      failures.root,
    ),
    table.root,
  );
  // Where the first numbers will stand.
  const placeholder = element(
    "div",
    { class: "placeholder", "aria-hidden": "true" },
    ...[1, 2, 3, 4, 5].map(() => element("div", { class: "placeholder-tile" })),
    element("div", { class: "placeholder-chart" }),
  );
  const controls = element("div", { class: "control-rows" }, period.root, filters.root);
  // Where they stand, what they show makes nothing else move.
  const below = [heat, failures, table].map((part) =>
    inSightFirst(part.root, (next: DashboardSnapshot) => part.update(next)),
  );
  const parts = [header, notices, period, filters, bar, tiles, unknownShare, bill, products, labels, ...below];

  type Drawn<Chart extends "spend" | "cumulative" | "outcomes"> = Pick<DashboardSnapshot, Chart | "buckets">;
  const drawSpend = whenChanged((of: Drawn<"spend">) => spend.update(spendModel(of.spend, of.buckets)));
  const drawCumulative = whenChanged((of: Drawn<"cumulative">) =>
    cumulative.update(cumulativeModel(of.cumulative, of.buckets, text)),
  );
  const drawOutcomes = whenChanged((of: Drawn<"outcomes">) => outcomes.update(outcomeModel(of.outcomes, of.buckets)));

  watchTheme(() => {
    const next = readTheme();
    for (const chart of [spend, cumulative, outcomes]) chart.restyle(next);
  });

  return {
    roots: [header.root, notices.root, controls, bar.root, numbers, placeholder],
    update: (message) => {
      const next = message.snapshot;
      snapshot = next;
      own.follow(message);
      numbers.hidden = !next.hasNumbers;
      placeholder.hidden = next.hasNumbers || !next.notices.some(({ tone }) => tone === "progress");
      controls.hidden = next.account === "";
      bar.root.hidden = next.account === "";
      for (const part of parts) part.update(next);
      if (!next.hasNumbers) return;
      const { buckets } = next;
      drawSpend({ spend: next.spend, buckets });
      drawCumulative({ cumulative: next.cumulative, buckets });
      drawOutcomes({ outcomes: next.outcomes, buckets });
    },
    receiveRows: (reply) => table.receive(reply),
    copied: (rows) => table.copied(rows),
    judgeCharges: (charges) => filters.judgeCharges(charges),
    judgeDates: (dates) => period.judge(dates),
  };
}
