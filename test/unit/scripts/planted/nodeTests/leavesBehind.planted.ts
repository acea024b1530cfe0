import { test } from "node:test";
import { startProgram } from "../program.ts";

test("starts a program that does not end", () => startProgram());
