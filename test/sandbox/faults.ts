/** The sandbox's paths; `file` is the Excel download, which needs no credentials. */
export type Endpoint = "authorize" | "report" | "balance" | "file";

/** Ways in which a report's envelope can differ from the documented one. */
export type EnvelopeFault =
  /** HTTP 200, but `code` 500 in the body. */
  | "code500"
  | "dataMissing"
  | "dataNull"
  | "usageDataMissing"
  | "usageDataNull"
  /** `usage_data` beside `data` instead of in it. */
  | "usageDataAtTop"
  /** `data.report.usage_data`. */
  | "usageDataDeeper"
  /** Legal JSON and a correct report: `data` first, `usage_data` before `file_url`, each row's keys reversed. */
  | "keysReordered"
  /** The closing brackets are missing although the body ends properly. */
  | "trailerMissing";

/** The field that is wrong in one row among good ones. */
export type RowFault = "notAnObject" | "id" | "timestamp" | "product" | "status" | "message" | "charge";

export type Fault =
  /** A proxy's or a captive portal's page. */
  | { readonly kind: "html"; readonly status: 200 | 502 }
  /** An error body `{"detail": …}`; `detail` may be a string, a list or an object. `retryAfter` becomes the header, verbatim. */
  | { readonly kind: "error"; readonly status: number; readonly detail: unknown; readonly retryAfter?: string }
  /** Any other answer, verbatim. */
  | { readonly kind: "answer"; readonly status: number; readonly contentType: string; readonly body: string }
  /** Part of the body, then the socket is destroyed. */
  | { readonly kind: "cutBody" }
  /** Part of the body, then silence on an open socket. */
  | { readonly kind: "idleBody" }
  /** Nothing at all for this long, then the regular answer. */
  | { readonly kind: "slowHeaders"; readonly delayMs: number }
  | { readonly kind: "gzip" }
  | { readonly kind: "envelope"; readonly variant: EnvelopeFault }
  | { readonly kind: "malformedRow"; readonly field: RowFault }
  /** Product ids and messages of the report's rows are {@link HOSTILE_TEXTS} in turn. */
  | { readonly kind: "hostileText" };

/** `times`: the fault ends after this many requests; absent: it stays until it is taken away. */
export type PlannedFault = Fault & { readonly times?: number };

export type Faults = { readonly [Name in Endpoint]?: PlannedFault };

/** The documented error bodies, as faults. */
export const DOCUMENTED_ERRORS = {
  inactiveClient: { kind: "error", status: 400, detail: "Inactive client_id" },
  notAuthenticated: { kind: "error", status: 401, detail: "Not authenticated" },
  accessDenied: { kind: "error", status: 401, detail: "Invalid client_id or client_secret, access Denied" },
  invalidToken: { kind: "error", status: 403, detail: "Not a valid token" },
  /** Documented as a 403 without its wording. */
  addressNotListed: { kind: "error", status: 403, detail: "IP address is not whitelisted" },
  validationText: { kind: "error", status: 422, detail: "Invalid Pan pattern" },
  rateLimit: { kind: "error", status: 429, detail: "Rate limit exceeded. Please retry after some time." },
  internal: { kind: "error", status: 500, detail: "Internal Server Error" },
  sourceUnavailable: { kind: "error", status: 503, detail: "Source Unavailable" },
} as const satisfies Readonly<Record<string, Fault>>;

/** Foreign text that must be harmless wherever it is shown. */
export const HOSTILE_TEXTS: readonly string[] = [
  "<img src=x onerror=alert(1)><script>alert(1)</script>",
  "[Pay now](command:workbench.action.quit) ![x](https://example.invalid/x.png)",
  "$(error) $(sync~spin) $(trash)",
  "\u202Egnp.eciovni\u202C \u2067RTL\u2069",
  '=HYPERLINK("https://example.invalid","x")',
  "+1+1",
  "-2+3",
  "@SUM(1)",
  "\tTab and\r\nline\u2028break",
  "\u0000\u0007\u001B[31mcontrol\u001B[0m",
  "__proto__",
  'Quote " backslash \\ slash / emoji 🧾 lone \uD83D surrogate',
  "",
  `long ${"x".repeat(9_995)}`,
];

export interface FaultPlan {
  readonly set: (faults: Faults) => void;
  /** The fault that the next request of an endpoint meets; counts it. */
  readonly take: (endpoint: Endpoint) => Fault | undefined;
}

export function createFaultPlan(initial: Faults): FaultPlan {
  let planned = initial;
  const met = new Map<Endpoint, number>();
  return {
    set(faults) {
      planned = faults;
      met.clear();
    },
    take(endpoint) {
      const fault = planned[endpoint];
      const count = met.get(endpoint) ?? 0;
      if (fault === undefined || count >= (fault.times ?? Number.POSITIVE_INFINITY)) return undefined;
      met.set(endpoint, count + 1);
      return fault;
    },
  };
}
