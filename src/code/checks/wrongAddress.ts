import { HOST } from "../address.ts";
import type { WrongAddress } from "../calls/found.ts";
import type { Endpoint } from "../endpoint.ts";
import { nearestEndpoints } from "../endpoints.ts";
import type { CodeDiagnostic, QuickFix } from "../findings.ts";

/** What is wrong with an address, with what would put it right. */
export function addressDiagnostic({ kind, range, text }: WrongAddress): CodeDiagnostic {
  switch (kind) {
    case "plainHttp":
      return { kind, range, fixes: [{ kind: "useHttps", edits: [{ range, text: "https" }] }] };
    case "unknownHost":
      return { kind, range, host: text, fixes: [{ kind: "useHost", edits: [{ range, text: HOST }] }] };
    case "unknownPath": {
      const nearest = nearestEndpoints(text);
      const fixes = nearest.map(
        (endpoint): QuickFix => ({
          kind: "usePath",
          endpoint,
          edits: [{ range, text: written(endpoint, text) }],
        }),
      );
      return { kind, range, path: text, nearest, fixes };
    }
  }
}

/** The path in the form in which the other stands there: with or without slash and version. */
function written({ path }: Endpoint, like: string): string {
  const versioned = /^\/?v\d{1,2}\//.test(like) ? path : path.replace(/^\/v\d/, "");
  return like.startsWith("/") ? versioned : versioned.slice(1);
}
