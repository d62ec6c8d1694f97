import { messageOf, nearest, show } from './messages.ts';

/** Which branch of a union was chosen, and why: the value of the property that decides. */
export interface ChosenBranch {
  /** Pointer of the branch in the OpenAPI document. */
  readonly pointer: string;
  readonly propertyName: string;
  readonly value: string;
  /** The branch of a union further in, nearer to the place of the error. */
  readonly inner?: ChosenBranch;
}

/** One cause why a value is invalid; plain data that JSON can hold. */
export interface ValidationError {
  /** JSON Pointer into the value, such as `/messages/0/role`; empty for the whole. */
  readonly instanceLocation: string;
  /** Pointer of the violated keyword in the OpenAPI document. */
  readonly keywordLocation: string;
  readonly keyword: string;
  readonly message: string;
  readonly expected?: unknown;
  readonly actual?: unknown;
  readonly branch?: ChosenBranch;
}

/** The members that a document names at one place of a value. */
interface NamedMembers {
  readonly value: unknown;
  readonly names: Set<string>;
  readonly keywordLocation: string;
  isOpen: boolean;
}

/** The branches that were chosen on the way to a value, the innermost first. */
interface Chosen {
  readonly branch: ChosenBranch;
  readonly outer: Chosen | undefined;
}

/** Where errors are noted. A check without one gives the verdict only, and ends at the first failure. */
export interface Report {
  readonly errors: ValidationError[];
  /** Whether the first error ends the check. */
  readonly isFirstOnly: boolean;
  /** JSON Pointer of the value that is checked. */
  readonly path: string;
  readonly chosen: Chosen | undefined;
  /** Named members by path; collected only when undeclared members are to be reported. */
  readonly named: Map<string, NamedMembers> | undefined;
}

/** A compiled schema: whether to go on, which is the verdict without a report. */
export type Check = (value: unknown, report?: Report) => boolean;

const schemas = '#/components/schemas/';

/** A pointer of the document; without `#` it begins below `#/components/schemas/`. */
const pointerOf = (place: string): string => (place.includes('#') ? place : schemas + place);

/**
 * Notes that a value is invalid; true when the check goes on.
 * @param at where schemas stand in the document, such as the `properties` of one
 * @param name of the one that is violated, and of the member that it speaks of
 */
export const no = (
  report: Report | undefined,
  actual: unknown,
  at: string,
  name: string | undefined,
  keyword: string,
  expected?: unknown,
): boolean =>
  report !== undefined &&
  (name === undefined
    ? note(report, actual, '', `${pointerOf(at)}/${keyword}`, expected, keyword)
    : note(
        report,
        actual,
        `/${token(name)}`,
        `${pointerOf(at)}/${token(name)}/${keyword}`,
        expected,
        keyword,
      ));

/**
 * The same for a keyword anywhere.
 * @param place the rest of the path from the report to the value, as a JSON Pointer
 * @param at the violated keyword
 */
export const noAt = (
  report: Report | undefined,
  actual: unknown,
  place: string,
  at: string,
  expected?: unknown,
  keyword: string = at.slice(at.lastIndexOf('/') + 1),
): boolean => report !== undefined && note(report, actual, place, pointerOf(at), expected, keyword);

function note(
  { errors, path, chosen, isFirstOnly }: Report,
  actual: unknown,
  place: string,
  keywordLocation: string,
  expected: unknown,
  keyword: string,
): boolean {
  const error: Writable<ValidationError> = {
    instanceLocation: path + place,
    keywordLocation,
    keyword,
    message: messageOf(keyword, expected, actual),
  };
  if (keyword === 'oneOf' || keyword === 'anyOf') {
    if (Array.isArray(expected)) error.expected = expected.slice(1);
  } else if (
    expected !== undefined &&
    keyword !== 'additionalProperties' &&
    keyword !== 'unevaluatedProperties'
  )
    error.expected = expected;
  error.actual = isPlain(actual) ? actual : show(actual);
  if (chosen !== undefined) error.branch = outermost(chosen);
  errors.push(error);
  return !isFirstOnly;
}

function outermost({ branch, outer }: Chosen): ChosenBranch {
  let whole = branch;
  for (let next = outer; next !== undefined; next = next.outer) whole = { ...next.branch, inner: whole };
  return whole;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

const isPlain = (value: unknown): boolean =>
  value === null ||
  typeof value === 'boolean' ||
  Number.isFinite(value) ||
  (typeof value === 'string' && value.length <= 200);

/** A JSON Pointer token. */
export const token = (name: string | number): string =>
  typeof name === 'number' || !(name.includes('~') || name.includes('/'))
    ? String(name)
    : name.replace(/~/g, '~0').replace(/\//g, '~1');

/** The report for a value further in; `key` is a member or index known only now. */
export function at(report: Report | undefined, place: string, key?: string | number): Report | undefined {
  if (report === undefined) return undefined;
  return { ...report, path: report.path + place + (key === undefined ? '' : `/${token(key)}`) };
}

/** The report for the branch of a union that the value of a property chose. */
export function because(
  report: Report | undefined,
  pointer: string,
  propertyName: string,
  value: unknown,
): Report | undefined {
  if (report === undefined) return undefined;
  const branch: ChosenBranch = { pointer: pointerOf(pointer), propertyName, value: String(value) };
  return { ...report, chosen: { branch, outer: report.chosen } };
}

/** The report for checks that cannot go on after a failure. */
export const once = (report: Report | undefined): Report | undefined =>
  report === undefined || report.isFirstOnly ? report : { ...report, isFirstOnly: true };

/** Whether a failure ends the whole check. */
export const stops = (report: Report | undefined): boolean => report === undefined || report.isFirstOnly;

/**
 * Notes each member that is required and missing; true when the check goes on.
 * @param at the `properties` beside which `required` stands
 * @param names with spaces between
 */
export function missing(
  report: Report | undefined,
  value: { readonly [name: string]: unknown },
  at: string,
  names: string | readonly string[],
  place = '',
): boolean {
  if (report === undefined) return false;
  const required = `${at.slice(0, -'/properties'.length)}/required`;
  for (const name of namesOf(names)) {
    const isMissing = !Object.hasOwn(value, name) || value[name] === undefined;
    if (isMissing && !noAt(report, value, place, required, name)) return false;
  }
  return true;
}

const namesOf = (names: string | Iterable<string>): Iterable<string> =>
  typeof names === 'string' ? names.split(' ') : names;

/** Notes that the property which chooses a branch is missing or chooses none. */
export function noVariant(
  report: Report | undefined,
  value: { readonly [name: string]: unknown },
  place: string,
  name: string,
  requiredAt: string,
  unionAt: string,
  values: readonly unknown[],
): boolean {
  const chosen = Object.hasOwn(value, name) ? value[name] : undefined;
  if (chosen === undefined) return noAt(report, value, place, requiredAt, name, 'required');
  return noAt(report, chosen, `${place}/${token(name)}`, unionAt, ['value', ...values]);
}

/** Checks that an object has no member but these. */
export function closed(
  report: Report | undefined,
  value: { readonly [name: string]: unknown },
  at: string,
  names: ReadonlySet<string>,
): boolean {
  for (const key of Object.keys(value)) {
    if (names.has(key)) continue;
    const expected = [key, ...names];
    if (!noAt(report, value[key], `/${token(key)}`, at, expected)) return false;
  }
  return true;
}

/** Notes the members that a document declares at a place, so that undeclared ones can be reported. */
export function declares(
  report: Report | undefined,
  value: unknown,
  keywordLocation: string,
  names: string | Iterable<string>,
  place = '',
): void {
  if (report?.named === undefined) return;
  const { named, path } = report;
  const known = named.get(path + place);
  const isNew = known?.value === undefined;
  named.set(path + place, {
    value,
    names: new Set([...(known?.names ?? []), ...namesOf(names)]),
    keywordLocation: isNew ? pointerOf(keywordLocation) : known.keywordLocation,
    isOpen: known?.isOpen ?? false,
  });
}

/** Notes that a place may have members of any name. */
export function opens(report: Report | undefined, place: string): void {
  if (report?.named === undefined) return;
  const { named, path } = report;
  const known = named.get(path + place) ?? { value: undefined, names: new Set(), keywordLocation: '#' };
  named.set(path + place, { ...known, isOpen: true });
}

/** Notes members of a place that a condition may or may not speak of. */
export function mentions(report: Report | undefined, names: string | Iterable<string>, place = ''): void {
  if (report?.named === undefined) return;
  const { named, path } = report;
  const empty = { value: undefined, names: new Set<string>(), keywordLocation: '#', isOpen: false };
  const known = named.get(path + place) ?? empty;
  named.set(path + place, { ...known, names: new Set([...known.names, ...namesOf(names)]) });
}

/** Whether a value is valid. A value that is nested too deeply, or holds itself, is not. */
export function accepts(check: Check, value: unknown): boolean {
  try {
    return check(value);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Runs a check with a report; false when the stack ended before the check did. */
function run(check: Check, value: unknown, report: Report): boolean {
  try {
    check(value, report);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The first error of a value, or with `'all'` every one; empty when it is valid. */
export function errorsOf(
  check: Check,
  value: unknown,
  which: 'first' | 'all' = 'first',
): readonly ValidationError[] {
  return accepts(check, value) ? [] : reported(check, value, which);
}

/** A check as a type guard. */
export const guard =
  <T>(check: Check) =>
  (value: unknown): value is T =>
    accepts(check, value);

/** A check as a function for callers, see {@link errorsOf}. */
export const validator =
  (check: Check) =>
  (value: unknown, which?: 'first' | 'all'): readonly ValidationError[] =>
    errorsOf(check, value, which);

/** The same, without asking first whether there is any error. */
export function reported(check: Check, value: unknown, which: 'first' | 'all'): readonly ValidationError[] {
  const errors: ValidationError[] = [];
  const report: Report = {
    errors,
    isFirstOnly: which === 'first',
    path: '',
    chosen: undefined,
    named: undefined,
  };
  if (run(check, value, report)) return errors;
  const deep: ValidationError[] = [];
  noAt({ ...report, errors: deep }, value, '', '#', undefined, 'depth');
  return deep;
}

/** The members of a value that the document does not name; empty where it names none. */
export function undeclared(check: Check, value: unknown): readonly ValidationError[] {
  const named = new Map<string, NamedMembers>();
  if (!run(check, value, { errors: [], isFirstOnly: false, path: '', chosen: undefined, named })) return [];
  return [...named].flatMap(([path, { value: object, names, keywordLocation, isOpen }]) => {
    if (isOpen || typeof object !== 'object' || object === null) return [];
    const others = Object.keys(object).filter((name) => !names.has(name));
    return others.map((name) => {
      const near = nearest(name, names);
      const hint = near === undefined ? '' : `; did you mean ${show(near)}?`;
      return {
        instanceLocation: `${path}/${token(name)}`,
        keywordLocation,
        keyword: 'properties',
        message: `is a member that the document does not name${hint}`,
      };
    });
  });
}
