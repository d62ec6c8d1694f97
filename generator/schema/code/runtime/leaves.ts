import { type Check, at as inside, no, opens, type Report, token } from './errors.ts';
import { finiteNumber, length, plainArray, plainObject, wholeNumber } from './tests.ts';

/**
 * Checks of the schemas that documents have most. `at` is where schemas stand in the document, `name` which of them and
 * the member that it speaks of; a member that is not there is valid. Like all checks they return whether to go on.
 */

const isAbsent = (value: unknown, name: string | undefined): boolean =>
  value === undefined && name !== undefined;

/** What is said of a value of another type; short, so that the checks that call it are small enough to be inlined. */
const isOfType = (
  value: unknown,
  report: Report | undefined,
  at: string,
  name: string | undefined,
  expected: unknown,
): boolean => isAbsent(value, name) || no(report, value, at, name, 'type', expected);

/** Any string. */
export const aString = (
  value: unknown,
  report: Report | undefined,
  at: string,
  name?: string,
  _least?: number,
  _most?: number,
  expected?: unknown,
): boolean => typeof value === 'string' || isOfType(value, report, at, name, expected ?? 'string');

/** A string of so many characters. */
export function aSizedString(
  value: unknown,
  report: Report | undefined,
  at: string,
  name?: string,
  least = 0,
  most = Number.POSITIVE_INFINITY,
  expected: unknown = 'string',
): boolean {
  if (typeof value !== 'string') return isOfType(value, report, at, name, expected);
  if (value.length > most && (value.length > most * 2 || length(value) > most))
    return no(report, value, at, name, 'maxLength', most);
  // No text has more characters than code units, and none has fewer than half as many.
  if (value.length >= least * 2 || length(value) >= least) return true;
  return no(report, value, at, name, 'minLength', least);
}

/** A string in a format. */
export function aText(
  value: unknown,
  report: Report | undefined,
  at: string,
  name: string | undefined,
  test: (text: string) => boolean,
  format: string,
): boolean {
  if (typeof value !== 'string') return isOfType(value, report, at, name, 'string');
  return test(value) || no(report, value, at, name, 'format', format);
}

function within(
  value: number,
  report: Report | undefined,
  at: string,
  name: string | undefined,
  least: number,
  most: number,
): boolean {
  if (value < least && !no(report, value, at, name, 'minimum', least)) return false;
  return value <= most || no(report, value, at, name, 'maximum', most);
}

/** A number within limits. */
export function aNumber(
  value: unknown,
  report: Report | undefined,
  at: string,
  name?: string,
  least = Number.NEGATIVE_INFINITY,
  most = Number.POSITIVE_INFINITY,
  expected: unknown = 'number',
): boolean {
  if (!finiteNumber(value)) return isOfType(value, report, at, name, expected);
  return within(value, report, at, name, least, most);
}

/** A number without fraction, within limits. */
export function anInteger(
  value: unknown,
  report: Report | undefined,
  at: string,
  name?: string,
  least = Number.NEGATIVE_INFINITY,
  most = Number.POSITIVE_INFINITY,
  expected: unknown = 'integer',
): boolean {
  if (!wholeNumber(value)) return isOfType(value, report, at, name, expected);
  return within(value, report, at, name, least, most);
}

/** True or false. */
export const aBoolean = (
  value: unknown,
  report: Report | undefined,
  at: string,
  name?: string,
  _least?: number,
  _most?: number,
  expected?: unknown,
): boolean => typeof value === 'boolean' || isOfType(value, report, at, name, expected ?? 'boolean');

/** One value; of another type is said where the schema says the type. */
export const aConst = (
  value: unknown,
  report: Report | undefined,
  at: string,
  name: string | undefined,
  wanted: string | number | boolean | null,
  type?: string,
): boolean =>
  value === wanted ||
  isAbsent(value, name) ||
  (isOther(value, type)
    ? no(report, value, at, name, 'type', type)
    : no(report, value, at, name, 'const', wanted));

/** One of a few values; of another type is said where the schema says the type. */
export const anEnum = (
  value: unknown,
  report: Report | undefined,
  at: string,
  name: string | undefined,
  values: ReadonlySet<unknown>,
  type?: string,
): boolean =>
  values.has(value) ||
  isAbsent(value, name) ||
  (isOther(value, type)
    ? no(report, value, at, name, 'type', type)
    : no(report, value, at, name, 'enum', [...values]));

const isOther = (value: unknown, type: string | undefined): boolean =>
  type === 'integer' ? !wholeNumber(value) : type !== undefined && typeof value !== type;

/** A list of so many items, each of which a check knows. */
export function aList(
  value: unknown,
  report: Report | undefined,
  at: string,
  name: string | undefined,
  check: Check | undefined,
  least = 0,
  most = Number.POSITIVE_INFINITY,
): boolean {
  if (!plainArray(value)) return isOfType(value, report, at, name, 'array');
  if (value.length < least && !no(report, value, at, name, 'minItems', least)) return false;
  // Too many items are not looked at one by one.
  if (value.length > most) return no(report, value, at, name, 'maxItems', most);
  if (check === undefined) return true;
  for (let index = 0; index < value.length; index++)
    if (!check(value[index], report && inside(report, placeOf(name), index))) return false;
  return true;
}

/** An object whose members are of one kind; null too where `isNullable`. */
export function aMap(
  value: unknown,
  report: Report | undefined,
  at: string,
  name: string | undefined,
  check: Check | undefined,
  isNullable = false,
): boolean {
  if (isNullable && value === null) return true;
  if (!plainObject(value)) {
    const expected = isNullable ? ['object', 'null'] : 'object';
    return isAbsent(value, name) || no(report, value, at, name, 'type', expected);
  }
  opens(report, placeOf(name));
  if (check === undefined) return true;
  for (const key of Object.keys(value))
    if (!check(value[key], report && inside(report, placeOf(name), key))) return false;
  return true;
}

type Limited = (
  value: unknown,
  report: Report | undefined,
  at: string,
  name: string | undefined,
  least: number | undefined,
  most: number | undefined,
  expected: unknown,
) => boolean;

/** Null, or what another check takes. */
export const orNull = (
  value: unknown,
  report: Report | undefined,
  at: string,
  name: string | undefined,
  check: Limited,
  type: string,
  least?: number,
  most?: number,
): boolean =>
  value === null ||
  // Without a report the expected value is not read.
  check(value, report, at, name, least, most, report && [type, 'null']);

/** The same of a union: null, or its branch at `branch`, such as `anyOf/0`. */
export function unionOrNull(
  value: unknown,
  report: Report | undefined,
  at: string,
  name: string,
  branch: string,
  check: Limited,
  type: string,
  least?: number,
  most?: number,
): boolean {
  if (value === null || isAbsent(value, name)) return true;
  if (report === undefined) return check(value, report, at, undefined, least, most, type);
  if (isOther(value, type))
    return no(report, value, at, name, branch.slice(0, branch.indexOf('/')), ['type', type, 'null']);
  return check(
    value,
    inside(report, placeOf(name)),
    `${at}${placeOf(name)}/${branch}`,
    undefined,
    least,
    most,
    type,
  );
}

/** Null, or an object that a check knows; `at` is the place of the union. */
export const objectOrNull = (
  value: unknown,
  report: Report | undefined,
  at: string,
  name: string | undefined,
  check: Check,
  keyword = 'oneOf',
): boolean =>
  value === null ||
  isAbsent(value, name) ||
  (plainObject(value)
    ? check(value, report && inside(report, placeOf(name)))
    : no(report, value, at, name, keyword, ['type', 'object', 'null']));

const placeOf = (name: string | undefined): string => (name === undefined ? '' : `/${token(name)}`);

/** Notes that a value is not an object; `at` is the `properties` of the schema that requires one. */
export const notObject = (report: Report | undefined, value: unknown, at: string): boolean =>
  no(report, value, at.slice(0, -'/properties'.length), undefined, 'type', 'object');
