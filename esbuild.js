// The builds. `node esbuild.js [--production] [--watch]`; `--cli FOLDER` writes the command line alone, into that folder;
// `--main-at-most BYTES` writes nothing and fails where what every editor window loads is larger than that.
const { copyFileSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { basename, dirname, join, resolve } = require("node:path");
const esbuild = require("esbuild");
const { LEFT_OUT_OF_PROGRAM, LEFT_OUT_OF_SDK, leftOut } = require("./scripts/leftOut.mjs");

/** Loaded with the extension: what shows the first text; and the thread that owns the ledger. */
const eager = { extension: "src/extension.ts", worker: "src/worker.ts" };

/**
 * Parts that are loaded when they are needed, the first of them a turn later by every editor window. Each becomes a file, which `import()`
 * of its source loads.
 */
const lazy = {
  start: "src/start.ts",
  sandbox: "src/sandbox/sampleService.ts",
  service: "src/deepvue/createClient.ts",
  reportFiles: "src/deepvue/reportFile/readReportFiles.ts",
  clickHouse: "src/team/clickHouse.ts",
  postgres: "src/team/postgres.ts",
};

/** The same, of those that have much in common: that is in files beside them. With those above among them it would be more and larger files. */
const lazyAlike = {
  dashboard: "src/ui/surfaces/dashboard.ts",
  exporter: "src/app/export/exporter.ts",
  answers: "src/answers/tools.ts",
  commands: "src/ui/commands.ts",
  code: "src/ui/code/codeSurfaces.ts",
  folderCode: "src/wiring/folderCode.ts",
  teamLedgers: "src/ui/teamLedgers.ts",
};

/** esbuild would inline the target of an `import()`; this points it at the file that the lazy part is built into. */
const lazyParts = {
  name: "lazy-parts",
  setup(build) {
    const fileOfSource = new Map(
      Object.entries({ ...lazy, ...lazyAlike }).map(([name, source]) => [resolve(source), `./${name}.js`]),
    );
    build.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir, importer }) => {
      const isOurs = importer.startsWith(resolve("src"));
      if (!isOurs) return undefined;
      const source = resolve(resolveDir, path);
      if (kind !== "dynamic-import") {
        if (!fileOfSource.has(source)) return undefined;
        return {
          errors: [{ text: `${path} is loaded lazily: ${importer} may only import() it, or import its types` }],
        };
      }
      const file = fileOfSource.get(source);
      if (file) return { path: file, external: true };
      return { errors: [{ text: `import(${path}) needs its target in the list of lazy parts in esbuild.js` }] };
    });
  },
};

/**
 * esbuild has files share what they have in common as ES modules only; the extension host's are CommonJS. So they are built as the one
 * and written as the other.
 */
const writtenAsCommonJs = {
  name: "written-as-common-js",
  setup({ initialOptions, onEnd }) {
    const { write = true, minify, sourcemap, target, platform } = initialOptions;
    Object.assign(initialOptions, { write: false, sourcemap: sourcemap && "inline" });
    onEnd(async ({ outputFiles }) => {
      for (const { path, text } of write ? (outputFiles ?? []) : []) {
        const { code } = await esbuild.transform(text, {
          format: "cjs",
          minify,
          target,
          platform,
          supported: inExtensionHost.supported,
          sourcemap: sourcemap && "inline",
          sourcefile: basename(path),
        });
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, code);
      }
    });
  },
};

/** What is said of tables stands beside them, in lines of their own in their SQL: 2.5 KB that SQLite would only read over. */
const sqlWithoutComments = {
  name: "sql-without-comments",
  setup(build) {
    build.onLoad({ filter: /src[\\/]ledger[\\/](file[\\/]schema|shared[\\/]coordination)\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8");
      const contents = source.replaceAll(/^ +-- .*\n/gm, "");
      if (contents === source) throw new Error(`${path} has no comments in its SQL`);
      return { contents, loader: "ts" };
    });
  },
};

/**
 * The MCP SDK brings a validator of JSON Schema along, 130 KB, for what a person is asked through a model. Nobody is: arguments are
 * checked where they are described, in src/answers.
 */
const withoutValidator = {
  name: "without-validator",
  setup(build) {
    build.onResolve({ filter: /^@modelcontextprotocol\/server\/_shims$/ }, ({ path }) => ({
      path,
      namespace: "no-validator",
    }));
    build.onLoad({ filter: /.*/, namespace: "no-validator" }, () => ({
      contents: `export { default as process } from "node:process";
        export class DefaultJsonSchemaValidator { getValidator() { throw new Error("nothing is validated here"); } }`,
    }));
  },
};

/** Gives `import "all-host-tests"` in test/host/index.ts its meaning: every test file there is. */
const allHostTests = {
  name: "all-host-tests",
  setup(build) {
    build.onResolve({ filter: /^all-host-tests$/ }, ({ path }) => ({ path, namespace: "host-tests" }));
    build.onLoad({ filter: /.*/, namespace: "host-tests" }, () => {
      const files = globSync("test/host/**/*.test.ts").toSorted();
      return {
        contents: files.map((file) => `import "./${file}";`).join("\n"),
        resolveDir: __dirname,
        watchFiles: files,
        watchDirs: [...new Set(["test/host", ...files.map((file) => dirname(file))])],
      };
    });
  },
};

const inExtensionHost = {
  // Texts as they are, where esbuild would write six characters for each dash.
  charset: "utf8",
  platform: "node",
  format: "cjs",
  target: "node22",
  external: ["vscode"],
  // `import()` of a lazy part becomes `require`, which finds the part beside the file that asks for it.
  supported: { "dynamic-import": false },
};

/** What the extension never comes to either: what writes Parquet is the exporter's, the rest the service's and the report files'. */
const leftOutOf = (isOfExporter) =>
  leftOut(
    Object.fromEntries(
      Object.entries(LEFT_OUT_OF_PROGRAM).filter(([path]) => path.startsWith("hyparquet") === isOfExporter),
    ),
  );

const builds = [
  {
    ...inExtensionHost,
    entryPoints: { ...eager, ...lazy },
    outdir: "dist",
    plugins: [leftOutOf(false), sqlWithoutComments, lazyParts],
  },
  {
    ...inExtensionHost,
    entryPoints: lazyAlike,
    outdir: "dist",
    format: "esm",
    splitting: true,
    // Beside the parts, as the parts' names in them are relative.
    chunkNames: "shared-[hash]",
    supported: {},
    plugins: [leftOutOf(true), lazyParts, writtenAsCommonJs],
  },
  {
    // A process of its own, in which the parts of the extension host are CommonJS files beside it.
    entryPoints: { mcp: "src/mcpProcess.ts" },
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    platform: "node",
    format: "esm",
    target: "node22",
    plugins: [lazyParts],
  },
  {
    entryPoints: { main: "src/webview/main.ts" },
    outdir: "dist/webview",
    platform: "browser",
    format: "iife",
    target: "chrome134",
    tsconfig: "src/webview/tsconfig.json",
  },
  {
    ...inExtensionHost,
    entryPoints: { index: "test/host/index.ts", reportServer: "test/host/reportServer.ts" },
    outdir: "out/host",
    external: ["vscode", "mocha"],
    // Mocha is an ES module, so that import stays one.
    supported: {},
    plugins: [allHostTests],
    developmentOnly: true,
  },
];

/** The thread of the command line's ledger, for people who read stderr. */
const quietThread = {
  name: "quiet-thread",
  setup(build) {
    build.onResolve({ filter: /^quiet-thread$/ }, ({ path }) => ({ path, namespace: "quiet-thread" }));
    build.onLoad({ filter: /.*/, namespace: "quiet-thread" }, () => ({
      // The thread begins with its import, which is carried out first: SQLite is loaded when a ledger is opened.
      contents:
        'import { hushExperimental } from "./src/cli/quietWarnings.ts"; import "./src/worker.ts"; hushExperimental();',
      resolveDir: __dirname,
    }));
  },
};

/**
 * Node loads parts of itself when they are asked for, and an `import` asks for every export of a module: for `randomUUID` alone that is all
 * of Web Crypto, for `readFileSync` all of `fs.promises` with readline behind it, 40 ms of a program that has 250. Here a module of Node's
 * is asked for when something of it is first used, and for nothing else.
 */
const builtinsWhenUsed = {
  name: "builtins-when-used",
  setup(build) {
    // What no import of ours names is not used; packages import whole modules, and name what they use of them somewhere.
    const ours = textsOf("src/**/*.ts").flatMap((text) =>
      [...text.matchAll(/^import \{([^}]+)\} from "node:/gm)].flatMap(([, names]) => names.match(/\w+/g)),
    );
    const words = new Set([
      ...ours,
      ...textsOf("node_modules/node-fetch/src/**/*.js").flatMap((text) => text.match(/\w+/g)),
    ]);
    const namesOf = (builtin) => Object.keys(require(builtin)).filter((name) => words.has(name));
    build.onResolve({ filter: /^node:/ }, ({ path, kind }) =>
      kind === "import-statement" ? { path, namespace: "builtins" } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: "builtins" }, ({ path }) => {
      const load = `process.getBuiltinModule("${path}")`;
      // Some are classes themselves, as streams and emitters; the program has those before it has begun.
      if (typeof require(path) === "function") return { contents: `module.exports = ${load};` };
      return {
        contents: `let loaded;
          for (const name of ${JSON.stringify(namesOf(path).join())}.split(","))
            Object.defineProperty(exports, name, { enumerable: true, get: () => (loaded ??= ${load})[name] });`,
      };
    });
  },
};

/**
 * A file for each command, and for whatever any two of them share, would be a hundred files, each looked up, read and linked, which is what
 * a short command spends its time with; what it does not use of one file is not even compiled. So all commands, and what they stand on,
 * are one. What is large has files of its own as before: the service's client, exports, report files, the sample account, tools.
 */
const commandsTogether = {
  name: "commands-together",
  setup(build) {
    build.onLoad({ filter: /src[\\/](cli|cli[\\/](commandTable|serverCommands))\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replaceAll(/import\("\.[^"]+?(\w+)\.ts"\)/g, (_, name) =>
        name === TEAM_COMMAND
          ? `import("${TEAM_PACKAGE}/command")`
          : `import("together").then((parts) => parts.${name})`,
      ),
      loader: "ts",
    }));
    build.onResolve({ filter: /^together$/ }, ({ path }) => ({ path, namespace: "together" }));
    build.onLoad({ filter: /.*/, namespace: "together" }, () => ({
      contents: [
        "src/cli/program.ts",
        "src/cli/quietWarnings.ts",
        "src/ownLedger.ts",
        ...globSync("src/cli/commands/*.ts").filter((file) => basename(file, ".ts") !== TEAM_COMMAND),
      ]
        .map((file) => `export * as ${basename(file, ".ts")} from ${JSON.stringify(resolve(file))};`)
        .join("\n"),
      resolveDir: __dirname,
    }));
  },
};

/** What speaks to a team's databases is 50 KB packed, for those who have one: a package of its own, as the server for language models is. */
const TEAM_PACKAGE = "deepvue-usage-team";
const TEAM_COMMAND = "team";
const teamApart = {
  name: "team-apart",
  setup(build) {
    build.onResolve({ filter: /^deepvue-usage-team\// }, ({ path }) => ({ path, external: true }));
    build.onResolve({ filter: /\/serve\/teamServing\.ts$/ }, () => ({
      path: `${TEAM_PACKAGE}/serving`,
      external: true,
    }));
  },
};

/** The SDK, and what looks at code, are 90 KB packed, for one command out of twenty; npm installs them beside the program unless told not to. */
const MODEL_SERVER = "deepvue-usage-mcp";
const sdkApart = {
  name: "sdk-apart",
  setup(build) {
    build.onResolve({ filter: /\/mcp\/sdkServer\.ts$/ }, () => ({ path: MODEL_SERVER, external: true }));
    build.onResolve({ filter: /\/wiring\/folderCode\.ts$/ }, () => ({ path: `${MODEL_SERVER}/code`, external: true }));
  },
};

/** A program's modules for the Node that runs it. */
const forNode = {
  outExtension: { ".js": ".mjs" },
  platform: "node",
  format: "esm",
  target: "node22",
  // Texts as they are, where esbuild would write six characters for each sign of the rupee.
  charset: "utf8",
};

/**
 * The command line and the thread of its ledger: ES modules, whose `import()`ed parts are files of their own. What any two have in common
 * is there once.
 */
const commandLine = (outdir) => ({
  entryPoints: { cli: "src/cli.ts", worker: "quiet-thread" },
  outdir,
  ...forNode,
  splitting: true,
  plugins: [
    leftOut(LEFT_OUT_OF_PROGRAM),
    sqlWithoutComments,
    builtinsWhenUsed,
    quietThread,
    commandsTogether,
    sdkApart,
    teamApart,
  ],
});
/** The program's server for language models as the protocol's SDK speaks it, and what it looks at code with: a package of its own. */
const modelServer = (outdir) => ({
  entryPoints: { index: "src/mcp/sdkServer.ts", code: "src/wiring/folderCode.ts" },
  outdir: modelServerFolder(outdir),
  ...forNode,
  plugins: [withoutValidator, leftOut(LEFT_OUT_OF_SDK)],
});
/** What the program does with a team's databases. It has its own copy of what it shares with the program. */
const teamParts = (outdir) => ({
  entryPoints: { command: "src/cli/commands/team.ts", serving: "src/cli/serve/teamServing.ts" },
  outdir: teamFolder(outdir),
  ...forNode,
  splitting: true,
});
const teamFolder = (outdir) => join(outdir, "node_modules", TEAM_PACKAGE);
/** Where Node finds it from the program as it is built, and where npm, packing the program, leaves it out. */
const modelServerFolder = (outdir) => join(outdir, "node_modules", MODEL_SERVER);

function textsOf(pattern) {
  return globSync(pattern).map((file) => readFileSync(file, "utf8"));
}

/** What `npm publish` needs beside the code. */
function writeCommandLinePackage(outdir) {
  const { name, version, license, repository, bugs, homepage } = JSON.parse(readFileSync("package.json", "utf8"));
  const manifest = {
    name,
    version,
    description: "What Deepvue API calls cost, at the command line: the same ledger and numbers as in VS Code.",
    license,
    repository,
    bugs,
    homepage,
    bin: { [name]: "cli.mjs" },
    engines: { node: ">=22.13" },
    // Of this very version: they were built together. Optional, as the program says which command it can not run without them.
    optionalDependencies: { [MODEL_SERVER]: version, [TEAM_PACKAGE]: version },
  };
  mkdirSync(outdir, { recursive: true });
  writeFileSync(join(outdir, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
  copyFileSync("LICENSE", join(outdir, "LICENSE"));
  for (const file of readdirSync("docs/schemas")) {
    const schema = JSON.parse(readFileSync(join("docs/schemas", file), "utf8"));
    const folder = join(file.startsWith("team-") ? teamFolder(outdir) : outdir, "schemas");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, file), JSON.stringify(schema));
  }
  const ofServer = {
    name: MODEL_SERVER,
    version,
    description:
      "The server for language models of deepvue-usage, which loads it: the Model Context Protocol with its official SDK.",
    license,
    repository,
    bugs,
    homepage,
    type: "module",
    exports: { ".": "./index.mjs", "./code": "./code.mjs" },
    engines: manifest.engines,
  };
  const ofTeam = {
    ...ofServer,
    name: TEAM_PACKAGE,
    description: "What deepvue-usage does with a database that a team shares (ClickHouse, PostgreSQL); it loads this.",
    exports: { "./command": "./command.mjs", "./serving": "./serving.mjs" },
  };
  for (const [folder, of] of [
    [modelServerFolder(outdir), ofServer],
    [teamFolder(outdir), ofTeam],
  ]) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), `${JSON.stringify(of, undefined, 2)}\n`);
    copyFileSync("LICENSE", join(folder, "LICENSE"));
  }
}

function optionsOf({ developmentOnly, ...build }, production, watch) {
  return {
    ...build,
    bundle: true,
    minify: production,
    sourcemap: production ? false : "linked",
    legalComments: "none",
    logLevel: watch ? "info" : "warning",
    define: { "process.env.NODE_ENV": production ? '"production"' : '"development"' },
  };
}

/** Every editor window loads these: what shows the first text, and all that follows a turn later. */
async function checkMainSize(most) {
  const parts = Object.keys({ extension: eager.extension, start: lazy.start });
  const { outputFiles } = await esbuild.build({ ...optionsOf(builds[0], true, false), write: false });
  const files = outputFiles.filter(({ path }) => parts.includes(basename(path, ".js")));
  const bytes = files.reduce((sum, { contents }) => sum + contents.length, 0);
  const text = `extension.js and start.js: ${(bytes / 1000).toFixed(1)} KB (at most ${most / 1000})`;
  if (files.length !== parts.length || bytes > most) throw new Error(text);
  console.log(text);
}

async function main(flags) {
  const mostMain = valueOf(flags, "--main-at-most");
  if (mostMain !== undefined) return checkMainSize(Number(mostMain));
  const production = flags.includes("--production");
  const watch = flags.includes("--watch");
  // Only the notices, into another folder: nothing of dist changes.
  const notices = valueOf(flags, "--notices");
  const cliAlone = valueOf(flags, "--cli");
  const cliFolder = cliAlone ?? "dist-cli";
  const ofCli = [commandLine(cliFolder), modelServer(cliFolder), teamParts(cliFolder)];
  const chosen = (cliAlone === undefined ? [...builds, ...ofCli] : ofCli)
    .filter((build) => !(production && build.developmentOnly))
    .map((build) => optionsOf(build, production, watch));
  if (notices === undefined) {
    if (cliAlone === undefined) rmSync("dist", { recursive: true, force: true });
    rmSync(cliFolder, { recursive: true, force: true });
    writeCommandLinePackage(cliFolder);
  }
  if (watch) {
    for (const options of chosen) await (await esbuild.context(options)).watch();
  } else {
    const write = notices === undefined;
    const built = await Promise.all(chosen.map((options) => esbuild.build({ ...options, write, metafile: true })));
    const shipped = built.filter((_, index) => !chosen[index].outdir.startsWith("out"));
    if (cliAlone === undefined) writeNotices(notices ?? "dist", inputsOf(shipped));
    if (notices === undefined) {
      for (const folder of [cliFolder, modelServerFolder(cliFolder), teamFolder(cliFolder)]) {
        writeNotices(folder, inputsOf(built.filter((_, index) => chosen[index].outdir === folder)));
      }
    }
  }
}

/** The files that went into builds. */
function inputsOf(built) {
  return built.flatMap(({ metafile }) => Object.keys(metafile.inputs));
}

function valueOf(flags, name) {
  return flags.includes(name) ? flags[flags.indexOf(name) + 1] : undefined;
}

/** Packages that name a licence without giving its text. */
const WITHOUT_FILE = {
  postgres:
    "The Unlicense. This is free and unencumbered software released into the public domain: https://unlicense.org",
};

/** A package's licence file, or the part of its README that is one. */
function licenceText(folder, name) {
  const textOf = (pattern) => {
    const file = readdirSync(folder).find((entry) => pattern.test(entry));
    return file === undefined ? undefined : readFileSync(join(folder, file), "utf8").trim();
  };
  const text =
    WITHOUT_FILE[name] ??
    textOf(/^licen[cs]e/i) ??
    /(?:^|\n)#* *licen[cs]e\s[\s\S]*$/i.exec(textOf(/^readme/i) ?? "")?.[0].trim();
  if (text === undefined) throw new Error(`${name} is shipped and has no licence text`);
  // A paragraph is a line: the same licence is broken into lines in many ways, and is packed well only when it is not.
  return text.replaceAll(/([^\n-])\n(?=[^\n-])/g, "$1 ");
}

/** The licences of everything that is in the bundles, from the packages themselves: who ships them has to pass them on. */
function writeNotices(outdir, inputs) {
  const folders = inputs.map((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]).filter(Boolean);
  const notices = [...new Set(folders)]
    .toSorted((a, b) => a.localeCompare(b))
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      return `${name} ${version} (${license})\n\n${licenceText(folder, name)}\n`;
    });
  const head = "Deepvue Usage contains these packages:\n";
  writeFileSync(join(outdir, "ThirdPartyNotices.txt"), [head, ...notices].join(`\n${"-".repeat(80)}\n\n`));
}

// esbuild has printed its own errors, each with file and line; other errors are ours.
main(process.argv.slice(2)).catch((error) => {
  if (!error.errors) console.error(error.message);
  process.exitCode = 1;
});
