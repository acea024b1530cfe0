import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** Runs `node file name <argument as JSON>` and gives the last line of its output, which is JSON; other lines are progress. */
export async function runProcess(file: string, name: string, argument: unknown): Promise<unknown> {
  const flags = process.execArgv;
  const command = [...flags, file, name, JSON.stringify(argument)];
  const child = spawn(process.execPath, command, { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  let last = "";
  for await (const line of createInterface({ input: child.stdout })) last = line;
  const [code] = await exited;
  if (code !== 0) throw new Error(`${name} failed with exit code ${code}`);
  return JSON.parse(last);
}
