// The forms that are published of what the command line answers as JSON.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { misfits } from "./jsonSchema.ts";

const SCHEMAS = ["answer", "team-answer"].map((name) =>
  JSON.parse(readFileSync(new URL(`../../docs/schemas/${name}.schema.json`, import.meta.url), "utf8")),
);

/** The commands whose answers are described, as the answers name them. */
export function describedCommands(): readonly string[] {
  return SCHEMAS.flatMap(({ anyOf, $defs }) =>
    anyOf.flatMap(({ $ref }: { readonly $ref: string }) => {
      const { command } = $defs[$ref.replace("#/$defs/", "")].properties;
      return command.enum ?? [command.const];
    }),
  );
}

/** What a text says, which has to be as published: of one form, whose commands no other has. */
export function publishedAnswer(text: string): unknown {
  const answer: unknown = JSON.parse(text);
  const faults = SCHEMAS.map((schema) => misfits(answer, schema));
  assert.ok(
    faults.some((found) => found.length === 0),
    `${faults.flat().join("\n")}\n${text}`,
  );
  return answer;
}
