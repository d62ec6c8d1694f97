import { child, isObject, valueAt } from '../json/pointer.ts';
import type { JsonObject, Pointer } from '../json/types.ts';
import type { Comparison } from './comparison.ts';
import type { SchemaPair } from './schema-pair.ts';

const components = '#/components/schemas';

/**
 * A schema with a discriminator and no union, and the schemas its values lead to: those that build on it by `allOf`.
 */
type Families = ReadonlyMap<Pointer, ReadonlyMap<string, Pointer>>;

const familiesByDocument = new WeakMap<JsonObject, Families>();

function familiesOf(document: JsonObject): Families {
  const before = familiesByDocument.get(document);
  if (before !== undefined) return before;
  const schemas = valueAt(document, components);
  const entries = Object.entries(isObject(schemas) ? schemas : {});
  const families = new Map<Pointer, Map<string, Pointer>>();
  for (const [name, schema] of entries) {
    if (!isObject(schema) || !isObject(schema['discriminator'])) continue;
    if (schema['oneOf'] !== undefined || schema['anyOf'] !== undefined) continue;
    const { mapping } = schema['discriminator'];
    const subtypes = new Map(
      Object.entries(isObject(mapping) ? mapping : {}).map(([value, target]): [string, Pointer] => [
        value,
        String(target).startsWith('#') ? String(target) : child(components, String(target)),
      ]),
    );
    const parent = child(components, name);
    for (const [name, each] of entries) {
      const pointer = child(components, name);
      if (buildsOn(each, parent) && ![...subtypes.values()].includes(pointer)) subtypes.set(name, pointer);
    }
    families.set(parent, subtypes);
  }
  familiesByDocument.set(document, families);
  return families;
}

const buildsOn = (schema: unknown, parent: Pointer): boolean =>
  isObject(schema) &&
  Array.isArray(schema['allOf']) &&
  schema['allOf'].some((part) => isObject(part) && part['$ref'] === parent);

const closures = new WeakMap<JsonObject, Map<Pointer, ReadonlySet<Pointer>>>();

/** All pointers that a place reaches through `$ref`, its own included. */
function closure(document: JsonObject, start: Pointer): ReadonlySet<Pointer> {
  const all = closures.get(document) ?? new Map<Pointer, ReadonlySet<Pointer>>();
  closures.set(document, all);
  const before = all.get(start);
  if (before !== undefined) return before;
  const seen = new Set<Pointer>([start]);
  const walk = (value: unknown, pending: Pointer[]): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      if (key === '$ref' && typeof member === 'string' && !seen.has(member)) {
        seen.add(member);
        pending.push(member);
      } else walk(member, pending);
    }
  };
  const pending = [start];
  for (let next = pending.pop(); next !== undefined; next = pending.pop())
    walk(valueAt(document, next), pending);
  all.set(start, seen);
  return seen;
}

interface Subtype {
  readonly parent: Pointer;
  readonly value: string;
  readonly base: Pointer;
  readonly head: Pointer;
}

const edited = new WeakMap<Comparison['sameness'], readonly Subtype[]>();

/** Subtypes that changed and that have the same discriminator value in both documents. */
function editedSubtypes({ base, head, sameness }: Comparison): readonly Subtype[] {
  const before = edited.get(sameness);
  if (before !== undefined) return before;
  const [old, now] = [familiesOf(base.document), familiesOf(head.document)];
  const found = [...old].flatMap(([parent, subtypes]) =>
    [...subtypes].flatMap(([value, pointer]) => {
      const other = now.get(parent)?.get(value);
      return other === undefined || sameness.same(pointer, other)
        ? []
        : [{ parent, value, base: pointer, head: other }];
    }),
  );
  edited.set(sameness, found);
  return found;
}

/** Whether a schema changed that only a discriminator leads to, and no reference. */
export const hasEditedSubtypes = (comparison: Comparison): boolean => editedSubtypes(comparison).length > 0;

/**
 * Pairs of subtypes that a message may be an instance of although no reference leads to them: where the declared schema
 * has a discriminator, its value selects the subtype by which clients read the message.
 */
export function subtypePairs(comparison: Comparison, pair: SchemaPair): readonly SchemaPair[] {
  const subtypes = editedSubtypes(comparison);
  if (subtypes.length === 0) return [];
  const reached = closure(comparison.base.document, pair.base);
  const { polarity, operation, where } = pair;
  return subtypes
    .filter(({ parent, base }) => reached.has(parent) && !reached.has(base))
    .map(({ value, base, head }) => ({ base, head, polarity, operation, where: `${where} (${value})` }));
}
