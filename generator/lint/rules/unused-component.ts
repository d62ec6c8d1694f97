import { jsonPath } from '../../json/json-path.ts';
import { child, isObject } from '../../json/pointer.ts';
import type { Pointer } from '../../json/types.ts';
import type { LintRule } from '../finding.ts';

const kinds = [
  'schemas',
  'responses',
  'parameters',
  'examples',
  'requestBodies',
  'headers',
  'links',
  'callbacks',
];

/** A component that nothing refers to. */
export const unusedComponent: LintRule = ({ document }) => {
  const { components } = document;
  if (!isObject(components)) return [];
  const used = references(document);
  return kinds.flatMap((kind) => {
    const named = components[kind];
    if (!isObject(named)) return [];
    return Object.keys(named).flatMap((name) => {
      const pointer = child('#/components', kind, name);
      if (used.has(pointer) || used.has(name)) return [];
      const message = `nothing refers to ${name}`;
      return [
        {
          code: 'unused-component',
          severity: 'info',
          pointer,
          message,
          fix: { target: jsonPath(document, pointer), remove: true },
        },
      ];
    });
  });
};

/** Every target of a `$ref` and of a discriminator's mapping, cut to the component that holds it. */
function references(document: unknown): ReadonlySet<Pointer> {
  const found = new Set<Pointer>();
  const add = (target: unknown): void => {
    if (typeof target !== 'string') return;
    found.add(
      decodeURIComponent(
        target
          .split('/')
          .slice(0, 4)
          .join('/')
          .replaceAll(/%(?![0-9A-Fa-f]{2})/g, '%25'),
      ),
    );
  };
  const open: unknown[] = [document];
  for (let next = open.pop(); open.length > 0 || next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    const { $ref, $dynamicRef, mapping } = next as {
      $ref?: unknown;
      $dynamicRef?: unknown;
      mapping?: unknown;
    };
    add($ref);
    add($dynamicRef);
    if (isObject(mapping)) Object.values(mapping).forEach(add);
    for (const each of Object.values(next)) if (typeof each === 'object' && each !== null) open.push(each);
  }
  return found;
}
