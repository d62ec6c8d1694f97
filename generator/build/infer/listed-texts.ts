import type { Contract } from '../../contract/model.ts';
import { isObject } from '../../json/guards.ts';
import type { JsonSchema } from '../../json/types.ts';

/** The texts that a schema lists, through `$ref` and beside null; empty where it does not list them. */
export function listedTexts(
  contract: Contract,
  schema: JsonSchema | undefined,
  depth = 0,
): readonly string[] {
  if (!isObject(schema) || depth > 8) return [];
  const { enum: listed, $ref } = schema;
  if (Array.isArray(listed)) return listed.filter((value) => typeof value === 'string');
  if (typeof $ref === 'string')
    return listedTexts(contract, contract.schemaAt($ref).normal.schema, depth + 1);
  const branches = ['anyOf', 'oneOf', 'allOf'].flatMap((keyword) =>
    Array.isArray(schema[keyword]) ? (schema[keyword] as readonly JsonSchema[]) : [],
  );
  const lists = branches.map((branch) => listedTexts(contract, branch, depth + 1));
  return lists.find((list) => list.length > 0) ?? [];
}
