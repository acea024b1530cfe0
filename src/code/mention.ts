import { folderOf } from "./address.ts";
import { patternOf } from "./calls/wrapperCalls.ts";
import type { WorkspaceHints } from "./findings.ts";

/** The service's name in any case, in a host, an identifier, a variable of the environment or a sentence. */
const NAME = /deepvue/i;

/** What every path of the service has in it. */
const PATH =
  /verification\/|business-compliance\/|mobile-intelligence\/|financial-services\/credit|ekyc\/aadhaar|kyc\/digilocker|documents\/extraction|\/facematch|\/liveness-check/;

/**
 * Whether a text is worth a closer look: without the service's name in it or in its path there is nothing to find, unless the rest of the
 * workspace names it and a path or the name of a known wrapper stands here. One pass over the text.
 */
export function mayMentionDeepvue(text: string, fileName: string, hints?: WorkspaceHints): boolean {
  if (NAME.test(text)) return true;
  if (NAME.test(fileName) && mayHoldPath(text)) return true;
  if (hints === undefined || !hints.mentionsDeepvue) return false;
  return mayHoldPath(text) || namesWrapper(text, hints) || namesFolder(text, hints);
}

/** Whether a file's path in the workspace names the service: `providers/deepvue/paths.py`. */
export function isNamedAfterDeepvue(fileName: string): boolean {
  return NAME.test(fileName);
}

/** Whether a path of the service may stand in a text. */
export function mayHoldPath(text: string): boolean {
  return PATH.test(text);
}

/** A base of another file that ends with a folder of the service: what stands behind it looks like any path. */
function namesFolder(text: string, { bases }: WorkspaceHints): boolean {
  return [...bases].some(([name, address]) => folderOf(address) !== undefined && text.includes(name));
}

function namesWrapper(text: string, { wrappers }: WorkspaceHints): boolean {
  const pattern = patternOf(wrappers);
  if (pattern === undefined) return false;
  pattern.lastIndex = 0;
  return pattern.test(text);
}
