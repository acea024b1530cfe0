import assert from "node:assert/strict";
import { test } from "node:test";
import { CodeIndex } from "../../../src/code/codeIndex.ts";
import { recogniseCalls } from "../../../src/code/recognise.ts";
import { lookAtWorkspace } from "../../../src/code/workspaceLook.ts";

const KYC = [
  "export async function verifyPanCard(pan) {",
  "  return fetch(`https://production.deepvue.tech/v1/verification/pan-plus?pan_number=${pan}`);",
  "}",
].join("\n");
const JOB = 'import { verifyPanCard } from "./kyc";\nfor (const pan of pans) {\n  await verifyPanCard(pan);\n}\n';

/** A clock that moves on with every look at it, so that every slice is the end of a turn. */
function countedTurns() {
  let time = 0;
  const turns = { taken: 0, now: () => (time += 10), pass: async () => void turns.taken++ };
  return turns;
}

function filesOf(texts: Readonly<Record<string, string>>) {
  const read: string[] = [];
  const files = Object.entries(texts).map(([fileName, text]) => ({
    fileName,
    read: () => {
      read.push(fileName);
      return Promise.resolve(text);
    },
  }));
  return { files, read };
}

test("callers in other files are found on the second look, whatever the order", async () => {
  for (const order of [
    ["a.ts", "kyc.ts"],
    ["kyc.ts", "a.ts"],
  ] as const) {
    const texts = { "a.ts": JOB, "kyc.ts": KYC };
    const { files } = filesOf(Object.fromEntries(order.map((name) => [name, texts[name]])));
    const index = new CodeIndex();
    await lookAtWorkspace(files, index, countedTurns());
    assert.deepEqual(
      index.callersOf("verifyPanCard").map(({ fileName }) => fileName),
      ["a.ts"],
    );
    assert.deepEqual(
      index.files.get("a.ts")?.multipliers.map(({ kind, wrapperCalls }) => [kind, wrapperCalls]),
      [["loop", [0]]],
    );
    assert.equal([...index.calls().keys()][0]?.path, "/v1/verification/pan-plus");
  }
});

test("vendored files are not read, and others get their turn between files and slices", async () => {
  const { files, read } = filesOf({
    "node_modules/x/a.ts": KYC,
    "picture.png": "deepvue",
    "big.ts": `${KYC}\n${"const a = 1;\n".repeat(20_000)}`,
    "none.ts": "const a = 1;",
  });
  const turns = countedTurns();
  const index = new CodeIndex();
  await lookAtWorkspace(files, index, turns);
  assert.deepEqual([...new Set(read)], ["big.ts", "none.ts"]);
  assert.ok(turns.taken > 20, `${turns.taken} turns`);
});

test("where nobody names the service every file is read once and nothing is kept", async () => {
  const { files, read } = filesOf({ "a.ts": JOB, "b.ts": 'fetch("/v1/verification/panbasic")' });
  const index = new CodeIndex();
  await lookAtWorkspace(files, index, countedTurns());
  assert.deepEqual(read, ["a.ts", "b.ts"]);
  assert.equal(index.files.size, 0);
});

test("a look ends when its turn is refused", async () => {
  const { files } = filesOf({ "kyc.ts": KYC });
  const turns = { ...countedTurns(), pass: () => Promise.reject(new Error("ended")) };
  await assert.rejects(lookAtWorkspace(files, new CodeIndex(), turns), /ended/);
});

test("hints stay the same object until a file tells something else", () => {
  const index = new CodeIndex();
  index.take("kyc.ts", recogniseCalls(KYC, { fileName: "kyc.ts" }));
  const { hints } = index;
  index.take("kyc.ts", recogniseCalls(`\n${KYC}`, { fileName: "kyc.ts" }));
  assert.equal(index.hints, hints);
  index.take("kyc.ts", recogniseCalls(KYC.replace("verifyPanCard", "checkPanCard"), { fileName: "kyc.ts" }));
  assert.deepEqual([...index.hints.wrappers.keys()], ["checkPanCard"]);
  index.remove("kyc.ts");
  assert.equal(index.hints.mentionsDeepvue, false);
});

test("a name that stands for somebody else in another file is not believed", () => {
  const index = new CodeIndex();
  const take = (fileName: string, text: string) => index.take(fileName, recogniseCalls(text, { fileName }));
  take("a.ts", 'export const KYC_HOST = "https://production.deepvue.tech/v1";');
  assert.equal(index.hints.bases.get("KYC_HOST"), "https://production.deepvue.tech/v1");
  take("b.ts", '// instead of Deepvue\nexport const KYC_HOST = "https://api.acme.example";');
  assert.equal(index.hints.bases.get("KYC_HOST"), undefined);
});
