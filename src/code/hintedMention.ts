import { folderOf } from "./address.ts";
import { patternOf } from "./calls/wrapperCalls.ts";
import type { WorkspaceHints } from "./findings.ts";
import { mayHoldPath, mentionsDeepvue } from "./mention.ts";

/**
 * Whether a text is worth a closer look: without the service's name in it or in its path there is nothing to find, unless the rest of the
 * workspace names it and a path or the name of a known wrapper stands here. One pass over the text.
 */
export function mayMentionDeepvue(text: string, fileName: string, hints?: WorkspaceHints): boolean {
  if (mentionsDeepvue(text, fileName)) return true;
  if (hints === undefined || !hints.mentionsDeepvue) return false;
  return mayHoldPath(text) || namesWrapper(text, hints) || namesFolder(text, hints);
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
