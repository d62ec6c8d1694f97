import { isObject } from '../json/pointer.ts';
import { withoutDataReferences } from './references.ts';

/** Where a value stands, as far as it matters to a server's variables. */
type Place = 'anywhere' | 'servers' | 'server' | 'variables' | 'variable';

/**
 * A copy of a document for swagger-parser 12, without what it takes for wrong and is right. Its schema of 3.1 misspells
 * `description` of a server variable (as `descriptions`); Ajv compares the items of a list by calling their `toString` and
 * `valueOf`, so members so named get other names there; a `$ref` in an example is data.
 */
export const checkable = (document: Record<string, unknown>): Record<string, unknown> =>
  copy(withoutDataReferences(document), 'anywhere', false) as Record<string, unknown>;

function copy(value: unknown, place: Place, isInList: boolean): unknown {
  if (Array.isArray(value))
    return value.map((item) => copy(item, place === 'servers' ? 'server' : 'anywhere', true));
  if (!isObject(value)) return value;
  const isText = ([key, member]: readonly [string, unknown]): boolean =>
    place === 'variable' && key === 'description' && typeof member === 'string';
  return Object.fromEntries(
    Object.entries(value)
      .filter((entry) => !isText(entry))
      .map(([key, member]) => [
        isInList && (key === 'toString' || key === 'valueOf') ? `${key}_` : key,
        copy(member, placeOf(key, place), isInList),
      ]),
  );
}

function placeOf(key: string, within: Place): Place {
  if (within === 'variables') return 'variable';
  if (within === 'server' && key === 'variables') return 'variables';
  return key === 'servers' ? 'servers' : 'anywhere';
}
