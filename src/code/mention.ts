import { patternOf } from "./calls/wrapperCalls.ts";
import type { WorkspaceHints } from "./findings.ts";

/** The service's name in any case, in a host, an identifier, a variable of the environment or a sentence. */
const NAME = /deepvue/i;

/** What every path of the service has in it. */
const PATH =
  /verification\/|business-compliance\/|mobile-intelligence\/|financial-services\/credit|ekyc\/aadhaar|kyc\/digilocker|documents\/extraction|\/facematch|\/liveness-check/;

/**
 * Whether a text is worth a closer look: without the service's name in it there is nothing to find, unless the rest of the workspace
 * names it and a path or the name of a known wrapper stands here. One pass over the text.
 */
export function mayMentionDeepvue(text: string, hints?: WorkspaceHints): boolean {
  if (NAME.test(text)) return true;
  if (hints === undefined || !hints.mentionsDeepvue) return false;
  return mayHoldPath(text) || namesWrapper(text, hints);
}

/** Whether a path of the service may stand in a text. */
export function mayHoldPath(text: string): boolean {
  return PATH.test(text);
}

function namesWrapper(text: string, { wrappers }: WorkspaceHints): boolean {
  const pattern = patternOf(wrappers);
  if (pattern === undefined) return false;
  pattern.lastIndex = 0;
  return pattern.test(text);
}
