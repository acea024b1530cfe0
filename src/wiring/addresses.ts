import { DEFAULT_BASE_URL, normalizeBaseUrl } from "../deepvue/baseUrl.ts";

/** The service's address in its one form; the usual one where none is named. Throws `ProblemError` (baseUrl). */
export function baseUrlOf(text: string | undefined): string {
  return normalizeBaseUrl(text ?? DEFAULT_BASE_URL);
}
