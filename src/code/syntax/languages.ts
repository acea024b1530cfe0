/** Languages whose comments, strings and calls are told apart. */
export type CodeLanguage =
  | "javascript"
  | "python"
  | "php"
  | "java"
  | "kotlin"
  | "csharp"
  | "go"
  | "ruby"
  | "dart"
  | "rust"
  /** Vue and Svelte: JavaScript in markup. */
  | "component"
  | "http"
  | "shell"
  | "crontab"
  | "markdown"
  | "json"
  | "yaml"
  | "env"
  | "properties";

const BY_EXTENSION: Readonly<Record<string, CodeLanguage>> = {
  js: "javascript",
  mjs: "javascript",
  cjs: "javascript",
  jsx: "javascript",
  ts: "javascript",
  mts: "javascript",
  cts: "javascript",
  tsx: "javascript",
  vue: "component",
  svelte: "component",
  py: "python",
  php: "php",
  java: "java",
  kt: "kotlin",
  kts: "kotlin",
  cs: "csharp",
  go: "go",
  rb: "ruby",
  rake: "ruby",
  dart: "dart",
  rs: "rust",
  http: "http",
  rest: "http",
  sh: "shell",
  bash: "shell",
  zsh: "shell",
  cron: "crontab",
  crontab: "crontab",
  md: "markdown",
  markdown: "markdown",
  json: "json",
  jsonc: "json",
  yaml: "yaml",
  yml: "yaml",
  env: "env",
  properties: "properties",
};

/** VS Code's own names for languages. */
const BY_ID: Readonly<Record<string, CodeLanguage>> = {
  javascript: "javascript",
  javascriptreact: "javascript",
  typescript: "javascript",
  typescriptreact: "javascript",
  vue: "component",
  svelte: "component",
  python: "python",
  php: "php",
  java: "java",
  kotlin: "kotlin",
  csharp: "csharp",
  go: "go",
  ruby: "ruby",
  dart: "dart",
  rust: "rust",
  http: "http",
  rest: "http",
  shellscript: "shell",
  markdown: "markdown",
  json: "json",
  jsonc: "json",
  yaml: "yaml",
  dockercompose: "yaml",
  dotenv: "env",
  properties: "properties",
  "java-properties": "properties",
};

/** Folders whose content somebody else wrote, a machine made, or a test only plays back. */
const FOREIGN_FOLDERS: ReadonlySet<string> = new Set([
  "node_modules",
  "bower_components",
  "jspm_packages",
  "vendor",
  "third_party",
  "third-party",
  "site-packages",
  "dist-packages",
  ".venv",
  "venv",
  "virtualenv",
  ".tox",
  "__pycache__",
  "pods",
  ".dart_tool",
  ".pub-cache",
  ".gradle",
  ".m2",
  ".cargo",
  ".git",
  ".hg",
  ".svn",
  ".next",
  ".nuxt",
  ".svelte-kit",
  ".output",
  ".turbo",
  ".cache",
  "dist",
  "out",
  "target",
  "coverage",
  "fixtures",
  "__fixtures__",
  "__snapshots__",
  "__mocks__",
  "cassettes",
  "testdata",
]);

/** What tools name in small letters only; in sources it is a word for a supplier, a port, a cover: `src/Vendor`, `adapter/out`. */
const WORDS_TOO: ReadonlySet<string> = new Set(["vendor", "out", "target", "dist", "coverage"]);

/** Languages whose tools put no packages of others into a folder below the project's own sources. */
const OWN_BELOW_SOURCES = /\.(?:tsx?|py|cs|dart|java|kt)$/;

function isForeign(folder: string, parts: readonly string[], at: number): boolean {
  const name = folder.toLowerCase();
  if (!FOREIGN_FOLDERS.has(name)) return false;
  if (!WORDS_TOO.has(name)) return true;
  if (folder !== name) return false;
  const isBelowSources = parts.slice(0, at).some((above) => /^(?:src|app|lib|internal)$/.test(above));
  return !(isBelowSources && OWN_BELOW_SOURCES.test(parts.at(-1) ?? ""));
}

const FOREIGN_FILES =
  /(^|[.-])lock(file)?(\.(json|yaml))?$|^(package-lock|npm-shrinkwrap|composer\.lock|packages\.lock)\.json$|^go\.sum$|\.min\.\w+$|\.bundle\.js$|\.(map|snap)$|\.d\.[mc]?ts$|\.fixtures?\.\w+$/i;

/** "a/b/.env.local" and the like. */
const ENV_FILE = /^\.?env(\.[\w-]+)*$|\.env$/i;

/**
 * The language of a file, by its path in the workspace and, where an editor knows better, its language id. Undefined for what is not
 * looked at: other languages, vendored folders, what a machine wrote, lock files, played-back fixtures.
 */
export function codeLanguageOf(path: string, languageId?: string): CodeLanguage | undefined {
  const parts = path.split(/[/\\]/);
  const name = parts.at(-1) ?? "";
  if (FOREIGN_FILES.test(name)) return undefined;
  if (parts.slice(0, -1).some((folder, at) => isForeign(folder, parts, at))) return undefined;
  const extension = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
  // `env.ts` is code.
  if (ENV_FILE.test(name) && (name.startsWith(".") || !Object.hasOwn(BY_EXTENSION, extension) || extension === "env"))
    return "env";
  if (/^crontab$/i.test(name)) return "crontab";
  const byId = languageId === undefined ? undefined : BY_ID[languageId];
  return byId ?? (Object.hasOwn(BY_EXTENSION, extension) ? BY_EXTENSION[extension] : undefined);
}
