import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadContract } from '../../generator/index.ts';
import type { JsonObject } from '../../generator/json/types.ts';
import { exampleDocument, exampleNames, publicDocuments } from '../../generator/testing/example-documents.ts';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { drift } from '../api/drift.ts';
import { planted } from './testing/planted.ts';
import { split } from './testing/spellings.ts';

const some = ['3.0/discriminators', '3.1/train-travel'];
const files = isFull
  ? [
      ...exampleNames.map(exampleDocument),
      ...publicDocuments(
        'mistral.json',
        'adyen-checkout-v71.json',
        'box-2025.json',
        'openai.json',
        'stripe.json',
      ),
    ]
  : some.map(exampleDocument);

/** A repository of its own; whatever folder this runs in, git is asked about that one. */
const folder = mkdtempSync(join(tmpdir(), 'plumbline-revisions-'));
const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=n', '-c', 'user.email=a@example.com', ...args], {
    encoding: 'utf8',
    env: { ...process.env, GIT_DIR: join(folder, '.git') },
  }).trim();
beforeAll(() => {
  git('init', '-q');
  process.env['GIT_DIR'] = join(folder, '.git');
});
afterAll(() => {
  delete process.env['GIT_DIR'];
  rmSync(folder, { recursive: true });
});

/** Commits these files and no others; gives the place of the document at that revision. */
function committed(parts: ReadonlyMap<string, unknown>): string {
  for (const name of readdirSync(folder)) if (name !== '.git') rmSync(join(folder, name));
  for (const [path, value] of parts) writeFileSync(join(folder, path), JSON.stringify(value, null, 1));
  git('add', '-A');
  git('commit', '-q', '--allow-empty', '-m', 'a version');
  return `git:${git('rev-parse', 'HEAD')}:api.json`;
}

const whole = (document: JsonObject): ReadonlyMap<string, unknown> => new Map([['api.json', document]]);

async function changesOf(base: string, head: string): Promise<readonly string[]> {
  const { changes } = await drift(await loadContract(base), await loadContract(head));
  return changes
    .filter(({ severity, verdict }) => severity !== 'none' && verdict !== 'docs-only')
    .map(({ verdict, code, message }) => `${verdict} ${code}: ${message}`);
}

let right = 0;
describe.each(files.map((file) => ({ file, name: basename(file) })))('$name at revisions', ({ file }) => {
  it('split into files: no change, and a change of a file is the change of the whole', async () => {
    const document = JSON.parse(readFileSync(file, 'utf8')) as JsonObject;
    const { head } = planted(document);
    const inOne = [committed(whole(document)), committed(whole(head))] as const;
    const apart = [committed(split(document)), committed(split(head))] as const;
    // What lies in the folder now is of no version.
    for (const name of readdirSync(folder)) if (name !== '.git') writeFileSync(join(folder, name), '{}');
    expect(await changesOf(inOne[0], apart[0])).toEqual([]);
    expect(await changesOf(apart[0], inOne[0])).toEqual([]);
    const wanted = await changesOf(...inOne);
    expect(wanted.length).toBeGreaterThan(0);
    expect((await changesOf(...apart)).toSorted()).toEqual(wanted.toSorted());
    right++;
  }, 1_800_000);
});

it('the place of a change names the file of the revision', async () => {
  const api = (ref: string): JsonObject => ({
    openapi: '3.1.0',
    info: { title: 'Split', version: '1' },
    paths: {
      '/pets': {
        get: {
          responses: {
            200: { description: 'ok', content: { 'application/json': { schema: { $ref: ref } } } },
          },
        },
      },
    },
  });
  const pet = (required: readonly string[]): JsonObject => ({
    Pet: { type: 'object', required, properties: { id: { type: 'string' }, name: { type: 'string' } } },
  });
  const parts = (required: readonly string[]) =>
    new Map([
      ['api.json', api('my%20pet.json#/Pet')],
      ['my pet.json', pet(required)],
    ]);
  const [base, head] = [committed(parts(['id', 'name'])), committed(parts(['id']))];
  const { changes } = await drift(await loadContract(base), await loadContract(head));
  expect(
    changes.map(
      ({ code, base: was }) => `${code} ${was?.file.replace(/[0-9a-f]{40}/, 'REVISION')}:${was?.line}`,
    ),
  ).toEqual(['response-required-loosened git:REVISION:my pet.json:4']);
});

it.runIf(isFull)('is noted', () =>
  figure({
    issue: 22,
    what: `drift, ${files.length} documents split into files at git revisions`,
    expected: 'no change; a change as in one file',
    seen: `${right} right`,
    ok: right === files.length,
  }),
);
