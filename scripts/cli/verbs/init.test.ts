import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readPolicyFile } from '../../../generator/drift/ignore.ts';
import { loadConfig } from '../../run/config.ts';
import { findDocuments } from '../../run/find-documents.ts';
import { runCommand } from '../../tests/testing/run-command.ts';

const document = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Pets', version: '2' },
  components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
  paths: { '/pets': { get: { operationId: 'listPets', responses: { 200: { description: 'A' } } } } },
});
let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'plumbline-init-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('finds documents by what they say, the nearest first', () => {
  mkdirSync(join(folder, 'docs/api'), { recursive: true });
  mkdirSync(join(folder, 'node_modules/x'), { recursive: true });
  writeFileSync(join(folder, 'docs/api/v1.yaml'), '# Pets\nopenapi: 3.0.3\n');
  writeFileSync(join(folder, 'a.json'), document);
  writeFileSync(join(folder, 'package.json'), '{"name":"openapi","version":"3.0.0"}');
  writeFileSync(join(folder, 'node_modules/x/openapi.json'), document);
  writeFileSync(join(folder, 'swagger.yml'), 'swagger: "2.0"\n');
  expect(findDocuments(folder)).toEqual(['a.json', 'swagger.yml', 'docs/api/v1.yaml']);
});

it('writes what a project needs, and leaves what is there', { timeout: 60_000 }, async () => {
  writeFileSync(join(folder, 'pets.json'), document);
  writeFileSync(join(folder, '.plumbline-ignore.yaml'), 'mine');
  const { code, stdout } = await runCommand(['init', '--target', 'https://staging.test/v1'], folder);
  expect(stdout).toContain('Pets 2  pets.json\n1 operations, 0 schemas');
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /written {2}plumbline.config.ts\nwritten {2}.github\/workflows\/plumbline.yml\nkept {5}.plumbline-ignore.yaml/,
  );
  expect(readFileSync(join(folder, '.plumbline-ignore.yaml'), 'utf8')).toBe('mine');
  expect(await loadConfig(folder)).toMatchObject({
    document: join(folder, 'pets.json'),
    output: join(folder, 'sdk'),
  });
  const { jobs } = parse(readFileSync(join(folder, '.github/workflows/plumbline.yml'), 'utf8'));
  const steps = jobs.contract.steps as readonly { readonly run?: string; readonly env?: object }[];
  expect(steps.at(-1)?.run).toBe(
    'npx --no -- plumbline conform --target https://staging.test/v1 --require-exercised 100%',
  );
  expect(Object.keys(steps.at(-1)?.env ?? {})).toHaveLength(1);
  expect(JSON.stringify(steps.slice(0, -1))).not.toContain('secrets.');
});

it('writes an ignore file that drift reads', { timeout: 60_000 }, async () => {
  writeFileSync(join(folder, 'pets.json'), document);
  await runCommand(['init'], folder);
  expect(
    readPolicyFile('x', parse(readFileSync(join(folder, '.plumbline-ignore.yaml'), 'utf8'))).ignore,
  ).toEqual([]);
});

it('requires a name where several documents exist, or none', { timeout: 60_000 }, async () => {
  expect(await runCommand(['init'], folder)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no-document'),
  });
  writeFileSync(join(folder, 'a.json'), document);
  writeFileSync(join(folder, 'b.json'), document);
  const { code, stderr } = await runCommand(['init'], folder);
  expect({ code, stderr }).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/2 OpenAPI documents[\s\S]*a\.json[\s\S]*b\.json/),
  });
});

it('compares with the base of a pull request in CI, where the document is a file', {
  timeout: 60_000,
}, async () => {
  writeFileSync(join(folder, 'a b.json'), document);
  await runCommand(['init'], folder);
  const { jobs } = parse(readFileSync(join(folder, '.github/workflows/plumbline.yml'), 'utf8'));
  const steps = jobs.contract.steps as readonly {
    readonly run?: string;
    readonly env?: { readonly DOCUMENT?: string };
  }[];
  const drift = steps.find(({ run }) => run?.includes(' drift '));
  expect(drift?.run).toBe('npx --no -- plumbline drift "git:$BASE:$DOCUMENT" "$DOCUMENT" --format github');
  expect(drift?.env?.DOCUMENT).toBe('a b.json');
});
