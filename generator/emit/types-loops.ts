import { child, isObject } from '../json/pointer.ts';
import type { Keyword } from '../schema/keywords.ts';

/** Keywords whose schemas openapi-typescript prints with no object literal around them. */
const shallow: ReadonlySet<string> = new Set<Keyword>([
  'items',
  'prefixItems',
  'allOf',
  'anyOf',
  'oneOf',
  'not',
]);

/** Applies `each` to the references that stand in a schema with no object between, and gives the schema that makes. */
function mapShallow(
  schema: unknown,
  each: (schema: Record<string, unknown>, ref: string) => unknown,
): unknown {
  if (Array.isArray(schema)) return schema.map((part) => mapShallow(part, each));
  if (!isObject(schema)) return schema;
  if (typeof schema['$ref'] === 'string') return each(schema, schema['$ref']);
  return Object.fromEntries(
    Object.entries(schema).map(([key, part]) => [key, shallow.has(key) ? mapShallow(part, each) : part]),
  );
}

/** Component names to the references within them that lead back to them with no object between. */
export function loopsOf(schemas: Record<string, unknown>): ReadonlyMap<string, ReadonlySet<string>> {
  const targets = new Map<string, ReadonlySet<string>>();
  for (const [name, schema] of Object.entries(schemas)) {
    const refs = new Set<string>();
    mapShallow(schema, (part, ref) => {
      refs.add(ref);
      return part;
    });
    targets.set(child('#/components/schemas', name), refs);
  }
  const reaches = (from: string, wanted: string, seen: Set<string>): boolean => {
    if (from === wanted) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return [...(targets.get(from) ?? [])].some((next) => reaches(next, wanted, seen));
  };
  const loops = new Map<string, ReadonlySet<string>>();
  for (const name of Object.keys(schemas)) {
    const own = child('#/components/schemas', name);
    const back = [...(targets.get(own) ?? [])].filter((ref) => reaches(ref, own, new Set()));
    if (back.length > 0) loops.set(name, new Set(back));
  }
  return loops;
}

/** The schema with references to these made a schema of anything, where they stand with no object between. */
export const withoutLoops = (schema: unknown, targets: ReadonlySet<string>): unknown =>
  mapShallow(schema, (part, ref) => (targets.has(ref) ? {} : part));
