/** The service's name in any case, in a host, an identifier, a variable of the environment or a sentence. */
const NAME = /deepvue/i;

/** What every path of the service has in it. */
const PATH =
  /verification\/|business-compliance\/|mobile-intelligence\/|financial-services\/credit|ekyc\/aadhaar|kyc\/digilocker|documents\/extraction|\/facematch|\/liveness-check/;

/**
 * Whether a text names the service, or stands in a file that does and has a path like its own: worth a closer look whatever the rest of
 * the workspace says. One pass over the text.
 */
export function mentionsDeepvue(text: string, fileName: string): boolean {
  return NAME.test(text) || (NAME.test(fileName) && mayHoldPath(text));
}

/** Whether a file's path in the workspace names the service: `providers/deepvue/paths.py`. */
export function isNamedAfterDeepvue(fileName: string): boolean {
  return NAME.test(fileName);
}

/** Whether a path of the service may stand in a text. */
export function mayHoldPath(text: string): boolean {
  return PATH.test(text);
}
