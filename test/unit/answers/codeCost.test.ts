import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { GET_CODE_COST } from "../../../src/answers/getCodeCost.ts";
import type { Transaction } from "../../../src/domain/transaction.ts";
import { folderCode } from "../../../src/wiring/folderCode.ts";
import { type AnswerDesk, NOW, openAnswerDesk } from "../../support/answerDesk.ts";
import { assertFits } from "../../support/answerSchemas.ts";

const FILES: Readonly<Record<string, string>> = {
  "project/src/kyc.ts": `
const BASE = "https://production.deepvue.tech/v1";
export async function verifyPanPlus(pan: string) {
  return fetch(\`\${BASE}/verification/pan-plus?pan_number=\${pan}\`);
}
export async function lookUpBank(code: string) {
  return fetch(BASE + "/verification/ifsc?ifsc=" + code);
}
export const token = () => fetch(BASE + "/authorize", { method: "POST" });
`,
  "project/src/jobs/nightly.ts": `
import { verifyPanPlus } from "../kyc";
export async function nightly(pans: string[]) {
  for (const pan of pans) await verifyPanPlus(pan);
}
export async function other() {}
`,
  "project/src/plain.ts": "export const one = 1;\n",
  "project/.vscode/settings.json": `{
  // confirmed by the team
  "deepvue.endpoints": { "/v1/verification/pan-plus": "PAN-Plus", },
}`,
  "elsewhere/secret.ts": 'fetch("https://production.deepvue.tech/v1/verification/passport?file_number=1");\n',
  "project/node_modules/sdk/index.js": 'fetch("https://production.deepvue.tech/v1/verification/upi?vpa=a");\n',
};

interface Data {
  readonly path: string;
  readonly endpoints: readonly {
    readonly endpoint: string;
    readonly billedAs: string;
    readonly product?: string;
    readonly places: number;
    readonly files: number;
    readonly spent?: { readonly calls: number; readonly charge: string };
  }[];
  readonly totals: { readonly confirmed: string; readonly probably: string };
}

let year: AnswerDesk;
let folder: string;
let rows: readonly Transaction[];

before(async () => {
  year = await openAnswerDesk();
  // The last 30 days, in India.
  const from = Date.parse("2026-10-21T18:30:00Z") * 1000;
  rows = [...year.year.transactions({ from, to: NOW * 1000 }, NOW)];
  folder = mkdtempSync(join(tmpdir(), "deepvue-usage-code-"));
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  symlinkSync(join(folder, "elsewhere"), join(folder, "project/linked"));
  symlinkSync(join(folder, "elsewhere/secret.ts"), join(folder, "project/src/linked.ts"));
});
after(async () => {
  await year.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function ask(input: object, endpoints?: object) {
  const code = folderCode([join(folder, "project")], endpoints);
  const answer = await GET_CODE_COST.answer({ ...year.desk, code }, input);
  if (answer.isRefused !== true) assertFits(GET_CODE_COST, answer.data);
  return { text: answer.text, data: answer.data as unknown as Data, isRefused: answer.isRefused === true };
}

function rupees(product: string): string {
  const sum = rows.filter((row) => row.product === product).reduce((total, row) => total + BigInt(row.charge), 0n);
  const digits = String(sum).padStart(5, "0");
  return `${digits.slice(0, -4)}.${digits.slice(-4)}`.replace(/0{1,2}$/, "");
}

test("a file's endpoints have the account's own sums, and a mapping that the team has confirmed is a fact", async () => {
  const { data, text } = await ask({ path: "src/kyc.ts" });
  const calls = rows.filter(({ product }) => product === "PAN-Plus").length;
  assert.ok(calls > 0);
  assert.deepEqual(
    data.endpoints.map(({ endpoint, billedAs, product, places, files, spent }) => {
      return [endpoint, billedAs, product, places, files, spent?.charge];
    }),
    [
      ["/v1/authorize", "notCharged", undefined, 1, 1, undefined],
      ["/v1/verification/ifsc", "probably", "IFSC", 1, 1, rupees("IFSC")],
      ["/v1/verification/pan-plus", "confirmed", "PAN-Plus", 1, 1, rupees("PAN-Plus")],
    ],
  );
  assert.equal(data.endpoints[2]?.spent?.calls, calls);
  assert.deepEqual(data.totals, { confirmed: rupees("PAN-Plus"), probably: rupees("IFSC") });
  assert.match(text, /IFSC lookup.*probably «IFSC»/i);
  assert.match(text, /^The bill does not say which code made a call/m);
});

test("nothing that nobody has confirmed is told as a fact", async () => {
  const { data, text } = await ask({ path: "src/kyc.ts" }, {});
  assert.deepEqual(
    data.endpoints.map(({ billedAs }) => billedAs),
    ["notCharged", "probably", "probably"],
  );
  assert.equal(data.totals.confirmed, "0.00");
  assert.match(text, /probably «PAN-Plus»/);
});

test("a function is asked about by its name, and calls through a function that holds one count", async () => {
  const held = await ask({ path: "src/kyc.ts", function: "verifyPanPlus" });
  assert.deepEqual(
    held.data.endpoints.map(({ endpoint }) => endpoint),
    ["/v1/verification/pan-plus"],
  );
  const through = await ask({ path: "src/jobs", function: "nightly" });
  assert.deepEqual(
    through.data.endpoints.map(({ endpoint, places }) => [endpoint, places]),
    [["/v1/verification/pan-plus", 1]],
  );
  assert.equal(through.data.totals.confirmed, rupees("PAN-Plus"));
  for (const asked of [{ path: "src/jobs", function: "other" }, { path: "src/plain.ts" }]) {
    const { data, text } = await ask(asked);
    assert.deepEqual(data.endpoints, []);
    assert.match(text, /No call of Deepvue was found/);
  }
});

test("a folder, all of the workspace, and whole paths in it mean what they say", async () => {
  const whole = join(folder, "project/src");
  for (const path of ["src", "./src/", "src/../src", whole, `${whole}/`, ".", ""]) {
    const { data } = await ask({ path });
    const pan = data.endpoints.find(({ endpoint }) => endpoint === "/v1/verification/pan-plus");
    assert.deepEqual([pan?.places, pan?.files], [2, 2], path);
    assert.equal(data.endpoints.length, 3, path);
  }
});

test("nothing outside of the folder is read, by whatever path or link", async () => {
  const outside = ["..", "../elsewhere", "src/../../elsewhere/secret.ts", join(folder, "elsewhere"), "/etc", "C:\\"];
  for (const path of outside) {
    const { text, isRefused } = await ask({ path });
    assert.ok(isRefused, path);
    assert.match(text, /does not lie in the workspace/, path);
  }
  for (const path of ["linked", "linked/secret.ts", "src/linked.ts", "node_modules", "no/such.ts"]) {
    const { text, isRefused } = await ask({ path });
    assert.ok(isRefused, path);
    assert.match(text, /no code at that path/, path);
  }
  assert.doesNotMatch(JSON.stringify(await ask({ path: "." })), /passport/);
});

test("without a folder it says how there would be one", async () => {
  const { text, isRefused } = await GET_CODE_COST.answer(year.desk, { path: "." });
  assert.ok(isRefused);
  assert.match(text, /no folder is open in VS Code, or “deepvue-usage mcp” was started without --folder/);
});
