import type { Contract, ObjectType, PropertyType, TypeExpression } from '../contract/model.ts';
import { child, isObject, valueAt } from '../json/pointer.ts';
import type { JsonObject, Pointer } from '../json/types.ts';
import { conjuncts } from '../schema/conjuncts.ts';
import { orNull, toLatest } from '../schema/dialect.ts';
import { documentationOf } from './documentation.ts';
import { enumerated, intersectionOf, typesOf, unionOf } from './type-algebra.ts';

/** What TypeScript can say of the schema at `pointer`. A named schema gives its definition, not a reference to itself. */
export const buildType = (contract: Contract, pointer: Pointer): TypeExpression =>
  definition({ contract, names: namesOf(contract), open: [pointer] }, pointer);

/** The type to write where the schema at `pointer` is used: a reference when it has a name, else its definition. */
export const typeAt = (contract: Contract, pointer: Pointer): TypeExpression =>
  usage({ contract, names: namesOf(contract), open: [] }, pointer);

interface Reader {
  readonly contract: Contract;
  readonly names: ReadonlyMap<Pointer, string>;
  /** The unnamed schemas that contain this one; a reference back to one of them is recursive. */
  readonly open: readonly Pointer[];
}

const named = new WeakMap<Contract, ReadonlyMap<Pointer, string>>();

function namesOf(contract: Contract): ReadonlyMap<Pointer, string> {
  const known =
    named.get(contract) ?? new Map(contract.schemas.map(({ use, typeName }) => [use.pointer, typeName]));
  named.set(contract, known);
  return known;
}

function usage(reader: Reader, pointer: Pointer): TypeExpression {
  const typeName = reader.names.get(pointer);
  if (typeName !== undefined) return { kind: 'reference', pointer, typeName };
  if (reader.open.includes(pointer)) return { kind: 'unknown' };
  return definition({ ...reader, open: [...reader.open, pointer] }, pointer);
}

function definition(reader: Reader, pointer: Pointer): TypeExpression {
  const written = valueAt(reader.contract.document, pointer);
  if (written === false) return { kind: 'never' };
  if (!isObject(written)) return { kind: 'unknown' };
  const latest = toLatest(written, reader.contract.dialect);
  const whole = orNull(latest);
  if (whole !== undefined) return unionOf([typeOf(reader, whole, pointer), { kind: 'null' }], 'type');
  const type = typeOf(reader, latest, pointer);
  // A schema without `type` accepts null anyway; where its type is inferred from other keywords, `nullable` is taken at its word.
  const isNullable = written['nullable'] === true && reader.contract.dialect === '3.0';
  return isNullable && type.kind === 'object' ? unionOf([type, { kind: 'null' }], 'type') : type;
}

/** The type of a schema of 2020-12, which stands at `pointer`. */
function typeOf(reader: Reader, raw: JsonObject, pointer: Pointer): TypeExpression {
  const reference = raw['$ref'];
  if (typeof reference === 'string') {
    const target = referenced(reader, reference);
    const own = ownType(reader, raw, pointer);
    return Object.keys(raw).length === 1 || repeatsKind(reader, raw, reference, own)
      ? target
      : intersectionOf([target, own]);
  }
  const literal = enumerated(raw);
  const whole = literal ?? intersectionOf(partsOf(reader, raw, pointer));
  // An enum without null does not accept null, whatever `type` contains.
  const nullable = typesOf(raw)?.includes('null') ?? false;
  return nullable && literal === undefined && whole.kind !== 'unknown' && whole.kind !== 'null'
    ? unionOf([whole, { kind: 'null' }], 'type')
    : whole;
}

/** Whether the schema only repeats the `type` of its reference; printed, a bare `object` would accept any member. */
function repeatsKind(
  reader: Reader,
  raw: Readonly<Record<string, unknown>>,
  reference: string,
  own: TypeExpression,
): boolean {
  const target = reference.startsWith('#/') ? valueAt(reader.contract.document, reference) : undefined;
  return isObject(target) && typeof raw['type'] === 'string' && target['type'] === raw['type']
    ? saysOnlyItsKind(own)
    : false;
}

function referenced(reader: Reader, reference: string): TypeExpression {
  if (reference !== '#' && !reference.startsWith('#/')) return { kind: 'unknown' };
  return valueAt(reader.contract.document, reference) === undefined
    ? { kind: 'unknown' }
    : usage(reader, reference);
}

function partsOf(
  reader: Reader,
  raw: Readonly<Record<string, unknown>>,
  pointer: Pointer,
): readonly TypeExpression[] {
  const own = ownType(reader, raw, pointer);
  const all = membersOf(raw, pointer, 'allOf').map((place) => usage(reader, place));
  const unions = (['oneOf', 'anyOf'] as const)
    .filter((applicator) => Array.isArray(raw[applicator]))
    .map((applicator) => union(reader, raw, pointer, applicator));
  const others = [...all, ...unions].filter(({ kind }) => kind !== 'unknown');
  // `type: object` beside a union of objects adds nothing.
  return others.length > 0 && saysOnlyItsKind(own) ? others : [own, ...others];
}

const saysOnlyItsKind = (type: TypeExpression): boolean => {
  switch (type.kind) {
    case 'object':
      return type.properties.length === 0 && type.additional === undefined && !type.closed;
    case 'array':
      return type.items.kind === 'unknown';
    case 'union':
      return type.applicator === 'type' && type.members.every(saysOnlyItsKind);
    default:
      return type.kind !== 'tuple' && type.kind !== 'enum';
  }
};

const membersOf = (
  raw: Readonly<Record<string, unknown>>,
  pointer: Pointer,
  keyword: string,
): readonly Pointer[] =>
  (Array.isArray(raw[keyword]) ? (raw[keyword] as readonly unknown[]) : []).map((_, index) =>
    child(pointer, keyword, index),
  );

function union(
  reader: Reader,
  raw: Readonly<Record<string, unknown>>,
  pointer: Pointer,
  applicator: 'oneOf' | 'anyOf',
): TypeExpression {
  const members = membersOf(raw, pointer, applicator).map((place) => usage(reader, place));
  // Branches with `required` alone select among members that are declared beside the union.
  if (members.every((member) => member.kind === 'object' && isBareRequirement(member)))
    return { kind: 'unknown' };
  const discriminator = isObject(raw['discriminator'])
    ? reader.contract.schemaAt(pointer).discriminator
    : undefined;
  return unionOf(members, applicator, discriminator);
}

const isBareRequirement = ({ properties, additional, closed }: ObjectType): boolean =>
  additional === undefined && !closed && properties.every(({ type }) => type.kind === 'unknown');

function ownType(reader: Reader, raw: Readonly<Record<string, unknown>>, pointer: Pointer): TypeExpression {
  const literal = enumerated(raw);
  if (literal !== undefined) return literal;
  const types = typesOf(raw) ?? impliedTypes(raw);
  const kinds = types.filter((type) => type !== 'null' || types.length === 1);
  const format = typeof raw['format'] === 'string' ? { format: raw['format'] } : {};
  const read = (type: string): TypeExpression => {
    switch (type) {
      case 'object':
        return objectType(reader, raw, pointer);
      case 'array':
        return arrayType(reader, raw, pointer);
      case 'string':
        return { kind: 'string', ...(isBinary(raw) ? { format: 'binary' } : format) };
      case 'integer':
        return { kind: 'integer', ...format };
      case 'number':
      case 'boolean':
      case 'null':
        return { kind: type };
      default:
        return { kind: 'unknown' };
    }
  };
  return kinds.length === 0 ? { kind: 'unknown' } : unionOf(kinds.map(read), 'type');
}

/** 3.1 describes a file by its media type, without an encoding that would make it text. */
const isBinary = (raw: Readonly<Record<string, unknown>>): boolean =>
  raw['format'] === 'binary' ||
  (typeof raw['contentMediaType'] === 'string' &&
    raw['contentEncoding'] === undefined &&
    !/json|text|xml/.test(raw['contentMediaType']));

const has = (raw: Readonly<Record<string, unknown>>, ...keywords: readonly string[]): boolean =>
  keywords.some((keyword) => Object.hasOwn(raw, keyword));

function impliedTypes(raw: Readonly<Record<string, unknown>>): readonly string[] {
  if (has(raw, 'properties', 'additionalProperties', 'patternProperties', 'required')) return ['object'];
  if (has(raw, 'items', 'prefixItems')) return ['array'];
  return isBinary(raw) ? ['string'] : [];
}

function objectType(reader: Reader, raw: Readonly<Record<string, unknown>>, pointer: Pointer): ObjectType {
  const declared = isObject(raw['properties']) ? Object.keys(raw['properties']) : [];
  const required = new Set(
    (Array.isArray(raw['required']) ? raw['required'] : []).filter((name) => typeof name === 'string'),
  );
  const properties = declared.map((name) =>
    property(reader, name, child(pointer, 'properties', name), required.has(name)),
  );
  const inherited = [...required]
    .filter((name) => !declared.includes(name))
    .map((name) => requiredElsewhere(reader, name, pointer));
  const rest = additional(reader, raw, pointer);
  return {
    kind: 'object',
    properties: [...properties, ...inherited],
    closed: raw['additionalProperties'] === false && !has(raw, 'patternProperties'),
    ...(rest === undefined ? {} : { additional: rest }),
  };
}

/** The evidence class of an overlay at a place; omitted inside a schema that an overlay wrote as a whole. */
function evidenceAt({ origin }: Contract, place: Pointer): Parameters<typeof documentationOf>[1] {
  const holder = place.replace(/\/properties\/[^/]*$/, '');
  if (origin(holder).overlay !== undefined) return undefined;
  return (keyword) => origin(keyword === undefined ? place : child(place, keyword)).overlay?.evidence;
}

function property(reader: Reader, name: string, place: Pointer, required: boolean): PropertyType {
  const raw = valueAt(reader.contract.document, place);
  const target =
    isObject(raw) && typeof raw['$ref'] === 'string' && raw['$ref'].startsWith('#')
      ? valueAt(reader.contract.document, raw['$ref'])
      : undefined;
  const flag = (keyword: string) => [raw, target].some((value) => isObject(value) && value[keyword] === true);
  return {
    name,
    type: usage(reader, place),
    required,
    readOnly: flag('readOnly'),
    writeOnly: flag('writeOnly'),
    documentation: documentationOf(raw, evidenceAt(reader.contract, place)),
  };
}

/** A name that is required here and declared in a member of `allOf`, here or around. */
function requiredElsewhere(reader: Reader, name: string, pointer: Pointer): PropertyType {
  const holder = pointer.replace(/\/allOf\/\d+$/, '');
  const place =
    declaration(reader, name, pointer, []) ??
    (holder === pointer ? undefined : declaration(reader, name, holder, []));
  if (place !== undefined) return property(reader, name, place, true);
  const documentation = documentationOf(undefined);
  return {
    name,
    type: { kind: 'unknown' },
    required: true,
    readOnly: false,
    writeOnly: false,
    documentation,
  };
}

function declaration(
  reader: Reader,
  name: string,
  pointer: Pointer,
  seen: readonly Pointer[],
): Pointer | undefined {
  const raw = valueAt(reader.contract.document, pointer);
  if (!isObject(raw) || seen.includes(pointer)) return undefined;
  if (isObject(raw['properties']) && Object.hasOwn(raw['properties'], name))
    return child(pointer, 'properties', name);
  const targets = conjuncts<Pointer>(raw, {
    reference: (reference) => (reference.startsWith('#') ? reference : undefined),
    branch: (_, index) => child(pointer, 'allOf', index),
  });
  for (const target of targets) {
    const found = declaration(reader, name, target, [...seen, pointer]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function additional(
  reader: Reader,
  raw: Readonly<Record<string, unknown>>,
  pointer: Pointer,
): TypeExpression | undefined {
  const value = raw['additionalProperties'];
  const patterns = isObject(raw['patternProperties']) ? Object.keys(raw['patternProperties']) : [];
  const types = [
    ...(value === true || isObject(value) ? [usage(reader, child(pointer, 'additionalProperties'))] : []),
    ...patterns.map((pattern) => usage(reader, child(pointer, 'patternProperties', pattern))),
  ];
  return types.length === 0 ? undefined : unionOf(types, 'anyOf');
}

function arrayType(reader: Reader, raw: Readonly<Record<string, unknown>>, pointer: Pointer): TypeExpression {
  const count = (keyword: string, absent: number) => {
    const value = raw[keyword];
    return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : absent;
  };
  const minItems = count('minItems', 0);
  const maxItems = count('maxItems', Number.POSITIVE_INFINITY);
  const items: TypeExpression = has(raw, 'items')
    ? usage(reader, child(pointer, 'items'))
    : { kind: 'unknown' };
  const prefix = membersOf(raw, pointer, 'prefixItems').map((place) => usage(reader, place));
  if (prefix.length === 0) return { kind: 'array', items, minItems, maxItems };
  const closed = raw['items'] === false || maxItems <= prefix.length;
  return {
    kind: 'tuple',
    items: prefix.slice(0, maxItems),
    required: Math.min(minItems, prefix.length),
    ...(closed ? {} : { rest: items }),
  };
}
