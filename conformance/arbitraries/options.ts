import type { View } from '../../generator/contract/model.ts';
import type { JsonObject, JsonSchema, Pointer } from '../../generator/json/types.ts';
import { tagOf } from '../../generator/schema/hints.ts';
import type { Placed } from '../../generator/schema/placed.ts';
import type { Reader } from '../../generator/schema/reader.ts';
import { readerOf } from '../../generator/schema/reader.ts';
import { branchesOf } from '../../generator/values/alternatives.ts';
import { atomsOf } from '../../generator/values/atoms.ts';
import { planOf } from '../../generator/values/build.ts';
import { heightOf } from '../../generator/values/height.ts';
import type { Plan } from '../../generator/values/plan.ts';

/** How large samples are: `least` has nothing optional, `small` is near 1 kB, `medium` near 4 kB, `large` near 16 kB. */
export type Size = 'least' | 'small' | 'medium' | 'large';

/** `2020-12` is plain JSON Schema and OpenAPI 3.1 and later; `3.0` is the schema object of OpenAPI 3.0. */
export type SchemaDialect = '2020-12' | '3.0';

/** What a schema is read with. */
export interface SchemaOptions {
  /** What `$ref`s resolve against; the schema itself when absent. */
  readonly document?: object;
  /** Where the schema stands in the document; found out for `{ $ref }`, else `#`. Labels are made from it. */
  readonly pointer?: Pointer;
  /** `2020-12` when absent, which is also OpenAPI 3.1 and 3.2. */
  readonly dialect?: SchemaDialect | '3.1' | '3.2';
  /** Leaves `readOnly` members out of requests and `writeOnly` members out of responses. */
  readonly view?: View;
  /** Values of this one value of the discriminator only. */
  readonly discriminatorValue?: string;
  /** Makes a `FilePart` of every `type: string, format: binary`, as multipart bodies need it. */
  readonly files?: boolean;
}

/** How values are sampled. */
export interface ArbitraryOptions extends SchemaOptions {
  readonly size?: Size;
  /** Names, ids, dates and texts that read well, by the name of the member. */
  readonly realistic?: boolean;
}

/** A schema made ready: its reader, its place and its plan. */
export interface Ready {
  readonly reader: Reader;
  /** What a value must satisfy: the schema, and the pinned discriminator value. */
  readonly conditions: readonly Placed[];
  readonly plan: Plan;
}

/** Reads the schema with the options; the plan is the same for the same arguments. */
export function readyOf(schema: JsonSchema, options: SchemaOptions): Ready {
  const placed = placedOf(schema, options);
  const document = (options.document ?? (typeof schema === 'object' ? schema : {})) as JsonObject;
  const reader = readerOf(document, options.dialect === '3.0' ? '3.0' : '3.1', options.view);
  const { discriminatorValue } = options;
  if (discriminatorValue === undefined)
    return { reader, conditions: [placed], plan: planOf(reader, [placed]) };
  const discriminator = discriminatorOf(reader, placed);
  if (discriminator === undefined) {
    throw new TypeError(
      `No discriminator identifies the branches at ${placed.at}, so ${discriminatorValue} cannot be pinned`,
    );
  }
  const pin = { schema: pinned(reader, discriminator.propertyName, discriminatorValue), at: placed.at };
  return { reader, conditions: [placed, pin], plan: planOf(reader, [placed, pin]) };
}

/** A schema made ready for one value of its discriminator. */
export interface Variant {
  readonly ready: Ready;
  readonly options: SchemaOptions;
  /** All values of the discriminator; empty without one, and where the options pin one. */
  readonly siblings: readonly string[];
}

/** The variants of a schema, one without a discriminator; none when no value satisfies the schema. */
export function variantsOf(schema: JsonSchema, options: SchemaOptions): readonly Variant[] {
  const ready = readyOf(schema, options);
  if (heightOf(ready.plan) === Number.POSITIVE_INFINITY) return [];
  const [placed] = ready.conditions;
  const found =
    options.discriminatorValue === undefined && placed !== undefined
      ? discriminatorOf(ready.reader, placed)
      : undefined;
  if (found === undefined) return [{ ready, options, siblings: [] }];
  return found.values.map((discriminatorValue) => {
    const pinned = { ...options, discriminatorValue };
    return { ready: readyOf(schema, pinned), options: pinned, siblings: found.values };
  });
}

function placedOf(schema: JsonSchema, { pointer, document }: SchemaOptions): Placed {
  if (pointer !== undefined) return { schema, at: pointer };
  const reference =
    typeof schema === 'object' && Object.keys(schema).length === 1 ? schema['$ref'] : undefined;
  if (typeof reference !== 'string' || document === undefined) return { schema, at: '#' };
  const target = readerOf(document as JsonObject).resolve(reference, '#');
  return target ?? { schema, at: '#' };
}

const pins = new WeakMap<Reader, Map<string, JsonObject>>();

function pinned(reader: Reader, name: string, value: string): JsonObject {
  const known = pins.get(reader) ?? new Map<string, JsonObject>();
  pins.set(reader, known);
  const key = JSON.stringify([name, value]);
  const schema =
    known.get(key) ??
    reader.make({ type: 'object', required: [name], properties: { [name]: { const: value } } });
  known.set(key, schema);
  return schema;
}

/** The member that identifies the branches of a union and its values, in the document's order. */
export interface FoundDiscriminator {
  readonly propertyName: string;
  readonly values: readonly string[];
}

/** The discriminator of a schema, said by `discriminator` or implied by a required member of finite values. */
export function discriminatorOf(reader: Reader, placed: Placed): FoundDiscriminator | undefined {
  for (const choice of atomsOf(reader, [placed]).choices) {
    const union = choice.schema as JsonObject;
    const keyword = ['oneOf', 'anyOf'].find((word) => Array.isArray(union[word]));
    if (keyword === undefined) continue;
    const branches = branchesOf(union, choice.at, keyword);
    const propertyName = tagOf(reader, union, branches);
    if (propertyName === undefined) continue;
    const values = branches.flatMap((branch) => tagValues(reader, branch, propertyName));
    const said = union['discriminator'];
    const mapping = typeof said === 'object' && said !== null ? (said as JsonObject)['mapping'] : undefined;
    const order = typeof mapping === 'object' && mapping !== null ? Object.keys(mapping) : [];
    const known = values.filter((value) => typeof value === 'string');
    return {
      propertyName,
      values: [
        ...order.filter((value) => known.includes(value)),
        ...known.filter((value) => !order.includes(value)),
      ],
    };
  }
  return undefined;
}

function tagValues(reader: Reader, branch: Placed, name: string): readonly unknown[] {
  const plan = planOf(reader, [branch]);
  const member = plan.kind === 'object' ? plan.member(name) : undefined;
  return member?.kind === 'values' ? member.values : [];
}
