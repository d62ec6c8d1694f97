import type { Contract, MediaType, SchemaUse } from '../../generator/contract/model.ts';
import { withValueIn } from '../../generator/contract/resources.ts';
import { child, isObject, valueAt } from '../../generator/json/pointer.ts';
import type { JsonObject, JsonSchema, Pointer } from '../../generator/json/types.ts';
import { conjuncts } from '../../generator/schema/conjuncts.ts';
import { shapeOf } from '../../generator/wire/decode.ts';

/** An example of the document with its name; `example` has none. */
export interface NamedExample {
  readonly name?: string;
  readonly value: unknown;
}

/** `example`, then `examples` in order; those in other files are left out. */
export function namedExamples(contract: Contract, pointer: Pointer): readonly NamedExample[] {
  const holder = valueAt(contract.document, pointer);
  if (!isObject(holder)) return [];
  const named = isObject(holder['examples']) ? Object.keys(holder['examples']) : [];
  return [
    ...(holder['example'] === undefined ? [] : [{ value: holder['example'] }]),
    ...named.flatMap((name): readonly NamedExample[] => {
      const example = resolved(contract, child(pointer, 'examples', name));
      if (Object.hasOwn(example, 'dataValue')) return [{ name, value: example['dataValue'] }];
      return Object.hasOwn(example, 'value') ? [{ name, value: example['value'] }] : [];
    }),
  ];
}

function resolved(contract: Contract, pointer: Pointer, depth = 0): JsonObject {
  const value = valueAt(contract.document, pointer);
  if (!isObject(value)) return {};
  const ref = value['$ref'];
  return typeof ref === 'string' && ref.startsWith('#') && depth < 20
    ? resolved(contract, ref, depth + 1)
    : (value as JsonObject);
}

/** The examples of a schema itself: of the whole, otherwise of its members. */
export interface SchemaExamples {
  /** The example of the whole schema, valid or not. */
  whole(use: SchemaUse): unknown;
  /** A value with the examples of its members, as far as `valid` accepts them. */
  within(use: SchemaUse, value: unknown, valid: (value: unknown) => boolean): unknown;
}

/** Deeper members and longer lists keep the sampled value. */
const limits = { depth: 8, places: 300, singly: 40 };

export function createSchemaExamples(contract: Contract): SchemaExamples {
  const exampleOf = (schema: JsonSchema | undefined, depth = 0): { readonly value: unknown } | undefined => {
    if (!isObject(schema) || depth > 10) return undefined;
    if (schema['example'] !== undefined) return { value: schema['example'] };
    const { examples } = schema;
    if (Array.isArray(examples) && examples.length > 0) return { value: examples[0] };
    const [referred] = conjuncts<JsonSchema>(schema, {
      reference: (to, keyword) =>
        keyword === '$ref' && to.startsWith('#') ? contract.schemaAt(to).raw : undefined,
      branch: () => undefined,
    });
    const inherited = exampleOf(referred, depth + 1);
    if (inherited !== undefined) return inherited;
    if (schema['default'] !== undefined && schema['default'] !== null) return { value: schema['default'] };
    const parts = conjuncts<JsonSchema>(schema, { reference: () => undefined, branch: (part) => part });
    return parts.length === 1 ? exampleOf(parts[0], depth + 1) : undefined;
  };
  /** Places below a schema that have an example, and whether the member must exist already. */
  const placesIn = (
    schema: JsonSchema | undefined,
    value: unknown,
    place: readonly string[],
    found: (readonly [readonly string[], unknown])[],
  ): void => {
    if (place.length > limits.depth || found.length >= limits.places) return;
    const { properties, items } = shapeOf(contract, schema);
    if (isObject(value)) {
      for (const [name, member] of properties) {
        const example = exampleOf(member);
        if (example !== undefined) found.push([[...place, name], example.value]);
        else if (Object.hasOwn(value, name)) placesIn(member, value[name], [...place, name], found);
      }
    }
    if (Array.isArray(value)) {
      const example = exampleOf(items);
      value.forEach((item, index) => {
        if (example !== undefined) found.push([[...place, String(index)], example.value]);
        else placesIn(items, item, [...place, String(index)], found);
      });
    }
  };
  const known = new WeakMap<SchemaUse, boolean>();
  return {
    whole: (use) => exampleOf(use.raw)?.value,
    within(use, value, valid) {
      if (known.get(use) === false) return value;
      const places: (readonly [readonly string[], unknown])[] = [];
      placesIn(use.normal.schema, value, [], places);
      // Most schemas have none; an empty list or object may hide those of its items, so only a complete search decides.
      if (places.length === 0) return value;
      const all = places.reduce<unknown>((whole, [place, example]) => put(whole, place, example), value);
      if (valid(all)) return all;
      return places.slice(0, limits.singly).reduce<unknown>((whole, [place, example]) => {
        const next = put(whole, place, example);
        return valid(next) ? next : whole;
      }, value);
    },
  };
}

function put(value: unknown, [name, ...rest]: readonly string[], next: unknown): unknown {
  if (name === undefined) return next;
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === name ? put(item, rest, next) : item));
  return withValueIn(value, [name], put(isObject(value) ? value[name] : undefined, rest, next));
}

/** The example of a media type with a name. */
export const exampleNamed = (contract: Contract, media: MediaType, name: string): NamedExample | undefined =>
  namedExamples(contract, media.pointer).find((each) => each.name === name);
