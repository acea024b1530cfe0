import type * as v from "valibot";

/** A JSON Schema (draft 2020-12), of the few words that arguments of a question need. */
export interface JsonSchema {
  readonly type: "object" | "string" | "integer" | "boolean";
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: string | number | boolean;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false;
}

/** Parts of a schema of valibot's that are read here; whatever else it holds decides nothing that a model is told. */
interface Part {
  readonly kind: string;
  readonly type: string;
  readonly pipe?: readonly Part[];
  readonly wrapped?: Part;
  readonly default?: unknown;
  readonly entries?: Readonly<Record<string, Part>>;
  readonly options?: readonly string[];
  readonly requirement?: unknown;
  readonly description?: string;
}

/**
 * What a schema accepts, told in JSON Schema. Knows strict objects of optional and required texts, whole numbers, switches and choices;
 * throws for anything else, so that no argument is checked otherwise than it is described.
 */
export function jsonSchemaOf(schema: v.GenericSchema): JsonSchema {
  return read(schema);
}

function read(part: Part): JsonSchema {
  if (part.pipe !== undefined) {
    const [first, ...others] = part.pipe;
    if (first === undefined) throw new Error("a schema without a beginning");
    return Object.assign({}, read({ ...first }), ...others.map(constraint)) as JsonSchema;
  }
  switch (part.type) {
    case "optional": {
      const wrapped = read(part.wrapped ?? part);
      const { default: value } = part;
      return value === undefined ? wrapped : { ...wrapped, default: value as string | number | boolean };
    }
    case "string":
    case "boolean":
      return { type: part.type };
    case "number":
      return { type: "integer" };
    case "picklist":
      return { type: "string", enum: part.options ?? [] };
    case "strict_object": {
      const entries = Object.entries(part.entries ?? {});
      const required = entries.filter(([, entry]) => entry.type !== "optional").map(([name]) => name);
      return {
        type: "object",
        properties: Object.fromEntries(entries.map(([name, entry]) => [name, read(entry)])),
        ...(required.length === 0 ? {} : { required }),
        additionalProperties: false,
      };
    }
    default:
      throw new Error(`a schema of type ${part.type} can not be described`);
  }
}

function constraint(part: Part): Partial<JsonSchema> {
  switch (part.type) {
    case "description":
      return { description: part.description ?? "" };
    case "regex":
      return { pattern: (part.requirement as RegExp).source };
    case "max_length":
      return { maxLength: part.requirement as number };
    case "min_value":
      return { minimum: part.requirement as number };
    case "max_value":
      return { maximum: part.requirement as number };
    // "whole numbers" is said by the type; a check has words of its own when it fails.
    case "integer":
    case "check":
      return {};
    default:
      throw new Error(`a constraint of type ${part.type} can not be described`);
  }
}
