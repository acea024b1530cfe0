import type * as v from "valibot";
import type { LanguageToolName } from "../contract.ts";
import { problemOf } from "../domain/problem.ts";
import { problemText } from "../view/wording.ts";
import { ArgumentError, type ArgumentsSchema, checkArguments } from "./arguments.ts";
import { type Desk, type Sitting, sit } from "./desk.ts";
import { type JsonSchema, jsonSchemaOf } from "./jsonSchema.ts";
import type { OutputSchema } from "./outputSchema.ts";

/** What a question is answered with: exact, small, and the same in words and as data. */
export interface Answer {
  /** For reading; foreign texts in it stand between « and ». */
  readonly text: string;
  /** The same as JSON: amounts are decimal texts in rupees, "not fetched" stands where nothing is known. */
  readonly data: Readonly<Record<string, unknown>>;
  /** There is no answer; the text says why, and what to ask instead. */
  readonly isRefused?: true;
}

/** One question that a model may put, told and answered the same wherever it is put. */
export interface Tool {
  readonly name: LanguageToolName;
  readonly title: string;
  /** For the model that chooses between tools. */
  readonly description: string;
  readonly inputSchema: JsonSchema;
  /** Of the data of every answer that is no refusal. */
  readonly outputSchema: OutputSchema;
  /** What of the account an answer to these arguments tells, for the person who is asked first; undefined where they get no answer. */
  readonly tells: (sent: unknown) => string | undefined;
  /** Never throws: whatever keeps it from answering is worded for the model. */
  readonly answer: (desk: Desk, sent: unknown) => Promise<Answer>;
}

interface Definition<S extends ArgumentsSchema> {
  readonly name: LanguageToolName;
  readonly title: string;
  readonly description: string;
  readonly input: S;
  readonly output: OutputSchema;
  readonly tells: (input: v.InferOutput<S>) => string;
  readonly answer: (sitting: Sitting, input: v.InferOutput<S>) => Promise<Answer>;
}

export function defineTool<S extends ArgumentsSchema>(definition: Definition<S>): Tool {
  const { name, title, description, input, output } = definition;
  return {
    name,
    title,
    description,
    inputSchema: jsonSchemaOf(input),
    outputSchema: output,
    tells(sent) {
      try {
        return definition.tells(checkArguments(input, sent));
      } catch {
        return undefined;
      }
    },
    async answer(desk, sent) {
      try {
        const asked = checkArguments(input, sent);
        const sitting = await sit(desk);
        return sitting === undefined ? SIGNED_OUT : await definition.answer(sitting, asked);
      } catch (error) {
        return refused(error);
      }
    },
  };
}

function refused(error: unknown): Answer {
  if (error instanceof ArgumentError) return refusal(error.message);
  const { what, why } = problemText(problemOf(error));
  return refusal(`${what} ${why}`);
}

function refusal(text: string): Answer {
  return { text, data: { schema: 1, error: text }, isRefused: true };
}

const SIGNED_OUT: Answer = {
  text: "Nobody is signed in to Deepvue here, so nothing is known. The user can run “Deepvue: Sign In” in VS Code, or “deepvue-usage login”.",
  data: { schema: 1, account: null },
};
