// What an answer is checked against, with the validator that the protocol's own client uses.
import assert from "node:assert/strict";
import { AjvJsonSchemaValidator } from "@modelcontextprotocol/client/validators/ajv";
import type { Tool } from "../../src/answers/tool.ts";

const validator = new AjvJsonSchemaValidator();

/** Fails where the data of an answer are not as its tool describes them. */
export function assertFits({ name, outputSchema }: Pick<Tool, "name" | "outputSchema">, data: unknown): void {
  const { valid, errorMessage } = validator.getValidator(outputSchema)(JSON.parse(JSON.stringify(data)));
  assert.ok(valid, `${name}: ${errorMessage}\n${JSON.stringify(data, undefined, 1)}`);
}
