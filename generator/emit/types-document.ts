import { uniqueNames } from '../build/naming.ts';
import { child, isObject, tokensOf, valueAt } from '../json/pointer.ts';
import type { JsonObject } from '../json/types.ts';
import { referencesOf, withoutDataReferences } from '../load/references.ts';
import { loopsOf, withoutLoops } from './types-loops.ts';

/** Put before a member name that openapi-typescript looks up on a plain object and falls over. */
export const stand = 'plumbline_stands_before_';
const inherited = new Set(Object.getOwnPropertyNames(Object.prototype));
/** Put before a name that would be printed as a number: `keyof` has a number then, and `required` a text. */
export const quotedStand = 'plumbline stands before ';

/** The name that openapi-typescript is given for a member. */
function memberName(name: string): string {
  if (inherited.has(name)) return `${stand}${name}`;
  return String(Number(name)) === name ? `${quotedStand}${name}` : name;
}

/**
 * A copy of a document without what openapi-typescript 7.13 crashes on or reads wrong: inherited names; discriminator mappings
 * by schema name or to nowhere; `$ref` in data; references into the midst of something (the type of an optional member has no
 * members), which get a component of their own; components that hold themselves with no object between, which TypeScript
 * refuses there: the reference back becomes a schema of anything.
 */
export function documentForTypes(document: JsonObject): Record<string, unknown> {
  const plain = withoutDataReferences(document);
  const context: Context = { document, hoisted: hoistedComponents(document) };
  const loops = loopsOf(schemasOf(plain));
  const copy = prepare(plain, context) as Record<string, unknown>;
  if (loops.size > 0) {
    const schemas = Object.entries(schemasOf(copy)).map(([name, schema]) => [
      name,
      withoutLoops(schema, loops.get(name) ?? new Set()),
    ]);
    memberOf(copy, 'components')['schemas'] = Object.fromEntries(schemas);
  }
  for (const [pointer, { section, name }] of context.hoisted)
    memberOf(memberOf(copy, 'components'), section)[name] = prepare(valueAt(plain, pointer), context);
  return copy;
}

const schemasOf = (document: Record<string, unknown>): Record<string, unknown> =>
  isObject(document['components']) && isObject(document['components']['schemas'])
    ? document['components']['schemas']
    : {};

/** A place that gets a component of its own. */
interface Hoisted {
  readonly section: string;
  readonly name: string;
}

interface Context {
  readonly document: JsonObject;
  readonly hoisted: ReadonlyMap<string, Hoisted>;
}

function prepare(value: unknown, context: Context, within?: string): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => {
      if (within === 'required' && typeof item === 'string') return memberName(item);
      const copy = prepare(item, context);
      return within === 'allOf' && isHalfObject(item, context) ? { anyOf: [copy] } : copy;
    });
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if (within === 'properties') return [memberName(key), prepare(member, context)];
      if (key === 'propertyName' && within === 'discriminator') return [key, memberName(String(member))];
      if (key === 'mapping' && within === 'discriminator') return [key, mappingByPointer(member, context)];
      if (key === '$ref' && typeof member === 'string') return [key, pointerOf(member, context)];
      return [key, prepare(member, context, key)];
    }),
  );
}

/**
 * Whether a branch refers to an object that may be something else, too: such a type has no members by name, which
 * openapi-typescript does not know where it makes them required. Behind a union of one it leaves them alone.
 */
function isHalfObject(branch: unknown, { document }: Context): boolean {
  if (!isObject(branch) || typeof branch['$ref'] !== 'string') return false;
  const target = branch['$ref'].startsWith('#/') ? valueAt(document, branch['$ref']) : undefined;
  if (!isObject(target) || !isObject(target['properties'])) return false;
  const { nullable, type } = target;
  return (
    nullable === true ||
    Array.isArray(type) ||
    ['anyOf', 'oneOf', 'enum', 'const', '$ref'].some((key) => Object.hasOwn(target, key))
  );
}

function pointerOf(ref: string, { hoisted }: Context): string {
  const own = hoisted.get(ref);
  return own === undefined ? ref : child('#/components', own.section, own.name);
}

function mappingByPointer(mapping: unknown, context: Context): unknown {
  const { document } = context;
  const targets = Object.entries(isObject(mapping) ? mapping : {}).flatMap(([value, target]) => {
    if (typeof target !== 'string') return [];
    const named = child('#/components/schemas', target);
    const pointer = valueAt(document, named) === undefined ? target : named;
    const isThere = pointer.startsWith('#/') && valueAt(document, pointer) !== undefined;
    return isThere ? [[value, pointerOf(pointer, context)]] : [];
  });
  return Object.fromEntries(targets);
}

/** Targets of references that are not components, by pointer as written. */
function hoistedComponents(document: JsonObject): ReadonlyMap<string, Hoisted> {
  const refs = new Set(
    [...referencesOf(document)].map(({ ref }) => ref).filter((ref) => ref.startsWith('#/')),
  );
  const deep = [...refs].filter((ref) => {
    const tokens = tokensOf(ref);
    return tokens.length > (tokens[0] === 'components' ? 3 : 2) && isObject(valueAt(document, ref));
  });
  const taken = new Set(
    Object.values(isObject(document['components']) ? document['components'] : {}).flatMap((section) =>
      Object.keys(isObject(section) ? section : {}),
    ),
  );
  const names = uniqueNames(
    deep,
    (ref) =>
      tokensOf(ref)
        .join('_')
        .replace(/[^\w.-]+/g, '_'),
    taken,
  );
  return new Map(
    deep.map((ref) => [ref, { section: sectionOf(tokensOf(ref)), name: names.get(ref) ?? ref }]),
  );
}

/** Sections of components that are recognised by the name of the list that contains the target. */
const sections: ReadonlySet<string> = new Set(['parameters', 'responses', 'headers', 'callbacks', 'links']);

function sectionOf(tokens: readonly string[]): string {
  if (tokens.at(-1) === 'requestBody') return 'requestBodies';
  const list = tokens.at(-2) ?? '';
  return sections.has(list) && tokens.at(-3) !== 'properties' ? list : 'schemas';
}

/** The object at a key, created where it is absent. */
function memberOf(object: Record<string, unknown>, key: string): Record<string, unknown> {
  const member = object[key];
  if (isObject(member)) return member;
  const made = {};
  object[key] = made;
  return made;
}
