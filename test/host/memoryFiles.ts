// Files of a place that is no disk of this machine, as a container's or a service's are: a file system of VS Code.
import { basename, dirname } from "node:path/posix";
import * as vscode from "vscode";

export class MemoryFiles implements vscode.FileSystemProvider {
  readonly files = new Map<string, Uint8Array>();
  readonly folders = new Set(["/"]);
  /** Awaited before a file is written; what it throws, writing throws. */
  beforeWrite: () => Promise<void> = async () => undefined;
  /** Called when a file or folder has been deleted. */
  afterDelete: () => void = () => undefined;
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;

  watch(): vscode.Disposable {
    return { dispose: () => undefined };
  }

  stat({ path }: vscode.Uri): vscode.FileStat {
    const content = this.files.get(path);
    if (content === undefined && !this.folders.has(path)) throw vscode.FileSystemError.FileNotFound(path);
    const type = content === undefined ? vscode.FileType.Directory : vscode.FileType.File;
    return { type, ctime: 0, mtime: 0, size: content?.length ?? 0 };
  }

  readDirectory({ path }: vscode.Uri): [string, vscode.FileType][] {
    const within = (name: string): boolean => name !== path && dirname(name) === path;
    const folders = [...this.folders].filter(within);
    const files = [...this.files.keys()].filter(within);
    return [
      ...folders.map((name): [string, vscode.FileType] => [basename(name), vscode.FileType.Directory]),
      ...files.map((name): [string, vscode.FileType] => [basename(name), vscode.FileType.File]),
    ];
  }

  createDirectory({ path }: vscode.Uri): void {
    this.folders.add(path);
  }

  readFile({ path }: vscode.Uri): Uint8Array {
    const content = this.files.get(path);
    if (content === undefined) throw vscode.FileSystemError.FileNotFound(path);
    return content;
  }

  async writeFile({ path }: vscode.Uri, content: Uint8Array): Promise<void> {
    await this.beforeWrite();
    this.files.set(path, content);
  }

  delete({ path }: vscode.Uri): void {
    for (const known of [this.files, this.folders]) {
      for (const name of known.keys()) if (name === path || name.startsWith(`${path}/`)) known.delete(name);
    }
    this.afterDelete();
  }

  rename({ path: from }: vscode.Uri, { path: to }: vscode.Uri): void {
    const moved = (name: string): string => to + name.slice(from.length);
    const isBelow = (name: string): boolean => name === from || name.startsWith(`${from}/`);
    for (const [name, content] of [...this.files].filter(([known]) => isBelow(known))) {
      this.files.delete(name);
      this.files.set(moved(name), content);
    }
    for (const name of [...this.folders].filter(isBelow)) {
      this.folders.delete(name);
      this.folders.add(moved(name));
    }
  }

  /** Everything there is: path and text. */
  contents(): Record<string, string> {
    return Object.fromEntries([...this.files].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]));
  }
}
