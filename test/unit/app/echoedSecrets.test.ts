import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { patient } from "../../../scripts/patience.ts";
import { compareWindow, diagnose } from "../../../src/app/diagnose.ts";
import type { Credentials } from "../../../src/domain/account.ts";
import { problemOf } from "../../../src/domain/problem.ts";
import { diagnosisPage } from "../../../src/view/diagnosisPage.ts";
import { rowsAsText } from "../../../src/view/rowsAsText.ts";
import { problemText } from "../../../src/view/wording.ts";
import type { Endpoint, Fault, PlannedFault } from "../../sandbox/faults.ts";
import { echoesOf, tracesOf } from "../../support/echoes.ts";
import { exportRows } from "../../support/exports.ts";
import { madeUpRows } from "../../support/madeUpRows.ts";
import { scanForSecrets } from "../../support/profile.ts";
import { openScene } from "../../support/syncScene.ts";

const CREDENTIALS: Credentials = { clientId: "live_9cE4aB7d21f0Xy77Kq", clientSecret: "sk-7Qm/2Zx+Lw9_pT4~vR" };
const TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI5OTkxMiJ9.s1gN4tUr3-0f_IT";
const SECRETS = { "client secret": CREDENTIALS.clientSecret, "client id": CREDENTIALS.clientId, token: TOKEN };
const FORGED = "2026-11-20 10:00:00.000 [error] FAKE LOG LINE";
const DATES = { since: "2026-11-18", until: "2026-11-20" };

/** Every secret in one encoding after the other, with a line break and a forged entry of a log behind each. */
const ECHOES = Object.values(SECRETS).flatMap((secret) =>
  Object.values(echoesOf(secret)).map((echo) => `wrong key ${echo}\n${FORGED}`),
);

function answer(status: number, contentType: string, body: string): PlannedFault {
  return { kind: "answer", status, contentType, body };
}

function json(status: number, body: unknown): PlannedFault {
  return answer(status, "application/json", JSON.stringify(body));
}

function page(text: string): string {
  return `<!DOCTYPE html><html><head><title>${text}</title></head><body>${text}</body></html>`;
}

function report(rows: readonly unknown[]): unknown {
  return { code: 200, message: "ok", data: { usage_data: rows } };
}

function row(fields: Readonly<Record<string, unknown>>): unknown {
  return {
    "Transaction Id": "00000000-0000-4000-8000-000000000001",
    "Timestamp(UTC)": "2026-11-19T10:00:00.000000+00:00",
    "Product Id": "PAN-Plus",
    Status: 200,
    Message: "ok",
    Charge: 2.95,
    ...fields,
  };
}

/** How a fault of each kind repeats a text; a new kind does not compile before it is here. Rows that are readable are data, no reason of a failure. */
const ECHOING: Readonly<Record<Fault["kind"], (text: string) => readonly PlannedFault[]>> = {
  html: (text) => [200, 403, 502].map((status) => answer(status, "text/html; charset=utf-8", page(text))),
  error: (text) =>
    [400, 401, 403, 404, 408, 422, 500, 503].flatMap((status): readonly PlannedFault[] => [
      { kind: "error", status, detail: text },
      { kind: "error", status, detail: [{ loc: ["header", text], msg: text, type: text, input: text }] },
      { kind: "error", status, detail: { message: text, error: text } },
      { kind: "error", status, detail: "refused", retryAfter: text.replaceAll(/[^ -~]/g, " ") },
    ]),
  answer: (text) => [
    answer(200, "application/json", text),
    answer(200, "text/plain", text),
    answer(401, "text/plain", text),
    json(200, { detail: text }),
    json(400, { data: { error_code: text, message: text } }),
    json(422, { message: text }),
  ],
  envelope: (text) => [
    json(200, { code: 401, message: text }),
    json(200, { code: text, message: "no" }),
    json(200, { code: 401, detail: { reason: text } }),
    json(200, { code: 200, message: text }),
    json(200, { code: 200, message: text, data: { file_url: `https://files.example/${text}`, usage_data: null } }),
  ],
  malformedRow: (text) => [
    json(200, report([row({ "Timestamp(UTC)": text }), row({ Charge: text }), row({ Status: text }), text])),
    answer(
      200,
      "application/json",
      `{"code":200,"data":{"usage_data":[{"Transaction Id":"${text.replaceAll(/["\\\n]/g, " ")}",}]}}`,
    ),
  ],
  cutBody: () => [{ kind: "cutBody" }],
  idleBody: () => [],
  slowHeaders: () => [],
  gzip: () => [],
  hostileText: () => [],
};

test("key and token that the service repeats in any encoding are in no file, no log line, no words", async (t) => {
  const scene = await openScene(t, madeUpRows("2026-11-18", "2026-11-19", 2), {
    credentials: CREDENTIALS,
    speed: 2_000,
  });
  const { ledger, service, synchronizer, account, sandbox, model, logged, path } = scene.application;
  const authorize = json(200, { access_token: TOKEN, token_type: "bearer", expiry: "2027-03-08T00:00:00Z" });
  const words: string[] = [];

  const fail = async (faults: Partial<Record<Endpoint, PlannedFault>>): Promise<void> => {
    sandbox.setFaults({ authorize, ...faults });
    scene.forward(3_600_000);
    const problem = await scene.problemOf(DATES, {
      sealedReadBefore: scene.clock(),
      signal: AbortSignal.timeout(patient(20_000)),
    });
    await model.read();
    for (const told of [problem, model.state.problem]) {
      if (told === undefined) continue;
      const { what, why } = problemText(told, "UTC");
      words.push(`${what} ${why}`, JSON.stringify(told));
    }
  };

  // Each kind with each echo, in turn, so that every echo meets several kinds and every kind several echoes.
  let next = 0;
  const echo = (): string => ECHOES[next++ % ECHOES.length] ?? "";
  const everything = ECHOES.join(" ");
  for (const kind of Object.values(ECHOING)) {
    for (const index of kind("").keys()) {
      for (const text of [echo(), everything]) {
        const fault = kind(text)[index];
        if (fault !== undefined) await fail({ report: fault });
      }
    }
  }
  for (let first = 0; first < ECHOES.length; first += 6) {
    await fail({ report: json(200, { code: 401, message: ECHOES.slice(first, first + 6).join(" ") }) });
  }
  await fail({ report: json(403, { detail: everything }), authorize: json(401, { detail: everything }) });
  await fail({ balance: json(401, { detail: everything }) });
  const file = report([]) as { readonly data: object };
  sandbox.setFaults({
    authorize,
    report: json(200, { ...file, data: { ...file.data, file_url: `http://${everything}` } }),
  });
  await service
    .openExcel(DATES, AbortSignal.timeout(patient(20_000)))
    .catch((error: unknown) => words.push(problemOf(error).detail));

  sandbox.setFaults({ authorize, report: json(200, { code: 401, message: everything }) });
  const tools = { ledger, service, synchronizer, clock: scene.clock };
  await assert.rejects(
    compareWindow(tools, account.id, DATES, AbortSignal.timeout(patient(20_000))),
    (error: unknown) => {
      words.push(problemOf(error).detail);
      return true;
    },
  );
  await fail({ report: json(200, { code: 401, message: everything }) });
  const versions = { extension: "1.2.3", vscode: "1.105.0", node: "24.0.0", platform: "linux x64" };
  const diagnosis = diagnosisPage(await diagnose(model.state, "starter", ledger, versions, scene.clock()));
  writeFileSync(join(dirname(path), "diagnosis.md"), diagnosis);
  // What is stored is exported and copied: rows that came with the failures, and the period's own.
  const rows = await ledger.latest(account.id, DATES, {}, 1_000);
  const formats = ["csv", "sheetCsv", "jsonl", "xlsx", "parquet"] as const;
  for (const format of formats) {
    await exportRows({ format, target: join(dirname(path), `export.${format}`) }, rows);
  }
  for (const format of ["text", "csv"] as const) {
    writeFileSync(join(dirname(path), `copied.${format}`), rowsAsText(rows, "UTC", [], format));
  }
  writeFileSync(join(dirname(path), "log.txt"), logged.join("\n"));
  writeFileSync(join(dirname(path), "words.txt"), words.join("\n"));

  // The faults were met, and their words were told.
  assert.ok(words.length > 100 && logged.length > 100, `${words.length} texts, ${logged.length} lines`);
  assert.ok(
    words.some((text) => text.includes("wrong key [client secret]")),
    "the rest of the sentence is kept",
  );
  assert.match(diagnosis, /wrong key/);
  for (const line of [...logged, ...words]) assert.doesNotMatch(line, /[\r\n]/, "one line each");

  const { files, sightings } = scanForSecrets(dirname(path), SECRETS);
  assert.ok(files.includes("ledger.sqlite") && files.includes("log.txt"), files.join());
  assert.ok(rows.length > 0 && files.includes("export.csv") && files.includes("copied.text"), files.join());
  assert.deepEqual(sightings, []);
  for (const name of readdirSync(dirname(path))) {
    const content = readFileSync(join(dirname(path), name), "latin1");
    for (const [secret, text] of Object.entries(SECRETS)) {
      assert.deepEqual(tracesOf(text, content), [], `${secret} in ${name}`);
    }
  }
});
