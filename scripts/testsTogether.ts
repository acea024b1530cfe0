// node testsTogether.ts <test file> …: the tests of several files in this process, one after the other. Loading Node, its test
// runner and what the files share costs most of what a small file of pure tests takes.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

for (const file of process.argv.slice(2)) await import(pathToFileURL(resolve(file)).href);
