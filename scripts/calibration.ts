// How much longer than on the reference machine things take here and now.
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { PATIENCE, PATIENCE_NOW } from "./patience.ts";
import { stretchDeadline } from "./setup/deadline.mjs";

/** A bare `JSON.parse` of a usage report on the reference machine: an Enterprise week (85 MB) in 0.3 s. */
const WEEK_MB = 85;
export const WEEK_PARSE_REFERENCE_MS = 300;
const REFERENCE_MS_PER_MB = WEEK_PARSE_REFERENCE_MS / WEEK_MB;
/** Beyond this a hang would take too long to be found. */
const MOST = 6;
const ROWS = 40_000;
const ROUNDS = 12;

/** How far apart single looks are while a run goes on, at least; where they take long, so far that they take a sixtieth of the time. */
const LOOK_EVERY_MS = 6_000;
const PAUSE_PER_LOOK = 60;
/** Looks that the factor of the moment is the mean of, those of a minute where they are short: a shared machine is slow in bursts. */
const LOOKS = 10;
/** A factor falls by a tenth with a look at most: what a test was given as a limit, it may be measured by a moment later. */
const FALL = 0.9;
/** A look takes some forty milliseconds on the reference machine: what is over in a few is over before the processor is taken away. */
const LOOK: Work = { rows: 5_000, rounds: 12 };

/**
 * Measures the factor that limits are stretched by, from 1 to {@link MOST}, and says it, once per run; then goes on measuring until this
 * process ends. All processors are used at the same time and wall time counts: what else this machine has to do is what tests will have
 * to wait for too. Gives the seconds that the parse of a week's report took, if it was this call that measured.
 */
export async function measurePatience(): Promise<string | undefined> {
  if (process.env[PATIENCE] !== undefined) return;
  const msPerMegabyte = await msPerMegabyteOnAll();
  const factor = factorOf(msPerMegabyte);
  process.env[PATIENCE] = factor.toFixed(2);
  stretchDeadline(factor);
  keepMeasuring();
  const seconds = secondsOfWeek(msPerMegabyte);
  console.log(
    `JSON.parse of a week's report takes ${seconds} s here (reference: 0.30 s); ` +
      `limits are stretched ${factor.toFixed(2)} times.`,
  );
  return seconds;
}

/** The same measure once more, in seconds: a shared machine may be half as fast in the middle of a run as at its start. */
export async function weekParseNow(): Promise<string> {
  return secondsOfWeek(await msPerMegabyteOnAll());
}

function secondsOfWeek(msPerMegabyte: number): string {
  return ((msPerMegabyte * WEEK_MB) / 1000).toFixed(2);
}

/** With all processors at work at the same time: the slowest of them. */
async function msPerMegabyteOnAll(): Promise<number> {
  return Math.max(
    ...(await Promise.all(Array.from({ length: availableParallelism() }, () => msPerMegabyteInThread()))),
  );
}

function factorOf(msPerMegabyte: number): number {
  return Math.min(MOST, Math.max(1, msPerMegabyte / REFERENCE_MS_PER_MB));
}

function keepMeasuring(): void {
  const file = join(tmpdir(), `deepvue-usage-patience-${process.pid}`);
  process.env[PATIENCE_NOW] = file;
  process.once("exit", () => {
    for (const written of [file, `${file}.new`]) rmSync(written, { force: true });
  });
  const looks: number[] = [];
  let factor = 1;
  const look = async (): Promise<void> => {
    looks.push(await msPerMegabyteInThread(LOOK));
    if (looks.length > LOOKS) looks.shift();
    factor = Math.max(factorOf(looks.reduce((sum, ms) => sum + ms, 0) / looks.length), factor * FALL);
    stretchDeadline(factor);
    // Whoever reads it meanwhile must not find an empty file, and a limit that has passed.
    writeFileSync(`${file}.new`, factor.toFixed(2));
    renameSync(`${file}.new`, file);
  };
  const lookAgain = async (): Promise<void> => {
    const start = performance.now();
    // A look that fails, for want of memory or of a disk, leaves the factor as it is.
    await look().catch(() => undefined);
    lookIn(Math.max(LOOK_EVERY_MS, PAUSE_PER_LOOK * (performance.now() - start)));
  };
  const lookIn = (ms: number): void => void setTimeout(() => void lookAgain(), ms).unref();
  lookIn(LOOK_EVERY_MS);
}

/** What a bare `JSON.parse` of an Enterprise week's report takes here and now, in milliseconds, with one processor at work. */
export async function weekParseMs(): Promise<number> {
  return (await msPerMegabyteInThread()) * WEEK_MB;
}

const PARSING = new URL("reportParsing.mjs", import.meta.url);

/** What such a thread is to do. */
interface Work {
  readonly rows: number;
  readonly rounds: number;
}

/** In a thread of its own, and so in memory that it has to ask for: on some machines that is what takes the time. */
function msPerMegabyteInThread(work: Work = { rows: ROWS, rounds: ROUNDS }): Promise<number> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(PARSING, { workerData: work });
    thread.once("message", resolve);
    thread.once("error", reject);
  });
}
