import { setImmediate as nextTurn } from "node:timers/promises";
import { CodeFile } from "../../src/code/codeFile.ts";
import { CodeIndex } from "../../src/code/codeIndex.ts";
import { mayMentionDeepvue } from "../../src/code/hintedMention.ts";
import { lookAtWorkspace } from "../../src/code/workspaceLook.ts";
import { generatedFile, generatedWorkspace } from "../support/generatedCode.ts";
import { atMostCalibrated, type Calibration, type Figure, quantile } from "./figures.ts";

const LINES = 10_000;
const FILES = 5_000;
const BATCHES = 30;
/** Processor time is counted in steps of some ms, so single edits can not be told apart. */
const EDITS_PER_BATCH = 20;
const WARM_UP = 5;
const EDIT_MS = 10;
const BLOCK_MS = 16;
/** Most of the time nothing names the service; then a text costs no more than this. */
const PRE_CHECK_MS = 1;
/** What parsing {@link PARSED} took, in ms of processor time, on the machine that the goals were set on. */
const PARSE_REFERENCE_MS = 2.4;
const PARSED = JSON.stringify(
  Array.from({ length: 8000 }, (_, id) => ({ id, name: `order ${id}`, paid: id % 2 === 0 })),
);

/** An edit in a long file, a whole workspace in the background, and a text that has nothing to do with the service. */
export async function codeFigures(): Promise<readonly Figure[]> {
  const calibration: Calibration = {
    name: "JSON.parse",
    ms: meanOf(60, () => JSON.parse(PARSED) as unknown),
    referenceMs: PARSE_REFERENCE_MS,
  };
  const blocks = await workspaceBlocks();
  const foreign = generatedFile(LINES).replaceAll(/deepvue/gi, "somebody");
  const edits = editTimes();
  const workspace = `a workspace of ${FILES} files: `;
  return [
    atMostCalibrated(`an edit in ${LINES} lines looked at, median`, quantile(edits, 0.5), EDIT_MS, calibration),
    atMostCalibrated(
      `an edit in ${LINES} lines looked at, p95 of batches`,
      quantile(edits, 0.95),
      EDIT_MS,
      calibration,
    ),
    atMostCalibrated(`${workspace}turns, p95`, quantile(blocks, 0.95), BLOCK_MS, calibration),
    atMostCalibrated(`${workspace}longest block`, Math.max(...blocks), BLOCK_MS, calibration),
    atMostCalibrated(
      `a text without the service, ${LINES} lines`,
      meanOf(60, () => mayMentionDeepvue(foreign, "src/app.ts")),
      PRE_CHECK_MS,
      calibration,
    ),
  ];
}

/** Edits all over the file, each looked at as an editor would after a key. */
function editTimes(): readonly number[] {
  const text = generatedFile(LINES);
  const file = CodeFile.of(text, { fileName: "src/orders.ts" });
  file.findings();
  const times: number[] = [];
  for (let batch = 0; batch < BATCHES + WARM_UP; batch++) {
    const time = timed(() => {
      for (let edit = 0; edit < EDITS_PER_BATCH; edit++) {
        const start = Math.floor((((batch * EDITS_PER_BATCH + edit) * 7919) % 1000) * (text.length / 1000));
        file.edit([{ start, end: start, text: edit % 10 === 0 ? "\n" : "x" }]);
        file.findings();
      }
    });
    if (batch >= WARM_UP) times.push(time / EDITS_PER_BATCH);
  }
  return times;
}

/** Lengths of the turns that looking at all files of a workspace takes, a long one among them. */
async function workspaceBlocks(): Promise<readonly number[]> {
  const texts = [...generatedWorkspace(FILES), { fileName: "src/long.ts", text: generatedFile(LINES) }];
  const files = texts.map(({ fileName, text }) => ({ fileName, read: () => Promise.resolve(text) }));
  let blocks: number[] = [];
  // The first round compiles what the second measures; an editor's host has been running for a while too.
  for (let round = 0; round < 2; round++) {
    blocks = [];
    let began = processorMs();
    const pass = async () => {
      blocks.push(processorMs() - began);
      await nextTurn();
      began = processorMs();
    };
    await lookAtWorkspace(files, new CodeIndex(), { now: () => performance.now(), pass });
    blocks.push(processorMs() - began);
  }
  return blocks;
}

/** Processor time of this thread: what other processes take meanwhile is not this work's. */
function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Of some rounds, because processor time is counted in steps. */
function meanOf(rounds: number, work: () => unknown): number {
  return (
    timed(() => {
      for (let round = 0; round < rounds; round++) work();
    }) / rounds
  );
}

function timed(work: () => unknown): number {
  const start = processorMs();
  work();
  return processorMs() - start;
}
