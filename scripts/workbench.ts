// Starts a real VS Code that is used through its page: code-server, on this machine only.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { patient } from "./patience.ts";
import { endProcessTree, endWithThisProcess } from "./processTree.ts";
import { node24 } from "./setup/dependencies.mjs";
import { root } from "./setup/root.mjs";
import { vsCodeServerFolder } from "./setup/vsCodeServer.mjs";

export interface WorkbenchOptions {
  /** The folder that holds everything this VS Code stores; one that was used before continues where it was. */
  profile: string;
  /** Where extensions are installed; by default inside the profile. */
  extensions?: string;
  /** 0, the default, takes a free port. */
  port?: number;
  settings?: Record<string, unknown>;
  /** Seen by extensions, on top of this process's environment. */
  env?: Record<string, string>;
  /** The folder that the page shows; by default an empty one. */
  folder?: string;
  /** More options of VS Code's own server, such as `enable-smoke-test-driver`. */
  vsCodeOptions?: string[];
}

export interface RunningWorkbench {
  /** Shows the folder; the address without it does so for whoever opens it first. */
  url: string;
  origin: string;
  folder: string;
  pid: number;
  stop(): Promise<void>;
}

const startTimeoutMs = 60_000;

/** A workbench without invitations, hints and side bars that nobody asked for. */
const calmSettings = {
  "chat.commandCenter.enabled": false,
  "chat.disableAIFeatures": true,
  "extensions.ignoreRecommendations": true,
  "git.enabled": false,
  "remote.autoForwardPorts": false,
  // Otherwise the extension host reads /proc every two seconds, for ports to forward, though none are.
  "remote.autoForwardPortsSource": "output",
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "window.menuBarVisibility": "compact",
  "workbench.colorTheme": "Default Dark Modern",
  // The file of the settings, where it is edited, does not cover the window.
  "workbench.editor.useModal": "off",
  "workbench.reduceMotion": "on",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
};

export async function startWorkbench(options: WorkbenchOptions): Promise<RunningWorkbench> {
  const folder = options.folder ?? join(options.profile, "folder");
  mkdirSync(folder, { recursive: true });
  writeSettings(options.profile, options.settings ?? {});
  const server = spawnServer(options, [
    "--auth=none",
    `--bind-addr=127.0.0.1:${options.port ?? 0}`,
    "--disable-telemetry",
    "--disable-update-check",
    "--disable-workspace-trust",
    "--disable-getting-started-override",
    ...(options.vsCodeOptions ?? []).map((option) => `--vscode-option=${option}`),
    folder,
  ]);
  try {
    const origin = await listeningAddress(server);
    await healthy(origin);
    return {
      url: `${origin}/?folder=${encodeURIComponent(folder)}`,
      origin,
      folder,
      pid: server.pid as number,
      stop: () => endProcessTree(server),
    };
  } catch (error) {
    await endProcessTree(server);
    throw error;
  }
}

/**
 * Fills a folder with those of VS Code's own extensions that have no program (themes, languages), and the named ones that have. It is
 * given to a server as `builtin-extensions-dir=<folder>`, whose windows then open with less work.
 */
export function linkBuiltInExtensions(folder: string, programs: readonly string[]): void {
  const all = join(vsCodeServerFolder, "lib", "vscode", "extensions");
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(all)) {
    const manifest = join(all, name, "package.json");
    if (!existsSync(manifest)) continue;
    const { main, browser } = JSON.parse(readFileSync(manifest, "utf8"));
    if ((main === undefined && browser === undefined) || programs.includes(name))
      symlinkSync(join(all, name), join(folder, name), "junction");
  }
}

/** Installs a packaged extension into a profile (or its own extensions folder) as a person would. */
export async function installExtension(
  vsix: string,
  options: Pick<WorkbenchOptions, "profile" | "extensions">,
): Promise<void> {
  const installer = spawnServer(options, ["--install-extension", vsix, "--force"]);
  const output = collect(installer);
  const code = await new Promise((resolve) => installer.once("close", resolve));
  if (code !== 0) throw new Error(`VS Code did not install ${vsix}:\n${output()}`);
}

function spawnServer({ profile, extensions, env }: WorkbenchOptions, args: string[]): ChildProcess {
  mkdirSync(profile, { recursive: true });
  const config = join(profile, "code-server.yaml");
  writeFileSync(config, "");
  const server = spawn(
    node24,
    [
      join(vsCodeServerFolder, "out", "node", "entry.js"),
      `--config=${config}`,
      `--user-data-dir=${profile}`,
      `--extensions-dir=${extensions ?? join(profile, "extensions")}`,
      ...args,
    ],
    // A process group of its own, so that it can be ended with everything it starts. VSCODE_CLI: the environment is complete, so the
    // person's login shell need not be run for it at each opening of a window.
    {
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...environmentOutsideVsCode(), VSCODE_CLI: "1", ...env },
    },
  );
  endWithThisProcess(server);
  return server;
}

/** Without what a terminal inside VS Code sets: it would make a new server talk to the one around it. */
function environmentOutsideVsCode(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(VSCODE_|CODE_SERVER_|PORT$|PASSWORD$|HASHED_PASSWORD$)/.test(name),
    ),
  );
}

/**
 * Machine-scoped settings are only read from the file of the machine, all others from the file of the user. What a test or a
 * person changed there before stays.
 */
export function writeSettings(profile: string, settings: Record<string, unknown>): void {
  const machineScoped = machineScopedSettings();
  const entries = Object.entries(settings);
  mergeSettings(join(profile, "Machine"), Object.fromEntries(entries.filter(([name]) => machineScoped.has(name))));
  mergeSettings(
    join(profile, "User"),
    Object.fromEntries(entries.filter(([name]) => !machineScoped.has(name))),
    calmSettings,
  );
}

/** Changes some of the settings in a folder, which VS Code sees at once where it is the `.vscode` of its workspace. */
export function mergeSettings(
  folder: string,
  values: Record<string, unknown>,
  initial: Record<string, unknown> = {},
): void {
  const file = join(folder, "settings.json");
  const before = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : initial;
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...before, ...values }, null, 2)}\n`);
}

function machineScopedSettings(): Set<string> {
  const { contributes } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const groups: { properties: Record<string, { scope?: string }> }[] = [contributes.configuration ?? []].flat();
  const properties = Object.assign({}, ...groups.map((group) => group.properties));
  return new Set(Object.keys(properties).filter((name) => properties[name]?.scope === "machine"));
}

function listeningAddress(server: ChildProcess): Promise<string> {
  const output = collect(server);
  return new Promise((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`The VS Code server ${what}:\n${output()}`));
    const timeout = setTimeout(() => fail("did not start in time"), patient(startTimeoutMs));
    server.stdout?.on("data", () => {
      const address = /HTTP server listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(output())?.[1];
      if (!address) return;
      clearTimeout(timeout);
      resolve(address);
    });
    server.once("exit", (code) => {
      clearTimeout(timeout);
      fail(`ended with exit code ${code}`);
    });
  });
}

async function healthy(origin: string): Promise<void> {
  const until = Date.now() + patient(startTimeoutMs);
  for (;;) {
    const response = await fetch(`${origin}/healthz`).catch(() => undefined);
    if (response?.ok) return;
    if (Date.now() > until) throw new Error(`The VS Code server at ${origin} does not answer`);
    await delay(100);
  }
}

/** Keeps the last part of what a process prints, and keeps reading so that it never has to wait. */
function collect({ stdout, stderr }: ChildProcess): () => string {
  let text = "";
  for (const stream of [stdout, stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      text = (text + chunk).slice(-20_000);
    });
  }
  return () => text;
}
