import type { JsonType } from '../facts.ts';

/** A JSON value as a JavaScript expression; safe wherever an expression may stand. */
export function literal(value: unknown): string {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error('JSON has finite numbers only');
    return String(value);
  }
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    // A computed key makes `__proto__` a member like others.
    const members = Object.entries(value).map(
      ([name, member]) => `[${JSON.stringify(name)}]: ${literal(member)}`,
    );
    return `{ ${members.join(', ')} }`;
  }
  return JSON.stringify(value) ?? 'undefined';
}

/** A step into a value: a known name or index, or an expression for one. */
export type Step = { readonly name: string } | { readonly index: string } | { readonly key: string };

/** The path into a value from where a function began. */
export type Path = readonly Step[];

/** A path as an expression for a JSON Pointer. */
export function pointerExpression(path: Path, prefix: string | undefined, escaper: () => string): string {
  const parts: string[] = prefix === undefined ? [] : [prefix];
  let text = '';
  for (const step of path) {
    if ('name' in step) text += `/${step.name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    else {
      parts.push(JSON.stringify(`${text}/`), 'index' in step ? step.index : `${escaper()}(${step.key})`);
      text = '';
    }
  }
  if (text !== '' || parts.length === 0) parts.push(JSON.stringify(text));
  return parts.join(' + ');
}

/** Every name that an object has without owning it. */
const inherited = new Set(Object.getOwnPropertyNames(Object.prototype));

/** True for names that must be looked up as own members. */
export const isInherited = (name: string): boolean => inherited.has(name);

/** `value.name` or `value["na me"]`. */
export const member = (value: string, name: string): string =>
  /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) ? `${value}.${name}` : `${value}[${JSON.stringify(name)}]`;

/** What tells that a value is of a type, or is not. `plainObject` is a helper of the runtime. */
export function typeTest(
  type: JsonType | 'integer',
  value: string,
  plainObject: () => string,
): readonly [is: string, isNot: string] {
  switch (type) {
    case 'string':
    case 'boolean':
      return [`typeof ${value} === "${type}"`, `typeof ${value} !== "${type}"`];
    case 'number':
      return [`Number.isFinite(${value})`, `!Number.isFinite(${value})`];
    case 'integer':
      return [`Number.isInteger(${value})`, `!Number.isInteger(${value})`];
    case 'null':
      return [`${value} === null`, `${value} !== null`];
    case 'array':
      return [`Array.isArray(${value})`, `!Array.isArray(${value})`];
    case 'object':
      return [`${plainObject()}(${value})`, `!${plainObject()}(${value})`];
  }
}

/** Text that is safe in a line comment. */
export const commentText = (text: string): string => text.replace(/[\r\n\u2028\u2029]+/g, ' ');
