import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument, stringify } from 'yaml';
import { parseSource } from './source.ts';
import { parseYaml } from './yaml.ts';

/** `yaml` reads every text of YAML 1.2; what js-yaml reads must be the same. */
const carefully = (text: string): unknown => parseDocument(text, { merge: true }).toJS();

describe('YAML', () => {
  it.each([
    {
      title: 'words of older versions stay text',
      text: 'a: [yes, no, on, off, y, n, 1_000, 0b11, 12:30:45]',
    },
    { title: 'dates stay text', text: 'a: 2020-01-02\nb: 2020-01-02T03:04:05Z\n2020-01-03: c' },
    { title: 'numbers', text: 'a: [0o17, 0x1F, 017, -0, +1, 1., .5, 1e3, 1E-3, -1.5e+10, 9007199254740993]' },
    { title: 'null, true, false', text: 'a: [~, null, Null, NULL, true, True, FALSE, "true", ]\nb:\nc: ' },
    { title: 'keys that are numbers or booleans', text: '200: a\n3.0: b\n0x10: c\ntrue: d\n1e2: e' },
    {
      title: 'block scalars',
      text: 'a: |\n  one\n   two\n\n  three\nb: >-\n  one\n  two\n\n  three\nc: |+\n  x\n\nd: |2\n    y\n',
    },
    { title: 'quoted scalars over lines', text: `a: 'it''s\n  two'\nb: "tab\\t \\u00e9 \\\n  on"\n` },
    {
      title: 'plain scalars over lines',
      text: 'a: one\n  two\n  three\nb: x # comment\nc: a#b\nd: a: \n'.replace('d: a: \n', ''),
    },
    {
      title: 'anchors, aliases and merge keys',
      text: 'a: &x {b: 1, c: 2}\nd: *x\ne:\n  <<: *x\n  c: 3\nf:\n  <<: [*x, {g: 4}]\n',
    },
    { title: 'flow collections', text: 'a: {b: [1, {c: d}], "e": f, g, h: }\ni: [a: b, c]\n' },
    { title: 'complex and empty keys', text: '? a\n: b\n? |\n  long\n: c\n' },
    { title: 'sequences at the level of their key', text: 'a:\n- b\n- c: d\n  e: f\n-\n  g: h\n- - i\n' },
    { title: 'tags of the core schema', text: 'a: !!str 12\nb: !!int "3"\nc: !!map {d: e}\nf: !!null ""\n' },
    { title: 'a document marker and directives', text: '%YAML 1.2\n---\na: b\n...\n' },
    { title: '__proto__ is a name', text: '__proto__: {a: 1}\nconstructor: b\n' },
  ])('$title', ({ text }) => {
    expect(parseYaml('a.yaml', text)).toEqual(carefully(text));
  });

  it('a member named null has that name', () => {
    expect(parseYaml('a.yaml', 'null: a\n')).toEqual({ null: 'a' });
  });

  it('every value that is written as YAML is read as it was', () => {
    const key = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.constantFrom('200', 'a b', '#', '- a', '? b', ': c', 'yes', '<<x'),
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom(
          '2020-01-01',
          'yes',
          '~',
          '0x1',
          '1_0',
          ' a',
          'a ',
          '\n',
          'a\nb\n',
          '- x',
          '{',
          "'",
          '"',
          '&a',
          '*a',
          '!t',
          '%',
          '@',
          '`',
          'null',
          '.5',
          '=',
          '|',
        ),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('any'), { maxLength: 4 }),
        tie('object'),
      ),
      object: fc.dictionary(key, tie('any'), { maxKeys: 4, noNullPrototype: true }),
    })).object;
    fc.assert(
      fc.property(value, fc.boolean(), fc.constantFrom(20, 80, 0), (each, flow, lineWidth) => {
        const text = stringify(each, {
          collectionStyle: flow ? 'flow' : 'any',
          lineWidth,
          aliasDuplicateObjects: false,
        });
        expect(parseYaml('a.yaml', text)).toEqual(carefully(text));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    { title: 'a name twice', text: 'a: 1\nb: 2\na: 3\n', line: 3, column: 1 },
    { title: 'a bracket that is not closed', text: 'a: 1\nb: [2\n', line: 3, column: 1 },
  ])('$title is refused with its place', ({ text, line, column }) => {
    expect(() => parseYaml('a.yaml', text)).toThrowError(
      expect.objectContaining({
        diagnostics: [expect.objectContaining({ code: 'not-yaml', line, column })],
      }) as Error,
    );
  });
});

describe('places', () => {
  const rows = [
    { pointer: '#', yaml: '1:1', json: '1:1' },
    { pointer: '#/info', yaml: '2:3', json: '2:3' },
    { pointer: '#/info/title', yaml: '2:10', json: '2:12' },
    { pointer: '#/info/empty', yaml: '3:3', json: '3:5' },
    { pointer: '#/info/after', yaml: '4:10', json: '3:18' },
    { pointer: '#/list/0', yaml: '7:5', json: '5:12' },
    { pointer: '#/list/1/a~1b', yaml: '8:11', json: '5:20' },
    { pointer: '#/list/2', yaml: '9:5', json: '5:32' },
    { pointer: '#/list/9/nowhere', yaml: '7:3', json: '5:3' },
    { pointer: '#/200/b', yaml: '11:6', json: '6:11' },
    { pointer: '#/flow/c/1', yaml: '12:15', json: '7:23' },
  ];
  const yaml =
    'info:\n  title: "a: #b"\n  empty:\n  after: |\n    text\nlist: # three\n  - one\n  - {a/b: 2}\n  # a comment\n  - three\n\'200\':\n  b: c\nflow: {c: [1, 2]}\n'.replace(
      '  # a comment\n',
      '',
    );
  const json =
    '{\n  "info": {"title": "a: #\\"b",\n    "empty": "", "after": {}},\n\n  "list": ["one", {"a\\/b": 2}, "three"],\n  "200": {"b": "c"},\n  "flow": {"c": [1.5, 2]}\n}';
  it.each(rows)('$pointer', ({ pointer, ...want }) => {
    for (const [file, text, place] of [
      ['a.yaml', yaml, want.yaml],
      ['a.json', json, want.json],
    ] as const) {
      const at = parseSource(file, text).position(pointer);
      expect(`${file} ${at?.line}:${at?.column}`).toBe(`${file} ${place}`);
    }
  });
});
