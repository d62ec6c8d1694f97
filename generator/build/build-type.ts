import type { Contract, ObjectType, TypeExpression } from '../contract/model.ts';
import { isObject, valueAt } from '../json/pointer.ts';
import type { JsonObject, Pointer } from '../json/types.ts';
import { orNull, toLatest } from '../schema/dialect.ts';
import { arrayType } from './array-type.ts';
import { takesUnlisted } from './extensions.ts';
import { objectType } from './object-type.ts';
import { sharedBases } from './shared-bases.ts';
import { enumerated, intersectionOf, typesOf, unionOf } from './type-algebra.ts';
import { has, membersOf, type RawSchema, type TypeReader } from './type-reader.ts';

/** The type of the schema at `pointer`. A named schema gives its definition, not a reference to itself. */
export const buildType = (contract: Contract, pointer: Pointer): TypeExpression =>
  definition(readerOf(contract, [pointer]), pointer);

/** The type to write where the schema at `pointer` is used: a reference when it has a name, else its definition. */
export const typeAt = (contract: Contract, pointer: Pointer): TypeExpression =>
  readerOf(contract, []).usage(pointer);

const named = new WeakMap<Contract, ReadonlyMap<Pointer, string>>();

function namesOf(contract: Contract): ReadonlyMap<Pointer, string> {
  const known =
    named.get(contract) ?? new Map(contract.schemas.map(({ use, typeName }) => [use.pointer, typeName]));
  named.set(contract, known);
  return known;
}

/** `open`: the unnamed schemas that contain this one; a reference back to one of them is recursive. */
function readerOf(contract: Contract, open: readonly Pointer[]): TypeReader {
  return {
    contract,
    usage(pointer) {
      const typeName = namesOf(contract).get(pointer);
      if (typeName !== undefined) return { kind: 'reference', pointer, typeName };
      if (open.includes(pointer)) return { kind: 'unknown' };
      return definition(readerOf(contract, [...open, pointer]), pointer);
    },
  };
}

function definition(reader: TypeReader, pointer: Pointer): TypeExpression {
  const written = valueAt(reader.contract.document, pointer);
  if (written === false) return { kind: 'never' };
  if (!isObject(written)) return { kind: 'unknown' };
  const latest = toLatest(written, reader.contract.dialect);
  const whole = orNull(latest);
  if (whole !== undefined) return unionOf([typeOf(reader, whole, pointer), { kind: 'null' }], 'type');
  const type = typeOf(reader, latest, pointer);
  // A schema without `type` accepts null anyway; where its type is inferred from other keywords, `nullable` is taken
  // at its word.
  const isNullable = written['nullable'] === true && reader.contract.dialect === '3.0';
  return isNullable && type.kind === 'object' ? unionOf([type, { kind: 'null' }], 'type') : type;
}

/** The type of a schema of 2020-12, which stands at `pointer`. */
function typeOf(reader: TypeReader, raw: JsonObject, pointer: Pointer): TypeExpression {
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
function repeatsKind(reader: TypeReader, raw: RawSchema, reference: string, own: TypeExpression): boolean {
  const target = reference.startsWith('#/') ? valueAt(reader.contract.document, reference) : undefined;
  return isObject(target) && typeof raw['type'] === 'string' && target['type'] === raw['type']
    ? saysOnlyItsKind(own)
    : false;
}

function referenced(reader: TypeReader, reference: string): TypeExpression {
  if (reference !== '#' && !reference.startsWith('#/')) return { kind: 'unknown' };
  return valueAt(reader.contract.document, reference) === undefined
    ? { kind: 'unknown' }
    : reader.usage(reference);
}

function partsOf(reader: TypeReader, raw: RawSchema, pointer: Pointer): readonly TypeExpression[] {
  const own = ownType(reader, raw, pointer);
  const all = membersOf(raw, pointer, 'allOf').map((place) => reader.usage(place));
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

function union(
  reader: TypeReader,
  raw: RawSchema,
  pointer: Pointer,
  applicator: 'oneOf' | 'anyOf',
): TypeExpression {
  const members = membersOf(raw, pointer, applicator).map((place) => reader.usage(place));
  // Branches with `required` alone select among members that are declared beside the union.
  if (members.every((member) => member.kind === 'object' && isBareRequirement(member)))
    return { kind: 'unknown' };
  const discriminator = isObject(raw['discriminator'])
    ? reader.contract.schemaAt(pointer).discriminator
    : undefined;
  const unlisted =
    discriminator === undefined || !takesUnlisted(raw)
      ? []
      : unlistedMember(reader, membersOf(raw, pointer, applicator), discriminator.propertyName);
  return unionOf([...members, ...unlisted], applicator, discriminator);
}

/** A value whose discriminator the document does not list: what all branches extend, and any text. */
function unlistedMember(
  reader: TypeReader,
  branches: readonly Pointer[],
  name: string,
): readonly TypeExpression[] {
  const shared = sharedBases(reader.contract, branches);
  const tag: ObjectType = {
    kind: 'object',
    properties: [
      {
        name,
        type: { kind: 'string' },
        required: true,
        readOnly: false,
        writeOnly: false,
        documentation: { deprecated: false, examples: [], limits: [] },
      },
    ],
    closed: false,
  };
  return [intersectionOf([...shared.map((base) => reader.usage(base)), tag])];
}

const isBareRequirement = ({ properties, additional, closed }: ObjectType): boolean =>
  additional === undefined && !closed && properties.every(({ type }) => type.kind === 'unknown');

function ownType(reader: TypeReader, raw: RawSchema, pointer: Pointer): TypeExpression {
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
const isBinary = (raw: RawSchema): boolean =>
  raw['format'] === 'binary' ||
  (typeof raw['contentMediaType'] === 'string' &&
    raw['contentEncoding'] === undefined &&
    !/json|text|xml/.test(raw['contentMediaType']));

function impliedTypes(raw: RawSchema): readonly string[] {
  if (has(raw, 'properties', 'additionalProperties', 'patternProperties', 'required')) return ['object'];
  if (has(raw, 'items', 'prefixItems')) return ['array'];
  return isBinary(raw) ? ['string'] : [];
}
