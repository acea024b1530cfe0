// One more instance of the built extension inside this extension host, beside the one that VS Code runs. What it registers is
// recorded here and not given to VS Code, because two instances can not register the same ids.
import { mkdtempSync, rmSync } from "node:fs";
import Module from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as workerThreads from "node:worker_threads";
import { Worker } from "node:worker_threads";
import * as vscode from "vscode";

export interface IsolatedExtension {
  /** How long loading the extension's file and calling `activate` took, in milliseconds: what VS Code reports of it. */
  readonly activationMs: number;
  /** Resolves when everything is registered; VS Code waits for it with commands and views. */
  readonly started: Promise<void>;
  readonly statusItem: { text: string; readonly isShown: () => boolean };
  readonly commands: ReadonlySet<string>;
  /** Where it stores things. */
  readonly storage: string;
  /** What it has registered with VS Code and not disposed of, by name. */
  registered(): string[];
  /** Threads of its that run. */
  readonly threads: () => number;
  /** Does what VS Code does when it ends an extension. */
  deactivate(): Promise<void>;
}

interface Loader {
  _load: (this: void, request: string, ...rest: unknown[]) => unknown;
}

/** Loads the extension's file anew and activates it. `memory`: what its global state holds already. */
export function activateInIsolation(memory: Readonly<Record<string, unknown>> = {}): IsolatedExtension {
  const extension = vscode.extensions.getExtension("deepvue-usage.deepvue-usage");
  if (extension === undefined) throw new Error("The extension under test is not there");
  const storage = mkdtempSync(join(tmpdir(), "deepvue-usage-isolated-"));
  const registrations = new Map<object, string>();
  const api = recordingApi(registrations);
  const subscriptions: vscode.Disposable[] = [];
  const context = {
    subscriptions,
    extension,
    extensionUri: extension.extensionUri,
    globalStorageUri: vscode.Uri.file(storage),
    globalState: new Map(Object.entries(memory)),
    secrets: { get: async () => undefined, store: async () => undefined, delete: async () => undefined },
  };
  Object.assign(context.globalState, {
    update: async (key: string, value: unknown) => void context.globalState.set(key, value),
  });
  const threads = new Set<Worker>();
  const replacements = new Map<string, object>([
    ["vscode", api.vscode],
    ["node:worker_threads", { ...workerThreads, Worker: countedIn(threads) }],
  ]);
  const dist = join(extension.extensionPath, "dist");
  const begin = performance.now();
  const { activate, deactivate } = loadWith(replacements, join(dist, "extension.js"), join(dist, "start.js")) as {
    activate: (context: unknown) => Promise<void>;
    deactivate: () => Promise<void>;
  };
  const started = activate(context);
  const activationMs = performance.now() - begin;
  return {
    activationMs,
    started,
    statusItem: api.statusItem,
    commands: api.commands,
    storage,
    threads: () => threads.size,
    registered: () => [...registrations.values()],
    async deactivate() {
      await deactivate();
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

/** VS Code's API, but for what would collide with the running extension. */
function recordingApi(registrations: Map<object, string>) {
  const record = (name: string, parts: object = {}): vscode.Disposable => {
    const registration = { ...parts, dispose: () => registrations.delete(registration) };
    registrations.set(registration, name);
    return registration;
  };
  const commands = new Set<string>();
  let isShown = false;
  const statusItem = { text: "", show: () => (isShown = true), hide: () => (isShown = false), isShown: () => isShown };
  const overridden = {
    window: {
      createOutputChannel: () => record("log", { trace() {}, debug() {}, info() {}, warn() {}, error() {}, show() {} }),
      createStatusBarItem: () => Object.assign(statusItem, record("status item")),
      createTreeView: (id: string) => record(`view ${id}`),
      registerWebviewPanelSerializer: (id: string) => record(`serializer ${id}`),
    },
    commands: {
      registerCommand: (id: string) => {
        commands.add(id);
        return record(`command ${id}`);
      },
      executeCommand: async () => undefined,
    },
    lm: {
      registerTool: (name: string) => record(`tool ${name}`),
      registerMcpServerDefinitionProvider: (id: string) => record(`MCP servers ${id}`),
    },
    workspace: {
      onDidChangeConfiguration: () => record("listener of settings"),
    },
  };
  return { vscode: overlay(vscode, overridden), commands, statusItem };
}

function overlay(api: object, replacements: Readonly<Record<string, object>>): object {
  return new Proxy(api, {
    get(target, name: string) {
      const original: unknown = Reflect.get(target, name);
      const replaced = replacements[name];
      return replaced === undefined ? original : { ...(original as object), ...replaced };
    },
  });
}

/** Threads as they are, which stand in the set while they run. */
function countedIn(running: Set<Worker>): typeof Worker {
  return class extends Worker {
    constructor(...options: ConstructorParameters<typeof Worker>) {
      super(...options);
      running.add(this);
      this.once("exit", () => running.delete(this));
    }
  };
}

/**
 * Runs the file, and the one that it loads a turn later, as if they were loaded for the first time, with these in the place of the
 * modules of those names. Nothing else sees the replacements.
 */
function loadWith(modules: ReadonlyMap<string, object>, file: string, later: string): unknown {
  const loader = Module as unknown as Loader;
  const load = loader._load;
  let isOurs = false;
  const fresh = (path: string): unknown => {
    const running = require.cache[path];
    delete require.cache[path];
    isOurs = true;
    try {
      return require(path);
    } finally {
      isOurs = false;
      if (running === undefined) delete require.cache[path];
      else require.cache[path] = running;
    }
  };
  loader._load = (request, ...rest) => {
    if (request === "./start.js") {
      loader._load = (own, ...others) => (isOurs ? modules.get(own) : undefined) ?? load(own, ...others);
      try {
        return fresh(later);
      } finally {
        loader._load = load;
      }
    }
    return (isOurs ? modules.get(request) : undefined) ?? load(request, ...rest);
  };
  return fresh(file);
}

export function removeStorage({ storage }: IsolatedExtension): void {
  rmSync(storage, { recursive: true, force: true, maxRetries: 5 });
}
