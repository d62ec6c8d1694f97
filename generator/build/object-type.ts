import type { Contract, ObjectType, PropertyType, TypeExpression } from '../contract/model.ts';
import { child, isObject, valueAt } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import { conjuncts } from '../schema/conjuncts.ts';
import { documentationOf } from './documentation.ts';
import { unionOf } from './type-algebra.ts';
import { has, type RawSchema, type TypeReader } from './type-reader.ts';

/** The type of an object schema: its members, those that only `required` names, and undeclared ones. */
export function objectType(reader: TypeReader, raw: RawSchema, pointer: Pointer): ObjectType {
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

function property(reader: TypeReader, name: string, place: Pointer, required: boolean): PropertyType {
  const raw = valueAt(reader.contract.document, place);
  const target =
    isObject(raw) && typeof raw['$ref'] === 'string' && raw['$ref'].startsWith('#')
      ? valueAt(reader.contract.document, raw['$ref'])
      : undefined;
  const flag = (keyword: string) => [raw, target].some((value) => isObject(value) && value[keyword] === true);
  return {
    name,
    type: reader.usage(place),
    required,
    readOnly: flag('readOnly'),
    writeOnly: flag('writeOnly'),
    documentation: documentationOf(raw, evidenceAt(reader.contract, place)),
  };
}

/** A name that is required here and declared in a member of `allOf`, here or around. */
function requiredElsewhere(reader: TypeReader, name: string, pointer: Pointer): PropertyType {
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
  reader: TypeReader,
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

function additional(reader: TypeReader, raw: RawSchema, pointer: Pointer): TypeExpression | undefined {
  const value = raw['additionalProperties'];
  const patterns = isObject(raw['patternProperties']) ? Object.keys(raw['patternProperties']) : [];
  const types = [
    ...(value === true || isObject(value) ? [reader.usage(child(pointer, 'additionalProperties'))] : []),
    ...patterns.map((pattern) => reader.usage(child(pointer, 'patternProperties', pattern))),
  ];
  return types.length === 0 ? undefined : unionOf(types, 'anyOf');
}
