import { chmod, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { dayFromNumber } from "../../domain/day.ts";
import { MICROS_PER_DAY } from "../../domain/transaction.ts";
import { stopIfCancelled } from "./cancellation.ts";
import type { ExportOptions } from "./exportOptions.ts";
import type { ExportRow, ExportTarget } from "./exportRow.ts";
import { fileProblem, orFileProblem, refusedTarget } from "./fileProblem.ts";
import { holdsOurExportAlone, MARK_NAME, type MarkedFile, markText } from "./monthsMark.ts";
import { openParquet, type ParquetSink } from "./parquet.ts";
import { type Replaced, refuseUnlessReplaceable, replacedAt } from "./replaced.ts";
import { createFile, type OpenFile, stagingPathBeside } from "./stagedFile.ts";
import type { ExportHeading } from "./summarySheet.ts";

interface OpenPart {
  readonly month: string;
  /** Within the folder. */
  readonly path: string;
  readonly file: OpenFile;
  readonly sink: ParquetSink;
}

/**
 * A folder at `target` with a folder for each month of the billing time zone ("month=2026-01", which readers take for a column) and
 * Parquet files in it. Rows come in the order of time, so one file is open at a time. The folder appears whole or not at all, and
 * replaces a file, or a folder that holds an earlier export and nothing else; any other folder is refused before any work is done.
 */
export async function openParquetMonths(
  target: string,
  heading: ExportHeading,
  options: ExportOptions,
): Promise<ExportTarget> {
  const { place, stats } = await refuseForeign(target);
  const staging = stagingPathBeside(place);
  await orFileProblem(mkdir(staging));
  const monthOf = monthReader();
  const parts: MarkedFile[] = [];
  let open: OpenPart | undefined;

  const startPart = async (month: string): Promise<OpenPart> => {
    await orFileProblem(mkdir(join(staging, `month=${month}`), { recursive: true }));
    // Numbered across the months, so a month that is met again (it should not be) gets another file.
    const path = join(`month=${month}`, `part-${parts.length + 1}.parquet`);
    const file = await createFile(join(staging, path));
    return { month, path, file, sink: openParquet(file.write, heading, options) };
  };
  const endPart = async () => {
    if (open === undefined) return;
    await open.sink.end();
    await open.file.close();
    parts.push({ path: open.path, bytes: open.file.size() });
    open = undefined;
  };
  const mark = async () => {
    const file = await createFile(join(staging, MARK_NAME));
    try {
      await file.write(Buffer.from(markText(parts)));
      await file.close();
    } finally {
      await file.abandon();
    }
  };
  return {
    async write(rows) {
      for (let start = 0, end = 0; start < rows.length; start = end) {
        const month = monthOf(rows[start]);
        for (end = start + 1; end < rows.length && monthOf(rows[end]) === month; ) end += 1;
        if (open?.month !== month) {
          await endPart();
          open = await startPart(month);
        }
        await open?.sink.write(rows.slice(start, end));
      }
    },
    async commit(_totals, signal) {
      await endPart();
      await mark();
      if (stats?.isDirectory() === true) await orFileProblem(chmod(staging, stats.mode & 0o777));
      stopIfCancelled(signal);
      await putInPlace(staging, place);
      return parts.map(({ path }) => join(target, path));
    },
    async discard() {
      await open?.file.abandon();
      await rm(staging, { recursive: true, force: true }).catch(() => undefined);
    },
  };
}

/** Reads the month in the billing time zone; remembers the last day's. */
function monthReader(): (row: ExportRow | undefined) => string {
  let dayNumber = Number.NaN;
  let month = "";
  return (row) => {
    if (row === undefined) return "";
    const number = Math.floor((row.transaction.at + row.offset) / MICROS_PER_DAY);
    if (number !== dayNumber) {
      dayNumber = number;
      month = dayFromNumber(number).slice(0, 7);
    }
    return month;
  };
}

async function putInPlace(staging: string, target: string): Promise<void> {
  await refuseForeign(target);
  const former = stagingPathBeside(target);
  const hadFormer = await orFileProblem(moveIfThere(target, former));
  try {
    await rename(staging, target);
  } catch (error) {
    if (hadFormer) await rename(former, target);
    throw fileProblem(error);
  }
  // What is left over of the former one, if it can not be removed, is hidden and harmless.
  if (hadFormer) await rm(former, { recursive: true, force: true }).catch(() => undefined);
}

/** Whether there was something to move. */
async function moveIfThere(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}

/** Replacing deletes: never a folder that holds anything but an earlier export, nor a file that may not be written. */
async function refuseForeign(target: string): Promise<Replaced> {
  const replaced = await replacedAt(target);
  if (replaced.stats?.isDirectory() !== true) await refuseUnlessReplaceable(replaced);
  else if (!(await orFileProblem(holdsOurExportAlone(replaced.place)))) {
    throw refusedTarget(
      "There is a folder of this name, and it holds something else than an earlier export. Choose another name",
    );
  }
  return replaced;
}
