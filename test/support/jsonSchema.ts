// As much of JSON Schema as the published schemas use; a keyword that it does not know is an error, so that none is passed over.
type Schema = Readonly<Record<string, unknown>>;

const IGNORED = new Set(["$schema", "title", "description", "$defs"]);

/** Why a value does not fit, each with its place; none when it fits. */
export function misfits(value: unknown, schema: Schema, root: Schema = schema, path = "$"): readonly string[] {
  return Object.entries(schema).flatMap(([keyword, wanted]): readonly string[] => {
    switch (keyword) {
      case "$ref":
        return misfits(value, definition(root, String(wanted)), root, path);
      case "const":
        return value === wanted ? [] : [`${path} is not ${JSON.stringify(wanted)}`];
      case "enum":
        return (wanted as unknown[]).includes(value) ? [] : [`${path} is none of ${JSON.stringify(wanted)}`];
      case "anyOf": {
        const each = (wanted as Schema[]).map((one) => misfits(value, one, root, path));
        return each.some((faults) => faults.length === 0) ? [] : [`${path} fits none: ${each.flat().join("; ")}`];
      }
      case "type":
        return isOfType(value, String(wanted)) ? [] : [`${path} is no ${String(wanted)}`];
      case "pattern":
        return typeof value !== "string" || new RegExp(String(wanted)).test(value) ? [] : [`${path}: ${value}`];
      case "minimum":
        return typeof value !== "number" || value >= Number(wanted) ? [] : [`${path} is too small`];
      case "maximum":
        return typeof value !== "number" || value <= Number(wanted) ? [] : [`${path} is too large`];
      case "required":
        return (wanted as string[])
          .filter((name) => isObject(value) && !Object.hasOwn(value, name))
          .map((name) => `${path}.${name} is missing`);
      case "properties":
        return Object.entries(wanted as Record<string, Schema>).flatMap(([name, one]) =>
          isObject(value) && Object.hasOwn(value, name) ? misfits(value[name], one, root, `${path}.${name}`) : [],
        );
      case "additionalProperties": {
        const known = Object.keys((schema["properties"] as object | undefined) ?? {});
        const others = isObject(value) ? Object.entries(value).filter(([name]) => !known.includes(name)) : [];
        return others.flatMap(([name, other]) =>
          wanted === false ? [`${path}.${name} is unknown`] : misfits(other, wanted as Schema, root, `${path}.${name}`),
        );
      }
      case "items":
        return Array.isArray(value)
          ? value.flatMap((item, at) => misfits(item, wanted as Schema, root, `${path}[${at}]`))
          : [];
      default:
        return IGNORED.has(keyword) ? [] : [`the checker does not know ${keyword}`];
    }
  });
}

function definition(root: Schema, ref: string): Schema {
  const found = (root["$defs"] as Record<string, Schema>)[ref.replace("#/$defs/", "")];
  if (found === undefined) throw new Error(`no ${ref}`);
  return found;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case "object":
      return isObject(value);
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    case "null":
      return value === null;
    default:
      return typeof value === type;
  }
}
