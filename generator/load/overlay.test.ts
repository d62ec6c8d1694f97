import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../contract/diagnostics.ts';
import { applyOverlays, ofClasses, readOverlay } from './overlay.ts';
import { parseSource } from './source.ts';

const base = () => ({
  info: { title: 'T', tags: ['a'] },
  paths: { '/a': { get: { x: 1 } }, '/b': { get: { x: 2 } } },
});

const overlayOf = (actions: string) =>
  readOverlay(
    parseSource('o.yaml', `overlay: 1.1.0\ninfo: { title: O, version: 1.0.0 }\nactions:\n${actions}`),
  );

const apply = (actions: string): unknown => applyOverlays(base(), [overlayOf(actions)]).document;

/** The first diagnostic as `code line:column`. */
function refusal(actions: string): string {
  try {
    apply(actions);
    return 'applied';
  } catch (cause) {
    if (!(cause instanceof DiagnosticError)) throw cause;
    const [first] = cause.diagnostics;
    return `${first?.code} ${first?.line}:${first?.column}`;
  }
}

describe('actions', () => {
  const cases: readonly {
    readonly title: string;
    readonly actions: string;
    readonly want: unknown;
  }[] = [
    {
      title: 'a member is added',
      actions: '  - { target: $.info, update: { v: 1 } }',
      want: { ...base(), info: { ...base().info, v: 1 } },
    },
    {
      title: 'a member is replaced',
      actions: '  - { target: $.info, update: { title: U } }',
      want: { ...base(), info: { title: 'U', tags: ['a'] } },
    },
    {
      title: 'a list grows',
      actions: '  - { target: $.info.tags, update: b }',
      want: { ...base(), info: { title: 'T', tags: ['a', 'b'] } },
    },
    {
      title: 'lists within an update are joined',
      actions: '  - { target: $.info, update: { tags: [b] } }',
      want: { ...base(), info: { title: 'T', tags: ['a', 'b'] } },
    },
    {
      title: 'a member goes',
      actions: '  - { target: $.info.tags, remove: true }',
      want: { ...base(), info: { title: 'T' } },
    },
    {
      title: 'an item goes',
      actions: "  - { target: '$.info.tags[0]', remove: true }",
      want: { ...base(), info: { title: 'T', tags: [] } },
    },
    {
      title: 'every match is updated',
      actions: "  - { target: '$.paths.*.get', update: { y: 0 } }",
      want: { ...base(), paths: { '/a': { get: { x: 1, y: 0 } }, '/b': { get: { x: 2, y: 0 } } } },
    },
    {
      title: 'a filter picks',
      actions: "  - { target: '$.paths.*[?@.x==2]', update: { y: 0 } }",
      want: { ...base(), paths: { '/a': { get: { x: 1 } }, '/b': { get: { x: 2, y: 0 } } } },
    },
    {
      title: 'copy, of 1.1',
      actions: '  - { target: "$.paths[\'/b\'].get", copy: $.info }',
      want: {
        ...base(),
        paths: { '/a': { get: { x: 1 } }, '/b': { get: { x: 2, title: 'T', tags: ['a'] } } },
      },
    },
    {
      title: 'a later action sees what an earlier one wrote',
      actions: '  - { target: $.info, update: { v: { w: 1 } } }\n  - { target: $.info.v, update: { z: 2 } }',
      want: { ...base(), info: { ...base().info, v: { w: 1, z: 2 } } },
    },
    {
      title: 'no match that is allowed',
      actions: '  - { target: $.none, update: { a: 1 }, x-optional: true }',
      want: base(),
    },
  ];
  it.each(cases)('$title', ({ actions, want }) => {
    expect(apply(actions)).toEqual(want);
  });

  it('the document given is left as it was', () => {
    const document = base();
    applyOverlays(document, [overlayOf('  - { target: $.info, remove: true }')]);
    expect(document).toEqual(base());
  });

  it('actions of other evidence classes are left out', () => {
    const overlay = overlayOf(
      '  - { target: $.info, update: { a: 1 }, x-evidence: document }\n  - { target: $.info, update: { b: 1 }, x-evidence: reported }',
    );
    const { document } = applyOverlays(base(), [ofClasses(overlay, ['document'])]);
    expect(document['info']).toEqual({ ...base().info, a: 1 });
  });
});

describe('what is wrong is reported with its place', () => {
  const cases: readonly {
    readonly title: string;
    readonly actions: string;
    readonly want: string;
  }[] = [
    { title: 'no match', actions: '  - { target: $.none, update: { a: 1 } }', want: 'overlay-action 4:15' },
    {
      title: 'a syntax error in the path',
      actions: "  - { target: '$.[', update: { a: 1 } }",
      want: 'overlay-action 4:15',
    },
    {
      title: 'an object into a text',
      actions: '  - { target: $.info, update: { title: { a: 1 } } }',
      want: 'overlay-action 4:31',
    },
    {
      title: 'a text into a list',
      actions: '  - { target: $.info, update: { tags: b } }',
      want: 'overlay-action 4:31',
    },
    {
      title: 'a text as the target',
      actions: '  - { target: $.info.title, update: { a: 1 } }',
      want: 'overlay-action 4:15',
    },
    {
      title: 'copy of several',
      actions: "  - { target: $.info, copy: '$.paths.*' }",
      want: 'overlay-action 4:29',
    },
    { title: 'no target', actions: '  - { update: { a: 1 } }', want: 'bad-overlay 4:5' },
    { title: 'nothing to do', actions: '  - { target: $.info }', want: 'bad-overlay 4:5' },
    {
      title: 'an unknown class',
      actions: '  - { target: $.info, remove: true, x-evidence: rumour }',
      want: 'bad-overlay 4:49',
    },
  ];
  it.each(cases)('$title', ({ actions, want }) => {
    expect(refusal(actions)).toBe(want);
  });
});
