import { isObject } from '../../json/pointer.ts';
import type { JsonObject, JsonSchema } from '../../json/types.ts';
import { decides } from '../keywords.ts';
import { saysNothing } from '../normalize.ts';
import type { Body, Subject } from './body.ts';
import { literal, placeOf, pointerLiteral, quoted } from './expressions.ts';
import { formatHelper } from './formats.ts';
import { onlyReference } from './weight.ts';

/**
 * One call of the runtime for a schema of the kinds that documents have most: a string, a number, an enumeration, a list.
 * `undefined` where the schema says more, or where its keywords do not stand side by side in the document.
 */
export function leafCall(body: Body, schema: JsonObject, subject: Subject, hint: string): string | undefined {
  if (subject.track !== undefined) return undefined;
  const { origins } = body.linker.options.stage;
  const at = origins.of(schema);
  const keywords = assertedIn(body, schema);
  // A value of a known type needs no further test.
  if (keywords.join() === 'type' && schema['type'] === subject.known) return undefined;
  if (keywords.some((keyword) => origins.of(schema, keyword) !== `${at}/${keyword}`)) return undefined;
  const found = rest(body, schema, new Set(keywords), subject, hint);
  if (found === undefined) return undefined;
  const { writer } = body;
  const place = placeOf(subject.path, at, writer.helper);
  if (place === undefined) return undefined;
  const base = place.name === undefined ? pointerLiteral(place.at) : writer.base(pointerLiteral(place.at));
  const args = [
    ...[subject.value, place.report, base],
    ...trimmed([place.name === undefined ? undefined : quoted(place.name), ...found.args]),
  ];
  return `${writer.helper(found.helper)}(${args.join(', ')})`;
}

/** The helper of a string, number or boolean, its type and its limits, for a branch of a union with null. */
export function nullableLeaf(body: Body, schema: JsonObject, at: string): readonly string[] | undefined {
  const { origins } = body.linker.options.stage;
  const keywords = assertedIn(body, schema);
  const isPlain = keywords.every((keyword) => origins.of(schema, keyword) === `${at}/${keyword}`);
  const { type } = schema;
  if (!isPlain || typeof type !== 'string' || type === 'array' || type === 'object') return undefined;
  const found = plainCall(body, schema, type, new Set(keywords), { value: '', path: [] }, '');
  if (found === undefined || found.helper === 'aText') return undefined;
  return [body.writer.helper(found.helper), quoted(type), ...trimmed(found.args)];
}

const assertedIn = (body: Body, schema: JsonObject): readonly string[] =>
  Object.keys(schema).filter((keyword) => decides(keyword) && isAsserted(body, schema, keyword));

/** Formats that are not checked decide nothing. */
function isAsserted({ linker }: Body, schema: JsonObject, keyword: string): boolean {
  if (keyword !== 'format') return true;
  const format = schema['format'];
  if (!linker.options.formats || typeof format !== 'string') return false;
  // Every integer is an int64.
  if (format === 'int64' && schema['type'] === 'integer') return false;
  const helper = formatHelper(format);
  const types = [schema['type']].flat();
  return (
    helper !== undefined &&
    (types[0] === undefined || types.includes(helper.type) || types.includes('integer'))
  );
}

const trimmed = (args: readonly (string | undefined)[]): readonly string[] => {
  const last = args.findLastIndex((arg) => arg !== undefined);
  return args.slice(0, last + 1).map((arg) => arg ?? 'undefined');
};

interface Found {
  readonly helper: string;
  readonly args: readonly (string | undefined)[];
}

const isSubset = (keywords: ReadonlySet<string>, ...allowed: readonly string[]): boolean =>
  [...keywords].every((keyword) => allowed.includes(keyword));

const limit = (schema: JsonObject, keyword: string): string | undefined =>
  typeof schema[keyword] === 'number' ? literal(schema[keyword]) : undefined;

function rest(
  body: Body,
  schema: JsonObject,
  keywords: ReadonlySet<string>,
  subject: Subject,
  hint: string,
): Found | undefined {
  const valued = valuedCall(body, schema, keywords);
  if (valued !== undefined) return valued;
  const types: readonly unknown[] = [schema['type']].flat();
  const [type, other, ...more] = types.toSorted((a, b) => Number(a === 'null') - Number(b === 'null'));
  if (more.length > 0 || (other !== undefined && other !== 'null')) return undefined;
  const plain = typeof type === 'string' ? plainCall(body, schema, type, keywords, subject, hint) : undefined;
  if (plain === undefined || other === undefined) return plain;
  if (plain.helper === 'aMap') return { ...plain, args: [...plain.args, 'true'] };
  if (!['aString', 'aSizedString', 'aNumber', 'anInteger', 'aBoolean'].includes(plain.helper))
    return undefined;
  return { helper: 'orNull', args: [body.writer.helper(plain.helper), quoted(String(type)), ...plain.args] };
}

/** `const` and `enum` of plain values. */
function valuedCall(body: Body, schema: JsonObject, keywords: ReadonlySet<string>): Found | undefined {
  const isPlain = (value: unknown): boolean => value === null || typeof value !== 'object';
  const type = keywords.has('type') ? schema['type'] : undefined;
  const values: readonly unknown[] = keywords.has('const')
    ? [schema['const']]
    : keywords.has('enum') && Array.isArray(schema['enum'])
      ? schema['enum']
      : [];
  const keyword = keywords.has('const') ? 'const' : 'enum';
  if (values.length === 0 || !isSubset(keywords, keyword, 'type') || !values.every(isPlain)) return undefined;
  const isOfType = (value: unknown): boolean =>
    type === undefined || (type === 'integer' ? Number.isInteger(value) : typeof value === type);
  if (!values.every(isOfType) || Array.isArray(type)) return undefined;
  const named = type === undefined ? undefined : quoted(String(type));
  if (keyword === 'const') return { helper: 'aConst', args: [literal(values[0]), named] };
  return {
    helper: 'anEnum',
    args: [body.writer.constant('values', `new Set<unknown>(${literal(values)})`), named],
  };
}

function plainCall(
  body: Body,
  schema: JsonObject,
  type: string,
  keywords: ReadonlySet<string>,
  subject: Subject,
  hint: string,
): Found | undefined {
  const least = (keyword: string): string | undefined => {
    const text = limit(schema, keyword);
    return text === '0' ? undefined : text;
  };
  switch (type) {
    case 'string': {
      const format = schema['format'];
      if (keywords.has('format') && isSubset(keywords, 'type', 'format') && !Array.isArray(schema['type'])) {
        const helper = formatHelper(String(format));
        if (helper?.type !== 'string') return undefined;
        return { helper: 'aText', args: [body.writer.helper(helper.name), quoted(String(format))] };
      }
      if (!isSubset(keywords, 'type', 'minLength', 'maxLength')) return undefined;
      const args = [least('minLength'), limit(schema, 'maxLength')];
      return args.some((arg) => arg !== undefined)
        ? { helper: 'aSizedString', args }
        : { helper: 'aString', args: [] };
    }
    case 'number':
    case 'integer': {
      if (!isSubset(keywords, 'type', 'minimum', 'maximum')) return undefined;
      const args = [limit(schema, 'minimum'), limit(schema, 'maximum')];
      return { helper: type === 'number' ? 'aNumber' : 'anInteger', args };
    }
    case 'boolean':
      return isSubset(keywords, 'type') ? { helper: 'aBoolean', args: [] } : undefined;
    case 'array': {
      if (!isSubset(keywords, 'type', 'items', 'minItems', 'maxItems')) return undefined;
      const items = keywords.has('items') ? (schema['items'] as JsonSchema) : true;
      const check = itemCheck(body, items, subject, hint);
      if (check === undefined) return undefined;
      return { helper: 'aList', args: [check, least('minItems'), limit(schema, 'maxItems')] };
    }
    case 'object': {
      if (!isSubset(keywords, 'type', 'additionalProperties')) return undefined;
      const members = keywords.has('additionalProperties')
        ? (schema['additionalProperties'] as JsonSchema)
        : false;
      if (!isObject(members)) return undefined;
      const check = itemCheck(body, members, subject, hint);
      return check === undefined ? undefined : { helper: 'aMap', args: [check] };
    }
    default:
      return undefined;
  }
}

/** The check of an item: a function of its own or of a model, or one call. */
function itemCheck(body: Body, items: JsonSchema, subject: Subject, hint: string): string | undefined {
  if (saysNothing(items) && !(isObject(items) && Object.hasOwn(items, '$id'))) return 'undefined';
  if (!isObject(items)) return undefined;
  const { linker, scope, writer } = body;
  if (typeof items['$ref'] === 'string' && onlyReference(items))
    return linker.target(items['$ref'], false, scope).name;
  const item = writer.name('item');
  const inner = { value: item, path: [], ...(subject.track === undefined ? {} : { track: subject.track }) };
  const call = leafCall(body, items, inner, `${hint}_item`);
  if (call === undefined) return linker.local(items, false, scope, `${hint}_item`, body.isTest).name;
  return `(${item}, report) => ${call}`;
}
