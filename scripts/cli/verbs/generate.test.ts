import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { packageRoot } from '../../run/package-info.ts';
import { generate } from './generate.ts';

const folder = mkdtempSync(join(tmpdir(), 'plumbline-watch-'));
const [document, overlay, out] = ['api.yaml', 'names.yaml', 'out'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const api = (member: string): string => `openapi: 3.1.0
info: { title: Pets, version: '1' }
paths:
  /pets:
    get:
      operationId: listPets
      responses:
        '200':
          description: All pets.
          content: { application/json: { schema: { type: array, items: { $ref: './pet.yaml' } } } }
components:
  schemas:
    Toy: { type: object, properties: { ${member}: { type: string } } }
`;
const names = (title: string): string =>
  `overlay: 1.0.0\ninfo: { title: N, version: 1.0.0 }\nactions:\n  - { target: $.info, update: { title: ${title} } }\n`;

/** Every file of the output, to the time it was last put there. */
const written = (): ReadonlyMap<string, number> =>
  new Map(
    readdirSync(out, { recursive: true, encoding: 'utf8' })
      .map((name) => [name, statSync(join(out, name))] as const)
      .filter(([, stat]) => stat.isFile())
      .map(([name, { ctimeMs }]) => [name, ctimeMs]),
  );
const rewritten = (before: ReadonlyMap<string, number>): readonly string[] =>
  [...written()].filter(([name, time]) => before.get(name) !== time).map(([name]) => name);

it('generate --watch writes what changed, waits on what is broken, and ends on Ctrl-C', {
  timeout: 240_000,
}, async () => {
  writeFileSync(document, api('color'));
  writeFileSync(join(folder, 'pet.yaml'), 'type: object\nproperties: { name: { type: string } }\n');
  writeFileSync(overlay, names('Pets'));
  const command = ['--import', import.meta.resolve('tsx'), join(packageRoot, 'scripts/plumbline.ts')];
  const child = spawn(
    process.execPath,
    [...command, 'generate', 'api.yaml', '-o', 'out', '--overlay', 'names.yaml', '--watch'],
    { cwd: folder, env: { ...process.env, NO_COLOR: '1' } },
  );
  children.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk;
    });
  /** What is said from now on, up to a word. */
  const until = async (word: string, act: () => void): Promise<string> => {
    said = '';
    act();
    while (!said.includes(word)) await new Promise((done) => setTimeout(done, 10));
    return said;
  };

  expect(await until('Ctrl-C ends', () => {})).toContain('watching 3 files');
  const model = (): string => readFileSync(join(out, 'src/models.ts'), 'utf8');

  let before = written();
  await until('Ctrl-C ends', () => writeFileSync(document, api('colour')));
  expect(model()).toContain('colour?: string');
  expect(rewritten(before)).toEqual(
    expect.arrayContaining(['src/models.ts', 'src/types.ts', 'src/validators/models.ts']),
  );
  expect(rewritten(before)).not.toContain('src/client.ts');
  expect(rewritten(before).length).toBeLessThan(before.size / 4);

  before = written();
  expect(await until('Ctrl-C ends', () => writeFileSync(document, `${api('colour')}# seen\n`))).toContain(
    'up to date',
  );
  expect(rewritten(before)).toEqual([]);

  expect(await until('not-yaml', () => writeFileSync(document, `${api('broken')}: [`))).toContain(
    'api.yaml:',
  );
  expect(rewritten(before)).toEqual([]);

  // As editors do it: a new file takes the old one's place.
  await until('Ctrl-C ends', () => {
    writeFileSync(join(folder, 'api.tmp'), api('weight'));
    renameSync(join(folder, 'api.tmp'), document);
  });
  expect(model()).toContain('weight?: string');

  await until('Ctrl-C ends', () =>
    writeFileSync(join(folder, 'pet.yaml'), 'type: object\nproperties: { tail: { type: boolean } }\n'),
  );
  expect(readFileSync(join(out, 'src/types.ts'), 'utf8')).toContain('tail?: boolean');

  await until('Ctrl-C ends', () => writeFileSync(overlay, names('Cats')));
  expect(readFileSync(join(out, 'README.md'), 'utf8')).toContain('new Cats(');

  const ended = once(child, 'exit');
  child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
});

it('--watch with --check is refused', async () => {
  await expect(generate({ spec: document, output: out, check: true, watch: true })).rejects.toThrow(
    '--check',
  );
});
