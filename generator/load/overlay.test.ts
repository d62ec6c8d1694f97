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
  const cases: readonly (readonly [name: string, actions: string, want: unknown])[] = [
    [
      'a member is added',
      '  - { target: $.info, update: { v: 1 } }',
      { ...base(), info: { ...base().info, v: 1 } },
    ],
    [
      'a member is replaced',
      '  - { target: $.info, update: { title: U } }',
      { ...base(), info: { title: 'U', tags: ['a'] } },
    ],
    [
      'a list grows',
      '  - { target: $.info.tags, update: b }',
      { ...base(), info: { title: 'T', tags: ['a', 'b'] } },
    ],
    [
      'lists within an update are joined',
      '  - { target: $.info, update: { tags: [b] } }',
      { ...base(), info: { title: 'T', tags: ['a', 'b'] } },
    ],
    ['a member goes', '  - { target: $.info.tags, remove: true }', { ...base(), info: { title: 'T' } }],
    [
      'an item goes',
      "  - { target: '$.info.tags[0]', remove: true }",
      { ...base(), info: { title: 'T', tags: [] } },
    ],
    [
      'every match is updated',
      "  - { target: '$.paths.*.get', update: { y: 0 } }",
      { ...base(), paths: { '/a': { get: { x: 1, y: 0 } }, '/b': { get: { x: 2, y: 0 } } } },
    ],
    [
      'a filter picks',
      "  - { target: '$.paths.*[?@.x==2]', update: { y: 0 } }",
      { ...base(), paths: { '/a': { get: { x: 1 } }, '/b': { get: { x: 2, y: 0 } } } },
    ],
    [
      'copy, of 1.1',
      '  - { target: "$.paths[\'/b\'].get", copy: $.info }',
      { ...base(), paths: { '/a': { get: { x: 1 } }, '/b': { get: { x: 2, title: 'T', tags: ['a'] } } } },
    ],
    [
      'a later action sees what an earlier one wrote',
      '  - { target: $.info, update: { v: { w: 1 } } }\n  - { target: $.info.v, update: { z: 2 } }',
      { ...base(), info: { ...base().info, v: { w: 1, z: 2 } } },
    ],
    ['no match that is allowed', '  - { target: $.none, update: { a: 1 }, x-optional: true }', base()],
  ];
  it.each(cases)('%s', (_, actions, want) => {
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
  const cases: readonly (readonly [name: string, actions: string, want: string])[] = [
    ['no match', '  - { target: $.none, update: { a: 1 } }', 'overlay-action 4:15'],
    ['a syntax error in the path', "  - { target: '$.[', update: { a: 1 } }", 'overlay-action 4:15'],
    ['an object into a text', '  - { target: $.info, update: { title: { a: 1 } } }', 'overlay-action 4:31'],
    ['a text into a list', '  - { target: $.info, update: { tags: b } }', 'overlay-action 4:31'],
    ['a text as the target', '  - { target: $.info.title, update: { a: 1 } }', 'overlay-action 4:15'],
    ['copy of several', "  - { target: $.info, copy: '$.paths.*' }", 'overlay-action 4:29'],
    ['no target', '  - { update: { a: 1 } }', 'bad-overlay 4:5'],
    ['nothing to do', '  - { target: $.info }', 'bad-overlay 4:5'],
    ['an unknown class', '  - { target: $.info, remove: true, x-evidence: rumour }', 'bad-overlay 4:49'],
  ];
  it.each(cases)('%s', (_, actions, want) => {
    expect(refusal(actions)).toBe(want);
  });
});
