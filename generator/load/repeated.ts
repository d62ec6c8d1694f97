import { child, isObject, valueAt } from '../json/pointer.ts';
import { Draft } from './draft.ts';
import { eachPart, type Place } from './places.ts';
import type { Repair } from './repair.ts';

/** A document whose lists of parameters hold each parameter once: the first of a name and a location is read. */
export function withoutRepeated(document: Record<string, unknown>): {
  readonly document: Record<string, unknown>;
  readonly repairs: readonly Repair[];
} {
  const repairs: Repair[] = [];
  let draft: Draft | undefined;
  const path: (string | number)[] = [];
  const look = (value: unknown, place: Place): void => {
    if (place === 'schema') return;
    if (place === 'parameterList' && Array.isArray(value)) {
      const seen = new Set<string>();
      for (const [index, item] of value.entries()) {
        const key = keyOf(document, item);
        if (key === undefined) continue;
        if (seen.has(key)) {
          const at = child('#', ...path, index);
          draft ??= new Draft(document);
          draft.remove(at);
          const message = `the parameter ${key} stands in the list before: this one is left out`;
          repairs.push({ code: 'read-otherwise', pointer: at, message, written: at });
        }
        seen.add(key);
      }
    }
    eachPart(value, place, (key, part, under) => {
      path.push(key);
      look(part, under);
      path.pop();
    });
  };
  look(document, 'document');
  draft?.close();
  return { document: draft?.document ?? document, repairs };
}

/** `"id" in path`; undefined for what is not a parameter. */
function keyOf(document: unknown, item: unknown): string | undefined {
  let place = item;
  for (let hops = 0; isObject(place) && typeof place['$ref'] === 'string' && hops < 20; hops++)
    place = valueAt(document, place['$ref']);
  if (!isObject(place) || typeof place['name'] !== 'string') return undefined;
  // Names of headers are the same in any case.
  const name = place['in'] === 'header' ? place['name'].toLowerCase() : place['name'];
  return `${JSON.stringify(name)} in ${String(place['in'])}`;
}
