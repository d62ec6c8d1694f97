/** A value in a few words. */
export function show(value: unknown): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'symbol' || typeof value === 'function') return `a ${typeof value}`;
  return String(value);
}

/** The closest of the names, when it is close enough to be a typing error. */
export function nearest(text: unknown, names: Iterable<unknown>): string | undefined {
  if (typeof text !== 'string' || text.length > 100) return undefined;
  const wanted = text.toLowerCase();
  let best: string | undefined;
  let least = Math.max(1, Math.floor(wanted.length * 0.4)) + 1;
  for (const name of names) {
    if (typeof name !== 'string' || Math.abs(name.length - wanted.length) >= least) continue;
    const distance = distanceOf(wanted, name.toLowerCase());
    if (distance >= least) continue;
    least = distance;
    best = name;
  }
  return best;
}

/** How many letters to add, remove or replace. */
function distanceOf(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line++) {
    const next = [line];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (row[column - 1] ?? 0) + (from[line - 1] === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

const list = (values: readonly unknown[]): string =>
  values.length > 6
    ? `${values.slice(0, 5).map(show).join(', ')} and ${values.length - 5} more`
    : values.map(show).join(', ');

function hint(text: unknown, names: readonly unknown[]): string {
  const near = nearest(text, names);
  return near === undefined ? '' : `; did you mean ${show(near)}?`;
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const sizeOf = (value: unknown): string =>
  typeof value === 'string'
    ? String([...value].length)
    : String(Array.isArray(value) ? value.length : Object.keys(Object(value)).length);

/** A constant: an expected object or list is printed in full if it is short. */
function exactly(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : show(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** What is wrong, as the rest of a sentence that begins with the place of the value. */
export function messageOf(keyword: string, expected: unknown, actual: unknown): string {
  const is = `, is ${show(actual)}`;
  switch (keyword) {
    case 'type':
      return `must be ${listOf(expected).join(' or ')}${is}`;
    case 'enum':
      return `must be one of ${list(listOf(expected))}${is}${hint(actual, listOf(expected))}`;
    case 'const':
      return `must be ${exactly(expected)}${is}${hint(actual, [expected])}`;
    case 'required':
    case 'dependentRequired':
      return `lacks the member ${show(expected)}`;
    case 'maximum':
      return `must be at most ${expected}${is}`;
    case 'minimum':
      return `must be at least ${expected}${is}`;
    case 'exclusiveMaximum':
      return `must be less than ${expected}${is}`;
    case 'exclusiveMinimum':
      return `must be more than ${expected}${is}`;
    case 'multipleOf':
      return `must be a multiple of ${expected}${is}`;
    case 'maxLength':
      return `must have at most ${expected} characters, has ${sizeOf(actual)}`;
    case 'minLength':
      return `must have at least ${expected} characters, has ${sizeOf(actual)}`;
    case 'pattern':
      return `must match ${expected}${is}`;
    case 'format':
      return `must be in the format ${expected}${is}`;
    case 'maxItems':
      return `must have at most ${expected} items, has ${sizeOf(actual)}`;
    case 'minItems':
      return `must have at least ${expected} items, has ${sizeOf(actual)}`;
    case 'uniqueItems':
      return 'must have no two equal items';
    case 'contains':
    case 'minContains':
    case 'maxContains':
      return 'has a wrong number of items that match "contains"';
    case 'maxProperties':
      return `must have at most ${expected} members, has ${sizeOf(actual)}`;
    case 'minProperties':
      return `must have at least ${expected} members, has ${sizeOf(actual)}`;
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const [name, ...names] = listOf(expected);
      return `is a member that is not allowed here${hint(name, names)}`;
    }
    case 'unevaluatedItems':
      return 'is an item that is not allowed here';
    case 'not':
      return `is what it must not be, ${show(actual)}`;
    case 'depth':
      return 'is nested too deeply to be checked, or holds itself';
    case 'oneOf':
    case 'anyOf':
      return unionMessage(expected, actual);
    default:
      return expected === undefined
        ? `is not allowed here, ${show(actual)}`
        : `must satisfy ${keyword} ${exactly(expected)}${is}`;
  }
}

function unionMessage(expected: unknown, actual: unknown): string {
  if (expected === 0) return `matches none of the alternatives, is ${show(actual)}`;
  if (typeof expected === 'number') return `matches ${expected} of the alternatives, must match one`;
  const [kind, ...values] = listOf(expected);
  return kind === 'type'
    ? `must be ${values.join(' or ')}, is ${show(actual)}`
    : `must be one of ${list(values)}, is ${show(actual)}${hint(actual, values)}`;
}
