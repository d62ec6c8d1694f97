import { child, isObject } from '../../json/pointer.ts';
import type { Finding, LintRule } from '../finding.ts';

/** Tags that are declared twice, lie under a tag that is not there or under themselves, and tags of operations that are not declared. */
export const tag: LintRule = ({ document, operations }) => {
  const list: readonly unknown[] = Array.isArray(document['tags']) ? document['tags'] : [];
  const tags = list.map((one) => (isObject(one) ? one : {}));
  const names = tags.map(({ name }) => name);
  const parents = new Map(tags.map(({ name, parent }) => [name, parent]));
  const isCircle = (name: unknown): boolean => {
    let parent = parents.get(name);
    for (let hops = 0; parent !== undefined && hops <= tags.length; hops++) {
      if (parent === name) return true;
      parent = parents.get(parent);
    }
    return false;
  };
  const of = tags.flatMap(({ name, parent }, index): readonly Finding[] => {
    const pointer = child('#/tags', index);
    if (names.indexOf(name) < index)
      return [
        {
          code: 'duplicate-tag',
          severity: 'error',
          pointer,
          message: `the tag ${JSON.stringify(name)} is declared before`,
        },
      ];
    if (parent === undefined) return [];
    if (!names.includes(parent))
      return [
        {
          code: 'lost-tag-parent',
          severity: 'error',
          pointer,
          message: `no tag is called ${JSON.stringify(parent)}`,
        },
      ];
    if (!isCircle(name)) return [];
    return [
      {
        code: 'lost-tag-parent',
        severity: 'error',
        pointer,
        message: `the tag ${JSON.stringify(name)} lies under itself`,
      },
    ];
  });
  if (tags.length === 0) return of;
  const known = new Set(names);
  const undeclared = operations.flatMap(({ operation, pointer }) =>
    (Array.isArray(operation['tags']) ? operation['tags'] : []).flatMap(
      (name: unknown, index): readonly Finding[] =>
        known.has(name)
          ? []
          : [
              {
                code: 'undeclared-tag',
                severity: 'info',
                pointer: child(pointer, 'tags', index),
                message: `the tag ${JSON.stringify(name)} is not among the tags of the document`,
              },
            ],
    ),
  );
  return [...of, ...undeclared];
};
