import { isObject, valueAt } from '../json/pointer.ts';
import type { JsonObject } from '../json/types.ts';

/**
 * An equivalent document in another spelling, to test that drift finds no change of meaning. Deterministic for a
 * seed.
 */
export function equivalentOf(document: JsonObject, seed: number): JsonObject {
  let state = seed + 1;
  const roll = (sides: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % sides;
  };
  const is31 = String(document['openapi']).startsWith('3.1');
  // Beside `unevaluatedProperties`, an explicit `additionalProperties: true` of one part would open the whole.
  const closedLate = JSON.stringify(document).includes('"unevaluatedProperties"');

  const shuffled = <T>(items: readonly T[]): T[] => {
    const list = [...items];
    for (let index = list.length - 1; index > 0; index--) {
      const other = roll(index + 1);
      [list[index], list[other]] = [list[other] as T, list[index] as T];
    }
    return list;
  };

  function schema(value: unknown, open: readonly string[]): unknown {
    if (!isObject(value)) return value;
    let copy: Record<string, unknown> = Object.fromEntries(
      shuffled(Object.entries(value)).map(([key, member]) => [key, keyword(key, member, open)]),
    );
    copy = inlined(copy, open);
    copy = flattened(copy);
    if (Array.isArray(copy['required'])) copy['required'] = shuffled(copy['required']);
    if (Array.isArray(copy['enum'])) {
      copy['enum'] = shuffled(copy['enum']);
      const values = copy['enum'] as unknown[];
      if (is31 && values.length === 1 && roll(2) === 0) {
        delete copy['enum'];
        copy['const'] = values[0];
      } else if (is31 && values.length > 1 && copy['oneOf'] === undefined && roll(3) === 0) {
        delete copy['enum'];
        copy['oneOf'] = [...new Set(values.map((each) => JSON.stringify(each)))].map((text) => ({
          const: JSON.parse(text) as unknown,
        }));
      }
    }
    for (const key of ['oneOf', 'anyOf'])
      if (Array.isArray(copy[key])) copy[key] = shuffled(copy[key] as unknown[]);
    if (
      Array.isArray(copy['oneOf']) &&
      copy['anyOf'] === undefined &&
      disjoint(copy['oneOf']) &&
      roll(2) === 0
    ) {
      copy['anyOf'] = copy['oneOf'];
      delete copy['oneOf'];
    }
    if (is31 && typeof copy['type'] === 'string' && roll(3) === 0) copy['type'] = [copy['type']];
    if (is31 && Array.isArray(copy['type'])) {
      const types = shuffled(copy['type'] as string[]);
      copy['type'] = types;
      if (
        types.length === 2 &&
        types.includes('null') &&
        copy['enum'] === undefined &&
        copy['anyOf'] === undefined &&
        roll(2) === 0
      ) {
        delete copy['type'];
        copy['anyOf'] = types.map((type) => ({ type }));
      }
    }
    if (
      copy['additionalProperties'] === undefined &&
      copy['type'] === 'object' &&
      !closedLate &&
      roll(4) === 0
    ) {
      copy['additionalProperties'] = true;
    }
    return copy;
  }

  function keyword(key: string, member: unknown, open: readonly string[]): unknown {
    if (['properties', 'patternProperties', '$defs', 'dependentSchemas'].includes(key) && isObject(member)) {
      return Object.fromEntries(
        shuffled(Object.entries(member)).map(([name, each]) => [name, schema(each, open)]),
      );
    }
    if (['allOf', 'oneOf', 'anyOf', 'prefixItems'].includes(key) && Array.isArray(member))
      return member.map((each) => schema(each, open));
    if (
      ['items', 'additionalProperties', 'not', 'if', 'then', 'else', 'contains', 'propertyNames'].includes(
        key,
      )
    )
      return schema(member, open);
    return member;
  }

  /** A reference replaced by its target, unless it is recursive. */
  function inlined(copy: Record<string, unknown>, open: readonly string[]): Record<string, unknown> {
    const ref = copy['$ref'];
    if (
      typeof ref !== 'string' ||
      Object.keys(copy).length !== 1 ||
      open.includes(ref) ||
      open.length > 3 ||
      roll(3) !== 0
    )
      return copy;
    const target = valueAt(document, ref);
    return isObject(target) ? (schema(target, [...open, ref]) as Record<string, unknown>) : copy;
  }

  /** `allOf` of plain objects with different members, laid out as one. */
  function flattened(copy: Record<string, unknown>): Record<string, unknown> {
    const parts = copy['allOf'];
    if (!Array.isArray(parts) || roll(2) !== 0) return copy;
    const { allOf: _, ...own } = copy;
    const plain = new Set(['type', 'properties', 'required', 'title', 'description']);
    const all = [own, ...parts].filter(isObject);
    const names = all.flatMap((part) => Object.keys(isObject(part['properties']) ? part['properties'] : {}));
    if (all.length !== parts.length + 1 || new Set(names).size !== names.length) return copy;
    if (!all.every((part) => Object.keys(part).every((key) => plain.has(key)))) return copy;
    if (!all.every((part) => part['type'] === undefined || part['type'] === 'object')) return copy;
    return {
      ...(all.some((part) => part['type'] === 'object') ? { type: 'object' } : {}),
      properties: Object.assign({}, ...all.map((part) => part['properties'] ?? {})) as unknown,
      required: [
        ...new Set(
          all.flatMap((part) => (Array.isArray(part['required']) ? (part['required'] as string[]) : [])),
        ),
      ],
      ...(own['title'] === undefined ? {} : { title: own['title'] }),
      ...(own['description'] === undefined ? {} : { description: own['description'] }),
    };
  }

  /** Branches of different types have no value in common. */
  function disjoint(branches: readonly unknown[]): boolean {
    const types = branches.map((branch) => (isObject(branch) ? branch['type'] : undefined));
    const values = branches.map((branch) =>
      isObject(branch) && Object.hasOwn(branch, 'const') ? JSON.stringify(branch['const']) : undefined,
    );
    if (values.every((value) => value !== undefined)) return new Set(values).size === values.length;
    return (
      types.every((type) => typeof type === 'string' && type !== 'number') &&
      new Set(types).size === types.length
    );
  }

  const result = structuredClone(document) as Record<string, unknown>;
  const components = (result['components'] as Record<string, unknown>)['schemas'] as Record<string, unknown>;
  for (const name of Object.keys(components))
    components[name] = schema(components[name], [`#/components/schemas/${name}`]);
  return result;
}
