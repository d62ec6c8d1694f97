import { mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StatementStructures, StructureKind } from 'ts-morph';
import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../contract/diagnostics.ts';
import { shortDiff } from './diff.ts';
import { type Printed, printModule } from './module.ts';
import { isSafePath } from './paths.ts';
import { type RenderedFile, render } from './render.ts';
import { compareOutput, writeOutput } from './write.ts';

const folder = () => mkdtemp(join(tmpdir(), 'plumbline-render-'));
const file = (path: string, text: string): RenderedFile => ({ path, text });

describe('paths', () => {
  it.each([
    { path: 'src/index.ts', want: true },
    { path: '.gitignore', want: true },
    { path: 'a-b/c_d.e.js', want: true },
    { path: '../x', want: false },
    { path: '/etc/passwd', want: false },
    { path: 'a/../b', want: false },
    { path: 'a//b', want: false },
    { path: 'a\\b', want: false },
    { path: 'C:x', want: false },
    { path: 'nul.txt', want: false },
    { path: 'a/ünï', want: false },
    { path: 'a\n', want: false },
    { path: '', want: false },
    { path: 'a./b', want: false },
    { path: '-rf', want: false },
  ])('$path is allowed: $want', ({ path, want }) => expect(isSafePath(path)).toBe(want));

  it('refuses two paths that differ in case only', async () => {
    const both = ['a/File.ts', 'a/file.ts'].map((path) => ({ kind: 'text', path, text: '' }) as const);
    await expect(render(both)).rejects.toThrow('two emitters write one file');
  });
});

/** A structure, checked by its own type: those of files have a wider one. */
const structure = (described: StatementStructures): StatementStructures => described;

describe('render', () => {
  it('prints structures as a module', async () => {
    const [printed] = await render([
      {
        kind: 'module',
        path: 'a.ts',
        statements: [
          structure({
            kind: StructureKind.TypeAlias,
            name: 'A',
            type: "'b'",
            isExported: true,
            docs: ['Says b.'],
          }),
        ],
      },
    ]);
    expect(printed?.text).toBe("/** Says b. */\nexport type A = 'b';\n");
  });

  it.each([
    {
      title: 'a string that ends in a backslash opens nothing',
      type: String.raw`'\\' | 'image/*' | '//' | "it's"`,
    },
    { title: 'a quote within a string closes nothing', type: String.raw`'a\'b/*' | '*/' | '\\\''` },
  ])('$title', async ({ type }) => {
    const comment = ['first', '', "console.log('I am code')"].join('\n');
    const alias = (name: string, docs: readonly string[]) => ({
      kind: StructureKind.TypeAlias as const,
      name,
      type,
      docs: [...docs],
    });
    const [printed] = await render([
      { kind: 'module', path: 'a.ts', statements: [alias('A', []), alias('B', [comment])] },
    ]);
    expect(printed?.text).toBe(
      `type A = ${type};\n/**\n * first\n *\n * console.log('I am code')\n */\ntype B = ${type};\n`,
    );
  });

  it.each([
    {
      title: 'direction marks',
      given: "const a = '\u202e\u2066';",
      want: String.raw`const a = '\u202e\u2066';`,
    },
    { title: 'line separators', given: '// a\u2028b\u2029c', want: String.raw`// a\u2028b\u2029c` },
    { title: 'the end of a script', given: 'const a = "</script>";', want: 'const a = "<\\/script>";' },
    { title: 'letters of any language', given: "const a = 'ü字';", want: "const a = 'ü字';" },
  ])('code spells out $title', async ({ given, want }) => {
    const [printed] = await render([{ kind: 'text', path: 'a.ts', text: given }]);
    expect(printed?.text).toBe(want);
  });

  it.each([
    { path: 'a.ts', text: "export type A = 'b;\n" },
    { path: 'a.js', text: 'const a = ;' },
    { path: 'a.json', text: '{"a":}' },
  ])('$path that does not parse is not given out', async ({ path, text }) => {
    await expect(render([{ kind: 'text', path, text }])).rejects.toThrow(`${path} does not parse`);
  });

  it('prints JSON and text as they are', async () => {
    const files = await render([
      { kind: 'json', path: 'a.json', value: { a: 1 } },
      { kind: 'text', path: 'b.txt', text: 'b' },
    ]);
    expect(files.map(({ text }) => text)).toEqual(['{\n  "a": 1\n}\n', 'b']);
  });
});

describe('writeOutput', () => {
  it('creates, leaves, updates and removes what is ours, and nothing else', async () => {
    const out = await folder();
    await writeFile(join(out, 'mine.txt'), 'mine');
    const first = [file('a.ts', '1'), file('deep/b.ts', '2'), file('deep/er/c.ts', '3')];
    expect(writeOutput(out, first).map(({ kind }) => kind)).toEqual(['created', 'created', 'created']);
    expect(writeOutput(out, first)).toEqual([]);
    expect(compareOutput(out, first)).toEqual([]);
    const second = [file('a.ts', '9'), file('deep/b.ts', '2')];
    expect(compareOutput(out, second)).toMatchObject([
      { path: 'a.ts', kind: 'updated', diff: '@@ line 1\n- 1\n+ 9' },
      { path: 'deep/er/c.ts', kind: 'removed' },
    ]);
    expect(writeOutput(out, second)).toEqual([
      { path: 'a.ts', kind: 'updated' },
      { path: 'deep/er/c.ts', kind: 'removed' },
    ]);
    expect((await readdir(out)).sort()).toEqual(['.plumbline-files.json', 'a.ts', 'deep', 'mine.txt']);
    expect(await readdir(join(out, 'deep'))).toEqual(['b.ts']);
  });

  it('refuses to write over a foreign file, and then writes nothing at all', async () => {
    const out = await folder();
    await writeFile(join(out, 'b.ts'), 'theirs');
    expect(() => writeOutput(out, [file('a.ts', '1'), file('b.ts', 'ours')])).toThrow(DiagnosticError);
    expect(await readdir(out)).toEqual(['b.ts']);
    expect(await readFile(join(out, 'b.ts'), 'utf8')).toBe('theirs');
  });

  it('refuses to follow a link out of the folder', async () => {
    const [out, elsewhere] = [await folder(), await folder()];
    await symlink(elsewhere, join(out, 'src'));
    expect(() => writeOutput(out, [file('src/a.ts', '1')])).toThrow('link-out-of-output');
    expect(await readdir(elsewhere)).toEqual([]);
  });

  // The second is a place where node's own `recursive` does not end.
  it.each([
    { name: 'below a file', at: (out: string) => join(out, 'a') },
    { name: 'where the system makes no folders', at: () => '/proc/none' },
  ])('a path that cannot be written is a diagnostic with exit code 3: $name', async ({ at }) => {
    const out = await folder();
    await writeFile(join(out, 'a'), 'a file, not a folder');
    expect(() => writeOutput(at(out), [file('b', '')])).toThrow(expect.objectContaining({ exitCode: 3 }));
  });
});

it('a checkout with the line ends of Windows is up to date, and an edit in it is not', async () => {
  const out = join(await mkdtemp(join(tmpdir(), 'plumbline-crlf-')), 'out');
  const files = [file('a.ts', 'const a = 1;\nconst b = 2;\n')];
  writeOutput(out, files);
  await writeFile(join(out, 'a.ts'), 'const a = 1;\r\nconst b = 2;\r\n');
  expect(compareOutput(out, files)).toEqual([]);
  await writeFile(join(out, 'a.ts'), 'const a = 1;\r\nconst b = 3;\r\n');
  expect(compareOutput(out, files)).toHaveLength(1);
});

it('a module is printed anew where its statements or its path are others, and only there', () => {
  const printed: Printed = new Map();
  const print = (path: string, name: string): string =>
    printModule(
      path,
      [structure({ kind: StructureKind.TypeAlias, name, type: 'string', isExported: true })],
      printed,
    );
  const first = print('a.ts', 'A');
  expect(first).toBe('export type A = string;\n');
  const known = printed.get('a.ts');
  if (known !== undefined) printed.set('a.ts', { ...known, text: 'kept' });
  expect(print('a.ts', 'A')).toBe('kept');
  expect(print('b.ts', 'A')).toBe(first);
  expect(print('a.ts', 'B')).toBe('export type B = string;\n');
  expect(() =>
    printModule('c.ts', [structure({ kind: StructureKind.Class, leadingTrivia: () => {} })], printed),
  ).toThrow('plain data');
});

it('a diff is short', () => {
  const lines = Array.from({ length: 100 }, (_, index) => `line ${index}`);
  const changed = lines.map((line, index) => (index > 10 && index < 90 ? `${line}!` : line));
  const diff = shortDiff(lines.join('\n'), changed.join('\n'));
  expect(diff.split('\n').length).toBeLessThanOrEqual(14);
  expect(diff).toContain('@@ line 12');
});
