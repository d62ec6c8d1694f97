import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { figure } from '../../generator/testing/figure.ts';
import { driftCodes, pages } from '../tools/docs/pages.ts';
import { checkWords } from './testing/check-words.ts';
import { documentedCommands, markdownFiles } from './testing/documented.ts';

/** What is written about the command is true of it. */

const root = resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

it('every flag, check, change and configuration key stands in its page, as npm run docs writes it', () => {
  const made = pages();
  const stale = made.filter(
    ({ path, text }) => !existsSync(join(root, 'docs', path)) || read(`docs/${path}`) !== text,
  );
  expect(
    stale.map(({ path }) => path),
    'run npm run docs',
  ).toEqual([]);
  const rows = made.flatMap(({ text }) => text.match(/^\| `/gm) ?? []).length;
  expect(rows).toBeGreaterThan(150);
  figure({
    issue: 27,
    what: 'flags, checks, change codes and configuration keys without a page',
    expected: '0',
    seen: `0 of ${rows}`,
    ok: true,
  });
});

it('every page says what it is about before its tables', () => {
  for (const { path, text } of pages()) expect(text.split('<!--')[0]?.length, path).toBeGreaterThan(80);
});

it('the codes that drift finds in its own tests are documented', () => {
  const folder = join(root, 'generator/drift');
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  const seen = new Set(
    texts.flatMap((text) =>
      [...text.matchAll(/\bcode: '([a-z]+(?:-[a-z]+)+)'/g)].map(([, code = '']) => code),
    ),
  );
  const patterns = driftCodes().map((code) => new RegExp(`^${code.replaceAll('*', '[a-z-]*')}$`));
  expect([...seen].filter((code) => !patterns.some((pattern) => pattern.test(code)))).toEqual([]);
  expect(seen.size).toBeGreaterThan(0);
});

it('README is short, and what it links to is there', () => {
  expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(120);
  for (const file of markdownFiles(root)) {
    const links = [...readFileSync(join(root, file), 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)];
    for (const [, to = ''] of links)
      expect(existsSync(join(root, dirname(file), to)), `${file}: ${to}`).toBe(true);
  }
});

describe('no documented line can install a foreign package', () => {
  const files = [
    ...markdownFiles(root),
    ...['.github/workflows', '.github/ISSUE_TEMPLATE', '.ci'].flatMap((folder) =>
      existsSync(join(root, folder))
        ? readdirSync(join(root, folder)).map((name) => `${folder}/${name}`)
        : [],
    ),
    ...['action.yml', 'templates/README.md.hbs', 'generated/README.md'].filter((file) =>
      existsSync(join(root, file)),
    ),
  ];
  it.each(files)('%s', (file) => {
    expect(read(file).split('\n').filter(mayFetch)).toEqual([]);
  });
  it.each([
    { line: 'npx plumbline drift', want: true },
    { line: 'npx -y plumbline', want: true },
    { line: 'npm install plumbline', want: true },
    { line: 'npm i -D openapi-plumbline', want: true },
    { line: 'pnpm dlx plumbline', want: true },
    { line: 'npm exec plumbline', want: true },
    { line: 'npx --no -- plumbline drift', want: false },
    { line: 'npm install --save-dev ./openapi-plumbline-0.1.0.tgz', want: false },
    { line: 'npm run -s plumbline -- drift', want: false },
  ])('recognised: $line', ({ line, want }) => {
    expect(mayFetch(line)).toBe(want);
  });
});

/** Whether a line runs or installs a package by a name that is looked up in a registry. */
function mayFetch(line: string): boolean {
  const runs =
    /\b(npx|bunx|pnpx|(?:npm|pnpm|yarn|bun) (?:exec|dlx|x))\b/.test(line) &&
    !/\bnpx --no --(?: plumbline\b|`)/.test(line);
  const installs =
    /\b(?:npm|pnpm|yarn|bun) (?:i|install|add)\b.*[\s@'"](?:openapi-)?plumbline(?:\s|$|@)/.test(line);
  return runs || installs;
}

describe('every documented command line is valid', () => {
  const commands = documentedCommands(root);
  it.each(commands.map(({ file, words }) => ({ file, line: words.join(' '), words })))(
    '$file: $line',
    ({ words }) => {
      expect(checkWords(words)).toBeUndefined();
    },
  );
  it('and a wrong one is reported', () => {
    expect(commands.length).toBeGreaterThan(20);
    expect(checkWords(['drift', 'a', 'b', '--fromat', 'json'])).toMatch('unknown option');
    expect(checkWords(['drifd', 'a'])).toMatch('unknown command');
    expect(checkWords(['mock', '--port', 'x'])).toMatch('invalid');
  });
});
