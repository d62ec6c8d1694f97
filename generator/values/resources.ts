import { child, isObject, tokensOf, valueAt } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';

const rootBase = 'https://plumbline.invalid/schema';

/**
 * Finds the target of a `$ref` by URI, as bare schemas with `$id`, `$anchor` and `$dynamicAnchor` need it; a reference
 * resolves against the innermost `$id` around it (2020-12 Core, section 8.2). Nothing is fetched.
 */
export function createLocator(document: unknown): (reference: string, from: Pointer) => Pointer | undefined {
  const found = resourcesOf(document);
  return (reference, from) => {
    const uri = absolute(reference, baseOf(document, from));
    const [head = '', fragment = ''] = uri.split('#');
    if (fragment !== '' && !fragment.startsWith('/')) return found.get(uri);
    const at = found.get(head);
    return at === undefined ? undefined : at + fragment;
  };
}

/** Places of every schema of the document that is a `$dynamicAnchor` of this name. */
export function dynamicAnchors(document: unknown, name: string): readonly Pointer[] {
  const found: Pointer[] = [];
  const walk = (value: unknown, at: Pointer): void => {
    if (typeof value !== 'object' || value === null) return;
    if (!Array.isArray(value) && (value as { $dynamicAnchor?: unknown }).$dynamicAnchor === name)
      found.push(at);
    for (const [key, part] of Object.entries(value)) walk(part, child(at, key));
  };
  walk(document, '#');
  return found;
}

/** True when a member named `key` stands anywhere in `value`. */
export const holdsKey = (value: unknown, key: string): boolean =>
  typeof value === 'object' &&
  value !== null &&
  ((!Array.isArray(value) && Object.hasOwn(value, key)) ||
    Object.values(value).some((part) => holdsKey(part, key)));

/** Absolute URI of every `$id` and anchor, to its pointer. */
function resourcesOf(document: unknown): ReadonlyMap<string, Pointer> {
  const found = new Map<string, Pointer>([[rootBase, '#']]);
  const walk = (value: unknown, at: Pointer, base: string): void => {
    if (Array.isArray(value)) {
      for (const [index, part] of value.entries()) walk(part, child(at, index), base);
      return;
    }
    if (!isObject(value)) return;
    let here = base;
    if (typeof value['$id'] === 'string') {
      here = absolute(value['$id'], base).replace(/#$/, '');
      found.set(here, at);
    }
    for (const keyword of ['$anchor', '$dynamicAnchor']) {
      const name = value[keyword];
      if (typeof name === 'string' && !found.has(`${here}#${name}`)) found.set(`${here}#${name}`, at);
    }
    for (const [key, part] of Object.entries(value)) {
      if (key !== 'enum' && key !== 'const') walk(part, child(at, key), here);
    }
  };
  walk(document, '#', rootBase);
  return found;
}

function baseOf(document: unknown, at: Pointer): string {
  let base = rootBase;
  const enter = (part: unknown): void => {
    if (isObject(part) && typeof part['$id'] === 'string')
      base = absolute(part['$id'], base).replace(/#$/, '');
  };
  enter(document);
  let here: Pointer = '#';
  for (const token of tokensOf(at)) {
    here = child(here, token);
    enter(valueAt(document, here));
  }
  return base;
}

function absolute(reference: string, base: string): string {
  try {
    return new URL(reference, base).href;
  } catch {
    return reference;
  }
}
