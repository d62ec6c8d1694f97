import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeOutput } from './write.ts';

const old = [
  { path: 'a.ts', text: '// old\n' },
  { path: 'b/c.ts', text: '// old\n' },
  { path: 'gone.ts', text: '// old\n' },
];
const next = [
  { path: 'a.ts', text: '// new\n' },
  { path: 'b/c.ts', text: '// new\n' },
  { path: 'd.ts', text: '// new\n' },
];
/** In the order in which they are put in place. */
const staged = ['a.ts', 'b/c.ts', 'd.ts', '.plumbline-files.json'] as const;
const manifest = JSON.stringify({ files: next.map(({ path }) => path) });

/** A folder whose writer was killed after it had put `moved` files in place; no process has this number. */
function killedAfter(moved: number, journal?: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-killed-'));
  writeOutput(folder, old);
  const staging = join(folder, '.plumbline-4194305-abc123');
  mkdirSync(staging);
  for (const [index, path] of staged.entries()) {
    const text = index < 3 ? '// new\n' : manifest;
    writeFileSync(index < moved ? join(folder, path) : join(staging, String(index)), text);
  }
  if (journal !== undefined) writeFileSync(join(staging, 'journal.json'), JSON.stringify(journal));
  return folder;
}

const texts = (folder: string): readonly string[] =>
  (readdirSync(folder, { recursive: true }) as string[])
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => `${path} ${readFileSync(join(folder, path), 'utf8').trim()}`);

const journal = { paths: staged, removed: ['gone.ts'] };

it.each([0, 1, 2, 3, 4])('what was killed after %i files is finished by the next run', (moved) => {
  const folder = killedAfter(moved, journal);
  expect(writeOutput(folder, next)).toEqual([]);
  expect(texts(folder)).toEqual(['a.ts // new', 'b/c.ts // new', 'd.ts // new']);
  expect(readdirSync(folder).filter((name) => name.startsWith('.plumbline-'))).toEqual([
    '.plumbline-files.json',
  ]);
});

it('what was killed before its journal stood has changed nothing, and is cleared away', () => {
  const folder = killedAfter(0);
  expect(writeOutput(folder, old)).toEqual([]);
  expect(texts(folder)).toEqual(['a.ts // old', 'b/c.ts // old', 'gone.ts // old']);
  expect(readdirSync(folder)).not.toContain('.plumbline-4194305-abc123');
});

it('the folder of a run that goes on is left alone', () => {
  const folder = killedAfter(0, journal);
  mkdirSync(join(folder, `.plumbline-${process.ppid}-abc123`));
  writeOutput(folder, next);
  expect(readdirSync(folder)).toContain(`.plumbline-${process.ppid}-abc123`);
});

it.each([
  { title: 'a path that climbs', paths: ['../outside.ts', '.plumbline-files.json'] },
  { title: 'a path through a link', paths: ['link/outside.ts', '.plumbline-files.json'] },
])('a journal that somebody else wrote leads nowhere: $title', ({ paths }) => {
  const folder = killedAfter(0, { paths, removed: [] });
  const outside = mkdtempSync(join(tmpdir(), 'plumbline-outside-'));
  symlinkSync(outside, join(folder, 'link'));
  writeOutput(folder, old);
  expect(readdirSync(outside)).toEqual([]);
  expect(texts(folder)).toEqual(['a.ts // old', 'b/c.ts // old', 'gone.ts // old']);
});
