import type { ReadReportFiles } from "../domain/reportFile.ts";

/** What reads the service's report files; loaded when there is one to read. */
export async function reportReader(): Promise<ReadReportFiles> {
  const { readReportFiles } = await import("../deepvue/reportFile/readReportFiles.ts");
  return readReportFiles;
}
