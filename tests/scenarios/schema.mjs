// Checks values against the part of JSON Schema that docs/api/openapi.yaml uses.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { kRoot } from "./server.mjs";

const require = createRequire(new URL("../../web/package.json", import.meta.url));
const { parse } = require("yaml");

export const kContract = parse(readFileSync(join(kRoot, "docs/api/openapi.yaml"), "utf8"));

const kKnown = new Set(["$ref", "type", "required", "properties", "additionalProperties", "items", "enum", "const", "oneOf",
  "format", "description", "example", "maxLength"]);

function resolve(reference) {
  return reference.slice(2).split("/").reduce((at, key) => at[key], kContract);
}

function kindOf(value) {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

/** Every way in which `value` breaks `schema`, each with its pointer. */
export function breaks(value, schema, pointer = "") {
  for (const key of Object.keys(schema)) {
    if (!kKnown.has(key)) throw new Error(`the schema word ${key} is not checked`);
  }
  const found = schema.$ref ? breaks(value, resolve(schema.$ref), pointer) : [];
  const kind = kindOf(value);
  const kinds = schema.type === undefined ? null : [schema.type].flat();
  if (kinds && !kinds.includes(kind) && !(kind === "integer" && kinds.includes("number"))) {
    return [...found, `${pointer}: ${kind}, not ${kinds.join(" or ")}`];
  }
  if (schema.enum && !schema.enum.includes(value)) found.push(`${pointer}: ${JSON.stringify(value)} is not in the enum`);
  if ("const" in schema && schema.const !== value) found.push(`${pointer}: not ${schema.const}`);
  if (schema.format === "date" && kind === "string" && !/^\d{4}-\d\d-\d\d$/.test(value)) found.push(`${pointer}: no date`);
  if (schema.oneOf) {
    const fits = schema.oneOf.filter((one) => breaks(value, one, pointer).length === 0).length;
    if (fits !== 1) found.push(`${pointer}: fits ${fits} of oneOf`);
  }
  if (kind === "array" && schema.items) {
    value.forEach((item, i) => found.push(...breaks(item, schema.items, `${pointer}/${i}`)));
  }
  if (kind === "object") {
    for (const name of schema.required ?? []) if (!(name in value)) found.push(`${pointer}: ${name} is missing`);
    for (const [name, inner] of Object.entries(value)) {
      const own = schema.properties?.[name];
      if (own) found.push(...breaks(inner, own, `${pointer}/${name}`));
      else if (schema.properties && schema.additionalProperties !== true) found.push(`${pointer}/${name}: not in the contract`);
    }
  }
  return found;
}

/** The schema of the answer of an operation. */
export function answerSchema(path, method, status) {
  const answer = kContract.paths[path][method].responses[String(status)];
  const said = answer.$ref ? resolve(answer.$ref) : answer;
  return Object.values(said.content)[0].schema;
}
