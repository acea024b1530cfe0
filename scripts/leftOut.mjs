// Parts of packages that the command line and the extension never come to, and what is built in their place: their sizes are promises.
import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";

/** @typedef {(source: string, name: string) => string} Rewrite a file's text, and its path below node_modules, to what is built instead */

/**
 * Every export is a function that throws, but those that have to do something when nothing is asked of them.
 * @param {Readonly<Record<string, string>>} needed
 * @returns {Rewrite}
 */
const unreached =
  (needed = {}) =>
  (source, name) => {
    const names = [...source.matchAll(/^export (?:async )?(?:function\*?|class|const) (\w+)/gm)].map(([, one]) => one);
    const lines = names.map((one = "") => `export const ${one} = ${needed[one] ?? "unreached"};`);
    if (lines.length === 0) throw new Error(`${name} exports nothing`);
    return `function unreached() { throw new Error("${name} is left out"); }\n${lines.join("\n")}`;
  };

/** @type {(text: string) => Rewrite} */
const instead = (text) => () => text;

/** @type {(part: string, replacement: string) => Rewrite} */
const replaced = (part, replacement) => (source, name) => {
  if (!source.includes(part)) throw new Error(`${name} has no longer “${part}”`);
  return source.replace(part, replacement);
};

/**
 * Without what stands from one text on until another one begins.
 * @param {readonly (readonly [from: string, until: string])[]} ranges
 * @returns {Rewrite}
 */
const withoutRanges = (ranges) => (source, name) => {
  let rest = source;
  for (const [from, until] of ranges) {
    const [begin, end] = [rest.indexOf(from), rest.indexOf(until)];
    if (begin < 0 || end < begin) throw new Error(`${name} has no longer “${from}” and then “${until}”`);
    rest = rest.slice(0, begin) + rest.slice(end);
  }
  return rest;
};

/** @type {(...steps: readonly Rewrite[]) => Rewrite} */
const inTurn =
  (...steps) =>
  (source, name) =>
    steps.reduce((text, step) => step(text, name), source);

/**
 * By paths below node_modules.
 * @type {Readonly<Record<string, Rewrite>>}
 */
export const LEFT_OUT_OF_PROGRAM = {
  // Node has these itself.
  "fetch-blob/index.js": instead("export const Blob = globalThis.Blob; export default Blob;"),
  "fetch-blob/file.js": instead("export const File = globalThis.File; export default File;"),
  "fetch-blob/from.js": instead(
    "const { Blob, File } = globalThis, none = undefined; export { Blob, File, none as fileFromSync, none as fileFrom, none as blobFromSync, none as blobFrom };",
  ),
  // No answer of the service is a form.
  "node-fetch/src/utils/multipart-parser.js": unreached(),
  // An address is http or https: baseUrl.ts and fileAddress.ts see to it.
  "data-uri-to-buffer/dist/index.js": instead("export default () => { throw new Error('data: is left out'); };"),
  // No page sends these requests, so none is named.
  "node-fetch/src/utils/referrer.js": instead(
    `export const DEFAULT_REFERRER_POLICY = "strict-origin-when-cross-origin", validateReferrerPolicy = (policy) => policy,
      determineRequestsReferrer = () => "no-referrer", parseReferrerPolicyFromHeader = () => "";`,
  ),
  "node-fetch/src/index.js": withoutRanges([["if (process.version < 'v14')", "request_.on('response'"]]),
  // Its parser alone is used, and with the entities of XML, not with those of HTML.
  "sax/lib/sax.js": withoutRanges([
    ["sax.SAXStream =", "// When we pass the MAX_BUFFER_LENGTH"],
    ["var Stream\n", "// this really needs to be replaced with character classes"],
    ["sax.ENTITIES = Object.assign", "for (var s in sax.STATE)"],
  ]),
  // Nobody asked for filters; that there are none is asked at the end of each file.
  "hyparquet-writer/src/bloom.js": unreached({ writeBlooms: "() => {}" }),
  // Columns are flat, of numbers and texts, and are written plain or with a dictionary.
  "hyparquet-writer/src/variant.js": unreached(),
  "hyparquet-writer/src/geospatial.js": unreached(),
  "hyparquet-writer/src/wkb.js": unreached(),
  "hyparquet-writer/src/delta.js": unreached(),
  "hyparquet-writer/src/splitstream.js": unreached(),
  "hyparquet-writer/src/dremel.js": instead(
    `export function encodeNestedValues(path, values) {
      if (path.length !== 2 || path[1].element.repetition_type !== "REQUIRED") throw new Error("nested columns are left out");
      return { values, definitionLevels: [], repetitionLevels: [], maxDefinitionLevel: 0 };
    }`,
  ),
  "hyparquet-writer/src/unconvert.js": inTurn(
    withoutRanges([
      ["  if (ctype === 'DATE')", "  if (ctype === 'TIMESTAMP_MICROS')"],
      ["  if (ctype === 'JSON')", "  if (ctype === 'UTF8')"],
      ["  if (ctype === 'UINT_32'", "  if (ltype?.type === 'TIMESTAMP')"],
      ["  if (ltype?.type === 'GEOMETRY'", "  return values\n}"],
      ["const utf8Decoder", "/**\n * Uncovert from rich type"],
      ["  if (type === 'BOOLEAN')", "  if (converted_type === 'DECIMAL') {\n    // Statistics"],
      ["  if (element.logical_type?.type === 'FLOAT16'", "  if (type === 'INT32' && typeof value === 'number')"],
      ["  if (type === 'INT32' && converted_type === 'DATE'", "  throw new Error(`unsupported type for statistics"],
    ]),
    // Of numbers the least and the greatest are never shortened.
    replaced("const dayMillis", "const minMaxIsExact = () => undefined\nconst dayMillis"),
  ),
  "hyparquet-writer/src/column.js": withoutRanges([
    ["    // ColumnIndex construction", "    // OffsetIndex construction"],
    ["  if (left instanceof Uint8Array", "  if (left < right) return -1"],
  ]),
  "hyparquet-writer/src/plain.js": withoutRanges([
    ["if (type === 'BOOLEAN')", "if (type === 'INT32')"],
    ["} else if (type === 'FLOAT')", "} else if (type === 'BYTE_ARRAY')"],
    ["} else if (type === 'FIXED_LEN_BYTE_ARRAY')", "} else {\n    throw"],
  ]),
};

/**
 * By paths below node_modules.
 * @type {Readonly<Record<string, Rewrite>>}
 */
export const LEFT_OUT_OF_SDK = {
  // Schemas are never turned into JSON Schema: what a tool takes is written as such, in src/answers.
  "zod/v4/core/json-schema-processors.js": unreached(),
  "zod/v4/core/to-json-schema.js": unreached({ createStandardJSONSchemaMethod: "() => unreached" }),
  // `Server` is served; McpServer, with its registries and its schemas for what we describe ourselves, is but asked for by name.
  "@modelcontextprotocol/server/dist/stdio.mjs": replaced(
    "product instanceof McpServer ? product.server : product",
    "product",
  ),
};

/**
 * A plugin of esbuild. A file that a newer version of its package has no longer fails the build.
 * @param {Readonly<Record<string, Rewrite>>} parts
 * @returns {import("esbuild").Plugin}
 */
export const leftOut = (parts) => ({
  name: "left-out",
  setup(build) {
    /** @type {Set<string>} */
    const met = new Set();
    build.onLoad({ filter: /[\\/]node_modules[\\/]/ }, ({ path }) => {
      const name = relative(resolve("node_modules"), path).replaceAll("\\", "/");
      const rewrite = parts[name];
      if (rewrite === undefined) return undefined;
      met.add(name);
      return { contents: rewrite(readFileSync(path, "utf8"), name) };
    });
    build.onEnd(() => {
      const gone = Object.keys(parts).filter((name) => !met.has(name));
      const errors = gone.map((name) => ({ text: `${name} is nowhere asked for: see scripts/leftOut.mjs` }));
      // What comes at the end, esbuild does not print.
      for (const { text } of errors) console.error(text);
      return { errors };
    });
  },
});
