import { compileTemplate } from '../../../generator/wire/path-template.ts';
import type { Items } from './items.ts';

/** Items by the path of their collection: `/pets`, `/orgs/1/users`. */
export type SeedData = { readonly [path: string]: readonly unknown[] };

/** Stores items; a path of no collection is a TypeError that names the collections. */
export function seed({ states, put, keyOf }: Items, data: SeedData): void {
  for (const [path, items] of Object.entries(data)) {
    const found = [...states.values()].find(
      ({ resource }) =>
        resource.kind === 'collection' &&
        (compileTemplate(resource.path).pattern.test(path) ||
          (resource.parent === undefined && resource.name === path)),
    );
    if (found === undefined || !Array.isArray(items)) {
      const known = [...states.values()].filter(({ resource: { kind } }) => kind === 'collection');
      throw new TypeError(
        `${JSON.stringify(path)} is not a collection with a list of items; the collections are ${known.map(({ resource }) => resource.path).join(', ')}`,
      );
    }
    found.isSeeded = true;
    const values = (compileTemplate(found.resource.path).pattern.exec(path) ?? [])
      .slice(1)
      .map(decodeURIComponent);
    for (const item of items)
      put(found, JSON.stringify(values), keyOf(found, item) ?? String(found.count + 1), item);
  }
}

/** All stored items. */
export const dump = ({ states }: Items): SeedData =>
  Object.fromEntries(
    [...states.values()].flatMap((state) =>
      [...state.scopes].flatMap(([scope, items]) =>
        items.size === 0 || state.resource.kind === 'singleton'
          ? []
          : [[pathWith(state.resource.path, scope), items.entries().map(([, item]) => item)] as const],
      ),
    ),
  );

/** A template with the values of a scope in it. */
function pathWith(path: string, scope: string): string {
  const values = JSON.parse(scope) as readonly string[];
  let at = 0;
  return path.replaceAll(/\{[^{}]+\}/g, () => encodeURIComponent(values[at++] ?? ''));
}
