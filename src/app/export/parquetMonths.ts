import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { dayFromNumber } from "../../domain/day.ts";
import { ProblemError } from "../../domain/problem.ts";
import { MICROS_PER_DAY } from "../../domain/transaction.ts";
import { stopIfCancelled } from "./cancellation.ts";
import type { ExportRow, ExportTarget } from "./exportRow.ts";
import { storageProblem } from "./fileProblem.ts";
import { openParquet, type ParquetSink } from "./parquet.ts";
import { createFile, type OpenFile, orStorageProblem, stagingPathBeside } from "./stagedFile.ts";
import type { ExportHeading } from "./summarySheet.ts";

const MONTH_FOLDER = /^month=\d{4}-\d{2}$/;

interface OpenPart {
  readonly month: string;
  readonly file: OpenFile;
  readonly sink: ParquetSink;
}

/**
 * A folder at `target` with a folder for each month of the billing time zone ("month=2026-01", which readers take for a column) and
 * Parquet files in it. Rows come in the order of time, so one file is open at a time. The folder appears whole or not at all, and
 * replaces a file or a folder that an earlier export left there; any other folder is refused.
 */
export async function openParquetMonths(target: string, heading: ExportHeading): Promise<ExportTarget> {
  await refuseForeignFolder(target);
  const staging = stagingPathBeside(target);
  await orStorageProblem(mkdir(staging));
  const monthOf = monthReader();
  /** Paths within the folder. */
  const parts: string[] = [];
  let open: OpenPart | undefined;

  const startPart = async (month: string): Promise<OpenPart> => {
    await orStorageProblem(mkdir(join(staging, `month=${month}`), { recursive: true }));
    // Numbered across the months, so a month that is met again (it should not be) gets another file.
    const part = join(`month=${month}`, `part-${parts.length + 1}.parquet`);
    const file = await createFile(join(staging, part));
    parts.push(part);
    return { month, file, sink: openParquet(file.write, heading) };
  };
  const endPart = async () => {
    await open?.sink.end();
    await open?.file.close();
    open = undefined;
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
      stopIfCancelled(signal);
      await putInPlace(staging, target);
      return parts.map((part) => join(target, part));
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
  await refuseForeignFolder(target);
  const former = stagingPathBeside(target);
  const hadFormer = await orStorageProblem(moveIfThere(target, former));
  try {
    await rename(staging, target);
  } catch (error) {
    if (hadFormer) await rename(former, target);
    throw storageProblem(error);
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

/** Replacing deletes: never a folder that holds anything but months of an export. */
async function refuseForeignFolder(target: string): Promise<void> {
  // Unreadable means a file, or nothing.
  const names = await readdir(target).catch(() => []);
  if (names.every((name) => MONTH_FOLDER.test(name))) return;
  throw new ProblemError({
    kind: "storage",
    reason: "other",
    detail: "there is a folder of this name, and it holds something else than an earlier export",
  });
}
