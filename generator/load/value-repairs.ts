import type { Dialect } from '../contract/model.ts';
import { child, isObject, tokensOf } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import type { Draft } from './draft.ts';
import type { Violation } from './official-schemas.ts';

/** What was written where, and how the value is read now. */
export interface Done {
  readonly at: Pointer;
  readonly how: string;
}

const laterMembers: ReadonlySet<string> = new Set(['itemSchema', 'itemEncoding', 'prefixEncoding']);

/**
 * Why a document can be read in spite of a violation, empty where no word is needed; undefined for
 * one that has to be repaired.
 */
export function isTolerated(violation: Violation, draft: Draft): string | undefined {
  const { pointer, keyword, params, message } = violation;
  const { place } = draft.objectAt(pointer);
  // What 3.2 says of streams is read in older versions too, since overlays describe their streams by it.
  if (place === 'mediaType' && isUnknownMember(keyword) && laterMembers.has(nameOf(violation))) return '';
  if (pointer === '#/openapi') return `${message}: read as the version that it begins with`;
  if (/^#\/components\/[^/]+$/.test(pointer) && isUnknownMember(keyword))
    return `${JSON.stringify(nameOf(violation))} is not a name that a component may have (letters, digits, ".", "_", "-"): read as it is`;
  if (/^#\/components\/[^/]+$/.test(pointer) && (keyword === 'propertyNames' || keyword === 'pattern'))
    return `${message}: read as it is`;
  if (place === 'responses' && (keyword === 'minProperties' || keyword === 'required'))
    return 'an operation without a response: read as one whose responses are not documented';
  if (place === 'operation' && keyword === 'required' && params['missingProperty'] === 'responses')
    return 'an operation without responses: read as one whose responses are not documented';
  if (pointer === '#' && keyword === 'required' && params['missingProperty'] === 'paths')
    return 'a document without paths: read as one of components';
  return undefined;
}

/** What a required member is where it is missing. */
const missing: Readonly<Record<string, unknown>> = {
  description: '',
  title: 'API',
  version: '0.0.0',
  content: {},
  paths: {},
  info: { title: 'API', version: '0.0.0' },
  scopes: {},
  authorizationUrl: '',
  tokenUrl: '',
  openIdConnectUrl: '',
};

/** The smallest change that makes a value what the schema wants: the likely value, else without it. */
export function repairValue(draft: Draft, violation: Violation, dialect: Dialect): Done | undefined {
  const { pointer, keyword, params } = violation;
  const value = draft.value(pointer);
  switch (keyword) {
    case 'type':
      return retyped(draft, pointer, value, [params['type']].flat().map(String), dialect);
    case 'required':
      return completed(draft, pointer, value, String(params['missingProperty']));
    case 'additionalProperties':
    case 'unevaluatedProperties':
    case 'propertyNames':
      return withoutMember(draft, pointer, nameOf(violation));
    case 'enum':
      return oneOfValues(draft, pointer, value, params['allowedValues']);
    case 'const':
      return wrote(draft, pointer, params['allowedValue']);
    case 'uniqueItems':
      return Array.isArray(value)
        ? wrote(draft, pointer, distinct(value), 'read once each')
        : leftOut(draft, pointer);
    case 'not':
      return withoutAlternative(draft, pointer, value);
    default:
      return leftOut(draft, pointer);
  }
}

const isUnknownMember = (keyword: string): boolean =>
  keyword === 'additionalProperties' || keyword === 'unevaluatedProperties';

const nameOf = ({ params }: Violation): string =>
  String(params['additionalProperty'] ?? params['unevaluatedProperty'] ?? params['propertyName']);

/** Writes a value and says so. */
export function wrote(draft: Draft, pointer: Pointer, value: unknown, how?: string): Done {
  draft.set(pointer, value);
  return { at: pointer, how: how ?? `read as ${JSON.stringify(value)}` };
}

/** Leaves a value out; undefined where it is the document itself. */
export const leftOut = (draft: Draft, pointer: Pointer, what = 'left out'): Done | undefined =>
  draft.remove(pointer) ? { at: pointer, how: what } : undefined;

function retyped(
  draft: Draft,
  pointer: Pointer,
  value: unknown,
  types: readonly string[],
  dialect: Dialect,
): Done | undefined {
  const wants = (type: string): boolean => types.includes(type);
  const isSchema = draft.placeAt(pointer) === 'schema';
  if (isSchema && value === null) return wrote(draft, pointer, {}, 'read as a schema of any value');
  if (wants('object') && typeof value === 'boolean' && dialect === '3.0' && isSchema)
    return wrote(draft, pointer, value ? {} : { not: {} });
  if (value === null) return leftOut(draft, pointer, 'null is left out');
  if (wants('string') && (typeof value === 'number' || typeof value === 'boolean'))
    return wrote(draft, pointer, String(value));
  if (wants('boolean') && (value === 'true' || value === 'false'))
    return wrote(draft, pointer, value === 'true');
  if (
    (wants('number') || wants('integer')) &&
    typeof value === 'string' &&
    /^-?\d+(\.\d+)?$/.test(value.trim())
  )
    return wrote(draft, pointer, Number(value));
  if (wants('object') && Array.isArray(value) && value.length === 0) return wrote(draft, pointer, {});
  // What a value in place of a schema should have said cannot be known.
  if (isSchema && lastToken(pointer) === 'additionalProperties' && (value === 'true' || value === 'false'))
    return wrote(draft, pointer, value === 'true');
  if (isSchema) return undefined;
  if (wants('array') && isObject(value) && Object.keys(value).length === 0) return wrote(draft, pointer, []);
  if (wants('array') && (typeof value === 'string' || isObject(value))) return wrote(draft, pointer, [value]);
  if (wants('object') && typeof value === 'string' && /^#\/tags\/\d+$/.test(pointer))
    return wrote(draft, pointer, { name: value });
  if (wants('object') && typeof value === 'string' && pointer.endsWith('/discriminator'))
    return wrote(draft, pointer, { propertyName: value });
  if (wants('object') && typeof value === 'string' && pointer === '#/info/license')
    return wrote(draft, pointer, { name: value });
  return leftOut(draft, pointer);
}

function completed(draft: Draft, pointer: Pointer, value: unknown, name: string): Done | undefined {
  const { place } = draft.objectAt(pointer);
  const isVariable = /\/servers\/\d+\/variables\/[^/]+$/.test(pointer);
  if (isVariable && isObject(value) && name === 'default') {
    const values: unknown = value['enum'];
    return wrote(draft, child(pointer, name), Array.isArray(values) ? String(values[0]) : '');
  }
  if (name === 'url' && /\/servers\/\d+$/.test(pointer)) return wrote(draft, child(pointer, name), '/');
  const isNamed =
    ['parameter', 'securityScheme', 'link', 'example'].includes(place) && name !== 'description';
  const hasDefault = Object.hasOwn(missing, name) && !isNamed;
  return hasDefault ? wrote(draft, child(pointer, name), missing[name]) : leftOut(draft, pointer);
}

function withoutMember(draft: Draft, pointer: Pointer, name: string): Done | undefined {
  const { place, pointer: object } = draft.objectAt(pointer);
  const at = child(pointer, name);
  const renamed = (to: string): Done => {
    draft.rename(at, to);
    return { at: pointer, how: `${JSON.stringify(name)} is read as ${JSON.stringify(to)}` };
  };
  const holder = draft.value(pointer);
  const isFree = (to: string): boolean => isObject(holder) && !Object.hasOwn(holder, to);
  if (object === pointer && place === 'responses') {
    const known = /^\s*(?:([1-5])xx|([1-5]\d\d)|(default))\s*$/i.exec(name);
    const to = known?.[1] === undefined ? (known?.[2] ?? known?.[3]?.toLowerCase()) : `${known[1]}XX`;
    if (to !== undefined && isFree(to)) return renamed(to);
  }
  if (object === pointer && place === 'paths' && !name.includes('://') && isFree(`/${name}`))
    return renamed(`/${name}`);
  return leftOut(draft, at, `${JSON.stringify(name)} is left out`);
}

function oneOfValues(draft: Draft, pointer: Pointer, value: unknown, allowed: unknown): Done | undefined {
  const values: readonly unknown[] = Array.isArray(allowed) ? allowed : [];
  if (values.length === 1 && typeof values[0] === 'boolean') return wrote(draft, pointer, values[0]);
  const lower = String(value).toLowerCase();
  const likely = values.find((each) => String(each).toLowerCase() === lower);
  return likely === undefined ? leftOut(draft, pointer) : wrote(draft, pointer, likely);
}

/** Of two members that exclude each other, the one that says less. */
const lesser = ['example', 'externalValue', 'operationRef', 'url', 'bearerFormat'] as const;

function withoutAlternative(draft: Draft, pointer: Pointer, value: unknown): Done | undefined {
  const name = isObject(value) ? lesser.find((each) => Object.hasOwn(value, each)) : undefined;
  if (name === undefined) return leftOut(draft, pointer);
  return leftOut(draft, child(pointer, name), `${name} is left out`);
}

function distinct(values: readonly unknown[]): readonly unknown[] {
  const seen = new Set<string>();
  return values.filter((value) => {
    const key = JSON.stringify(value);
    return seen.has(key) ? false : seen.add(key);
  });
}

/** The name that a place has in its parent. */
export const lastToken = (pointer: Pointer): string => tokensOf(pointer).at(-1) ?? '';
