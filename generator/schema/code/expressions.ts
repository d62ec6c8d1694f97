import { escapeInstanceToken } from '../../json/pointer.ts';
import type { TypeName } from '../../json/type-of.ts';

/** A text in single quotes, safe in any source file and inside `<script>`. */
export function quoted(text: string): string {
  const body = JSON.stringify(text)
    .slice(1, -1)
    .replace(/\\.|'/g, (piece) => (piece === '\\"' ? '"' : piece === "'" ? "\\'" : piece));
  return `'${body.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029').replaceAll('</', '<\\/')}'`;
}

/** A JSON value as a JavaScript expression; safe wherever an expression may stand. */
export function literal(value: unknown): string {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error('JSON has finite numbers only');
    return String(value);
  }
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    // A computed key makes `__proto__` a member like others.
    const members = Object.entries(value).map(([name, member]) => `[${quoted(name)}]: ${literal(member)}`);
    return `{ ${members.join(', ')} }`;
  }
  return typeof value === 'string' ? quoted(value) : (JSON.stringify(value) ?? 'undefined');
}

const componentSchemas = '#/components/schemas/';

/** A pointer as emitted code has it: below `#/components/schemas/` without that beginning. */
export function pointerLiteral(pointer: string): string {
  const rest = pointer.startsWith(componentSchemas) ? pointer.slice(componentSchemas.length) : '#';
  return quoted(rest.includes('#') || rest === '' ? pointer : rest);
}

/** A step into a value: a known name or index, or an expression for one. */
export type Step = { readonly name: string } | { readonly index: string } | { readonly key: string };

/** The path into a value from where a function began. */
export type Path = readonly Step[];

/** The report for the value at a path, as an expression; `helper` marks a helper as needed. */
export function reportAt(path: Path, helper: (name: string) => string): string {
  const { report, place } = reportAndPlace(path, helper);
  return place === '' ? report : `${helper('at')}(${report}, ${quoted(place)})`;
}

/** The report for the last step of a path that is known only when code runs, and the rest of the path as a JSON Pointer. */
export function reportAndPlace(
  path: Path,
  helper: (name: string) => string,
): { readonly report: string; readonly place: string } {
  let report = 'report';
  let place = '';
  for (const step of path) {
    if ('name' in step) {
      place += `/${escapeInstanceToken(step.name)}`;
      continue;
    }
    report = `${helper('at')}(${report}, ${quoted(place)}, ${'index' in step ? step.index : step.key})`;
    place = '';
  }
  return { report, place };
}

/** A member, and where the schema that speaks of it stands: what the helpers of the runtime take instead of a path. */
export interface Place {
  readonly report: string;
  /** Of the schemas among which it stands, as a pointer. */
  readonly at: string;
  readonly name: string | undefined;
}

/** The place of a schema at `pointer` that speaks of the value at a path; `undefined` where they are not named alike. */
export function placeOf(path: Path, pointer: string, helper: (name: string) => string): Place | undefined {
  const { report, place } = reportAndPlace(path, helper);
  if (place === '') return { report, at: pointer, name: undefined };
  const last = path.at(-1);
  if (last === undefined || !('name' in last)) return undefined;
  const end = `/${escapeInstanceToken(last.name)}`;
  if (!pointer.endsWith(end)) return undefined;
  return { report: reportAt(path.slice(0, -1), helper), at: pointer.slice(0, -end.length), name: last.name };
}

/** Names as the runtime takes lists of them: in one text, or as a list where one has a space. */
export const namesLiteral = (names: readonly string[]): string =>
  names.length > 0 && names.join(' ').length <= 90 && names.every((name) => /^[^\s]+$/.test(name))
    ? quoted(names.join(' '))
    : literal(names);

/** Every name that an object has without owning it. */
const inherited = new Set(Object.getOwnPropertyNames(Object.prototype));

/** True for names that must be looked up as own members. */
export const isInherited = (name: string): boolean => inherited.has(name);

/** A name that JavaScript takes unquoted. */
export const isPlainName = (name: string): boolean => /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name);

/** `value.name` or `value['na me']`. */
export const member = (value: string, name: string): string =>
  isPlainName(name) ? `${value}.${name}` : `${value}[${quoted(name)}]`;

/** An expression for a condition and one for its negation; both without double negation. */
export type Test = readonly [is: string, isNot: string];

/** An expression for "is of a type" and one for its negation; `helper` marks a helper as needed. */
export function typeTest(type: TypeName | 'integer', value: string, helper: (name: string) => string): Test {
  const call = (name: string): Test => {
    const is = `${helper(name)}(${value})`;
    return [is, `!${is}`];
  };
  switch (type) {
    case 'string':
    case 'boolean':
      return [`typeof ${value} === '${type}'`, `typeof ${value} !== '${type}'`];
    case 'null':
      return [`${value} === null`, `${value} !== null`];
    case 'number':
      return call('finiteNumber');
    case 'integer':
      return call('wholeNumber');
    case 'array':
      return call('plainArray');
    case 'object':
      return call('plainObject');
  }
}

const isWhole = (text: string): boolean => !/ (&&|\|\|) /.test(text);
const grouped = (text: string): string => (isWhole(text) ? text : `(${text})`);

/** All of the conditions. */
export const every = (tests: readonly Test[]): Test =>
  tests.length === 1 && tests[0] !== undefined
    ? tests[0]
    : [
        tests.map(([is]) => (is.includes(' || ') ? grouped(is) : is)).join(' && '),
        tests.map(([, isNot]) => grouped(isNot)).join(' || '),
      ];

/** One of the conditions. */
export function some(tests: readonly Test[]): Test {
  const [is, isNot] = every(tests.map(([yes, no]): Test => [no, yes]));
  return [isNot, is];
}

/** The other way round. */
export const not = ([is, isNot]: Test): Test => [isNot, is];

/** Text that is safe in a line comment. */
export const commentText = (text: string): string => text.replace(/[\r\n\u2028\u2029]+/g, ' ');
