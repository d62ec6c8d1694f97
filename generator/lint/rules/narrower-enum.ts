import { child, isObject } from '../../json/pointer.ts';
import type { JsonObject, Pointer } from '../../json/types.ts';
import { inPlaceKeywords, listKeywords } from '../../schema/keywords.ts';
import type { LintRule } from '../finding.ts';
import { resolved } from '../schemas.ts';

interface Listed {
  readonly name: string;
  readonly values: ReadonlySet<unknown>;
  readonly pointer: Pointer;
}

/** A member of a request that takes most, but not all, of the values that it takes in another request. */
export const narrowerEnum: LintRule = ({ document, operations }) => {
  const all = operations.flatMap(({ operation, pointer }): readonly Listed[] => {
    const content = resolved(document, operation['requestBody'])?.['content'];
    if (!isObject(content)) return [];
    const merged = new Map<string, { values: Set<unknown>; pointer: Pointer }>();
    for (const [type, media] of Object.entries(content)) {
      if (isObject(media))
        collect(
          document,
          media['schema'],
          child(pointer, 'requestBody', 'content', type, 'schema'),
          merged,
          0,
        );
    }
    return [...merged].map(([name, listed]) => ({ name, ...listed }));
  });
  return all.flatMap(({ name, values, pointer }) => {
    const wider = all.find(
      (other) =>
        other.name === name &&
        values.size >= 3 &&
        values.size < other.values.size &&
        values.size * 4 >= other.values.size * 3 &&
        [...values].every((value) => other.values.has(value)),
    );
    if (wider === undefined) return [];
    const missing = [...wider.values].filter((value) => !values.has(value));
    const message = `${name} lacks ${missing.map((value) => JSON.stringify(value)).join(', ')}, allowed at ${wider.pointer}`;
    return [{ code: 'narrower-enum', severity: 'warning', pointer, message }];
  });
};

/** Keywords whose branches apply to the body itself: `allOf`, `anyOf`, `oneOf`. */
const branchKeywords = inPlaceKeywords.filter((keyword) => listKeywords.includes(keyword));

/** The enums of a body's own members, joined over the branches of its unions. */
function collect(
  document: JsonObject,
  value: unknown,
  pointer: Pointer,
  into: Map<string, { values: Set<unknown>; pointer: Pointer }>,
  depth: number,
): void {
  const schema = resolved(document, value);
  if (schema === undefined || depth > 8) return;
  const at = isObject(value) && typeof value['$ref'] === 'string' ? value['$ref'] : pointer;
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  for (const [name, member] of Object.entries(properties)) {
    const values: unknown = resolved(document, member)?.['enum'];
    if (!Array.isArray(values)) continue;
    const place = child(at, 'properties', name, 'enum');
    const known = into.get(name) ?? { values: new Set(), pointer: place };
    for (const each of values) known.values.add(each);
    into.set(name, known);
  }
  for (const key of branchKeywords) {
    const branches: unknown = schema[key];
    if (!Array.isArray(branches)) continue;
    branches.forEach((branch: unknown, index) => {
      collect(document, branch, child(at, key, index), into, depth + 1);
    });
  }
}
