import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../run/package-info.ts';

const text = readFileSync(join(packageRoot, 'ARCHITECTURE.md'), 'utf8');

/** The folders and files that the table of rooms names: `generator/json`, `templates`, `conformance/model.ts`. */
const table = text
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .flatMap((line) => {
    const cell = line.split('|')[1] ?? '';
    const names = [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name.replace(/\/$/, ''));
    const [first = ''] = names;
    const parent = first.includes('/') ? first.slice(0, first.lastIndexOf('/')) : '';
    return names.map((name) => (name.includes('/') || parent === '' ? name : `${parent}/${name}`));
  });

/** The folders of a folder, without those that a move left empty. */
const rooms = (folder: string): readonly string[] =>
  readdirSync(join(packageRoot, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${folder}/${name}`)
    .filter((room) => readdirSync(join(packageRoot, room)).length > 0);

/** Folders of tests and their data, which no table needs to name. */
const isTesting = (folder: string): boolean => /\/(testing|tests|fixtures)$/.test(folder);

describe('the table of rooms in ARCHITECTURE.md', () => {
  it('names every folder of generator, conformance, scripts and spec', () => {
    const folders = ['generator', 'conformance', 'scripts', 'spec'].flatMap(rooms);
    expect(folders.filter((folder) => !isTesting(folder) && !table.includes(folder))).toEqual([]);
  });

  it('names only folders that exist', () => {
    const absent = table.filter((name) => {
      try {
        return !statSync(join(packageRoot, name));
      } catch {
        return true;
      }
    });
    expect(absent).toEqual([]);
  });

  it('is part of a map of at most 80 lines', () => {
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(80);
  });
});

it('scripts/ has one file at its top: the command', () => {
  const files = readdirSync(join(packageRoot, 'scripts')).filter((name) => name.includes('.'));
  expect(files).toEqual(['plumbline.ts']);
});
