import { typeAt } from '../build/build-type.ts';
import { documentationOf } from '../build/documentation.ts';
import type { Contract, Documentation, PropertyType, SchemaUse, TypeExpression } from '../contract/model.ts';
import { isObject } from '../json/pointer.ts';
import { compile } from '../schema/compile.ts';
import { readerOf } from '../schema/reader.ts';
import { planOf } from '../values/build.ts';
import { formatSamples, leastOf } from '../values/least.ts';
import { modelsOf } from './models.ts';
import { jsonLiteral, literalKey, stringLiteral } from './text.ts';
import { visibleProperties } from './type.ts';

const deepest = 8;
const reader = readerOf({});

/** Stands for a file in a sample. */
const file: unique symbol = Symbol('file');

/**
 * A short valid value of a schema as TypeScript, for an example: required members, with the document's own examples and
 * defaults where it has them; where such a value is not valid, the least one that is.
 */
export function sampleText(contract: Contract, use: SchemaUse | undefined, name?: string): string {
  if (use === undefined) return '{}';
  const { document, dialect } = contract;
  const schema = isObject(use.raw) ? use.raw : {};
  const documentation = documentationOf(schema);
  const type = typeAt(contract, use.pointer);
  const isWord = name !== undefined && type.kind === 'string' && documentation.examples.length === 0;
  const { accepts } = compile(document, dialect, use.pointer, { view: 'request' });
  const isFit = (value: unknown): boolean => holdsFile(value) || accepts(value);
  const nice = isWord ? name : sample(type, { contract, depth: 0, documentation, isExampled: false });
  if (isFit(nice)) return literal(nice);
  const exampled = sample(type, { contract, depth: 0, documentation, isExampled: true });
  if (isFit(exampled)) return literal(exampled);
  const placed = { schema: use.raw, at: use.pointer };
  const whole = readerOf(document, dialect, 'request');
  const least = leastOf(planOf(whole, [placed]));
  return literal(least === undefined ? nice : least);
}

const holdsFile = (value: unknown): boolean =>
  value === file || (typeof value === 'object' && value !== null && Object.values(value).some(holdsFile));

/** A value as TypeScript on one line. */
function literal(value: unknown): string {
  if (value === file) return "new Blob(['contents'])";
  if (typeof value === 'string') return stringLiteral(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (!isObject(value)) return jsonLiteral(value);
  const members = Object.entries(value).map(([key, member]) => `${literalKey(key)}: ${literal(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

interface Place {
  readonly contract: Contract;
  readonly depth: number;
  readonly documentation?: Documentation;
  /** Optional members that have examples are given too. */
  readonly isExampled: boolean;
}

function sample(type: TypeExpression, place: Place): unknown {
  const { documentation, contract, depth, isExampled } = place;
  const example = documentation?.examples.find((candidate) => admits(type, candidate));
  if (example !== undefined) return example;
  const inner = { contract, depth: depth + 1, isExampled };
  switch (type.kind) {
    case 'reference': {
      const target = modelsOf(contract).definition(type.pointer);
      return target === undefined || depth > deepest ? {} : sample(target, inner);
    }
    case 'enum': {
      const preferred =
        documentation !== undefined && 'default' in documentation ? documentation.default : undefined;
      return type.values.find((candidate) => candidate === preferred) ?? type.values[0] ?? null;
    }
    case 'string':
      return stringSample(type.format, documentation);
    case 'number':
    case 'integer':
      return numberSample(type.kind, documentation);
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'array':
      return type.maxItems === 0 || depth > deepest
        ? []
        : listOf(type.items, Math.max(1, type.minItems), inner);
    case 'tuple':
      return type.items.slice(0, Math.max(1, type.required)).map((item) => sample(item, inner));
    case 'object':
      return objectSample(visibleProperties(type, 'request'), inner);
    case 'union':
      return sample(type.members.find(({ kind }) => kind !== 'null') ?? { kind: 'null' }, inner);
    case 'intersection': {
      const parts = type.members.flatMap((member) => propertiesOf(contract, member, 0));
      return objectSample([...new Map(parts.map((property) => [property.name, property])).values()], inner);
    }
    case 'unknown':
    case 'never':
      return {};
    default:
      return type satisfies never;
  }
}

/**
 * Whether a text, a number or a boolean of the document's examples is of the type; whole bodies are made of what
 * their members say.
 */
function admits(type: TypeExpression, example: unknown): boolean {
  switch (type.kind) {
    case 'string':
    case 'number':
    case 'boolean':
      return typeof example === type.kind;
    case 'integer':
      return Number.isInteger(example);
    case 'enum':
      return type.values.some((value) => value === example);
    case 'union':
      return type.members.some((member) => admits(member, example));
    default:
      return false;
  }
}

const listOf = (items: TypeExpression, count: number, place: Place): readonly unknown[] =>
  Array.from({ length: Math.min(count, 5) }, () => sample(items, place));

function objectSample(properties: readonly PropertyType[], place: Place): unknown {
  const given = properties.filter(
    ({ required, documentation }) => required || (place.isExampled && documentation.examples.length > 0),
  );
  if (place.depth > deepest + 1) return {};
  return Object.fromEntries(
    given.map(({ name, type, documentation }) => [name, sample(type, { ...place, documentation })]),
  );
}

function propertiesOf(contract: Contract, type: TypeExpression, depth: number): readonly PropertyType[] {
  if (depth > deepest) return [];
  switch (type.kind) {
    case 'reference': {
      const target = modelsOf(contract).definition(type.pointer);
      return target === undefined ? [] : propertiesOf(contract, target, depth + 1);
    }
    case 'object':
      return visibleProperties(type, 'request');
    case 'intersection':
      return type.members.flatMap((member) => propertiesOf(contract, member, depth + 1));
    case 'union':
      return type.members.slice(0, 1).flatMap((member) => propertiesOf(contract, member, depth + 1));
    default:
      return [];
  }
}

/** A word, unless a format, a pattern or a length requires another text. */
function stringSample(format: string | undefined, documentation: Documentation | undefined): unknown {
  if (format === 'binary') return file;
  const limits = Object.fromEntries(documentation?.limits ?? []);
  const { minLength = 0, maxLength = 4 } = limits;
  const isBound = 'pattern' in limits || !(Number(minLength) <= 4 && Number(maxLength) >= 4);
  if (!isBound) return (format === undefined ? undefined : formatSamples[format]) ?? 'text';
  return leastOf(planOf(reader, [{ schema: { type: 'string', ...limits }, at: '#' }])) || 'text';
}

const numberSample = (kind: 'number' | 'integer', documentation: Documentation | undefined): unknown =>
  leastOf(
    planOf(reader, [{ schema: { type: kind, ...Object.fromEntries(documentation?.limits ?? []) }, at: '#' }]),
  ) ?? 1;
