import type { CodeDiagnostic, QuickFix } from "../../code/findings.ts";
import { inertText, rowText } from "../../domain/foreignText.ts";
import { formatMoney, type Money } from "../../domain/money.ts";

/** What is wrong with a place in code: one sentence for VS Code's list of problems. `failure`: what one charged failure costs, where known. */
export function diagnosticText(diagnostic: CodeDiagnostic, failure: Money | undefined): string {
  switch (diagnostic.kind) {
    case "unknownPath": {
      const [nearest] = diagnostic.nearest;
      const hint = nearest === undefined ? "" : ` Did you mean ${nearest.path}?`;
      return `Deepvue has no ${quoted(diagnostic.path)} that any documentation or known code names.${hint}`;
    }
    case "unknownHost":
      return `${quoted(diagnostic.host)} is no known address of Deepvue.`;
    case "secretLiteral":
      return `This is a Deepvue ${SECRETS[diagnostic.secret]} in clear: whoever can read this file can spend from your wallet.`;
    case "expiresIn":
      return "Deepvue says “expiry” here, not “expires_in”: a token would never be renewed in time.";
    case "plainHttp":
      return "Without HTTPS, credentials and identity data travel in clear.";
    case "endlessRetry":
      return failure === undefined
        ? "This retries without an end; Deepvue also charges for some calls that fail."
        : `This retries without an end, and a failure of this call can cost ${formatMoney(failure)} each time.`;
  }
}

const SECRETS = { clientId: "client id", clientSecret: "client secret", token: "access token" } as const;

/** The title of a quick fix. */
export function quickFixTitle(fix: QuickFix): string {
  switch (fix.kind) {
    case "usePath":
      return `Use ${fix.endpoint.path} (${fix.endpoint.title})`;
    case "useEnvironment":
      return `Read it from the environment variable ${fix.variable}`;
    case "useSecretStorage":
      return "Take it out of the file and keep it in VS Code's secret storage";
    case "useExpiry":
      return "Use “expiry”";
    case "useHost":
      return "Use Deepvue's address";
    case "useHttps":
      return "Use HTTPS";
  }
}

function quoted(text: string): string {
  return `“${inertText(rowText(text))}”`;
}
