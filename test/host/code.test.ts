import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";
import { patient } from "../../scripts/patience.ts";

const FOUND_MS = 30_000;
const SECRET = "DEEPVUE_CLIENT_SECRET=0f5b2c7d9e8a4b6c8d1e3f5a7b9c2d4e\n";

suite("problems in code, in a real VS Code", () => {
  const folder = mkdtempSync(join(tmpdir(), "deepvue-usage-code-"));
  const git = vscode.workspace.getConfiguration("git");

  suiteSetup(async function () {
    this.timeout(patient(FOUND_MS));
    execFileSync("git", ["init", "--quiet", folder]);
    writeFileSync(join(folder, ".gitignore"), ".env.local\n");
    for (const name of [".env", ".env.local"]) writeFileSync(join(folder, name), SECRET);
    writeFileSync(join(folder, "client.py"), `client_secret = "0f5b2c7d9e8a4b6c8d1e3f5a7b9c2d4e"  # deepvue\n`);
    await git.update("enabled", true, vscode.ConfigurationTarget.Global);
  });
  suiteTeardown(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await git.update("enabled", false, vscode.ConfigurationTarget.Global);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  test("a secret in an environment file is told only where the file is handed on", async function () {
    this.timeout(patient(3 * FOUND_MS));
    await vscode.commands.executeCommand("git.openRepository", folder);
    assert.deepEqual(await kindsIn("client.py"), ["secretLiteral"]);
    assert.deepEqual(await kindsIn(".env"), ["secretLiteral"]);
    await vscode.window.showTextDocument(vscode.Uri.file(join(folder, ".env.local")));
    // What is told of one file is told with the next look at all.
    const again = vscode.Uri.file(join(folder, "again.py"));
    writeFileSync(again.fsPath, `url = "http://production.deepvue.tech/v1/verification/panbasic"\n`);
    assert.deepEqual(await kindsIn("again.py"), ["plainHttp"]);
    assert.deepEqual(of(vscode.Uri.file(join(folder, ".env.local"))), []);
  });

  async function kindsIn(name: string): Promise<readonly unknown[]> {
    const uri = vscode.Uri.file(join(folder, name));
    await vscode.window.showTextDocument(uri);
    const end = Date.now() + patient(FOUND_MS);
    while (of(uri).length === 0 && Date.now() < end) await delay(50);
    return of(uri);
  }
});

function of(uri: vscode.Uri): readonly unknown[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === "Deepvue")
    .map(({ code }) => code);
}
