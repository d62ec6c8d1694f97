import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { packageRoot } from '../../run/package-info.ts';
import { runCommand } from '../../tests/testing/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'plumbline-update-'));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (files: Readonly<Record<string, string>>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
};

const root = (version: string): string => `openapi: 3.1.0
info: { title: Pets, version: ${version} }
paths:
  /pets:
    get:
      operationId: listPets
      responses:
        '200':
          description: ok
          content: { application/json: { schema: { $ref: 'parts/pet.yaml' } } }
`;
const pet = (member: string): string => `type: object
required: [${member}]
properties: { ${member}: { type: string } }
`;

const overlay = (...actions: readonly string[]): string =>
  `overlay: 1.0.0\ninfo: { title: Ours, version: 1 }\nactions:\n${actions.join('')}`;
const described = '  - { target: $.info, update: { description: Ours } }\n';
const unneeded = '  - { target: $.info, update: { title: Pets } }\n';
const lost = '  - { target: "$.paths[\'/dogs\']", update: { summary: Dogs } }\n';

it('replaces a document with its files; names actions that do nothing; replaces nothing where one has no target', async () => {
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(packageRoot, join(folder, 'node_modules/openapi-plumbline'));
  write({
    'package.json': '{ "type": "module" }',
    'plumbline.config.ts':
      "export default { document: 'api/openapi.yaml', overlays: ['ours.yaml'], output: 'sdk', only: ['types'] };\n",
    'ours.yaml': overlay(described, unneeded, lost),
    'api/openapi.yaml': root('1.0.0'),
    'api/parts/pet.yaml': pet('name'),
    'next/openapi.yaml': root('2.0.0'),
    'next/parts/pet.yaml': pet('id'),
  });
  const refused = await runCommand(['update', 'next/openapi.yaml'], folder);
  expect(refused.code).toBe(1);
  expect(refused.stdout).toContain('response-required-loosened');
  expect(refused.stdout).toContain('overlay ours.yaml, action 1 ($.info): no longer needed');
  expect(refused.stdout).toContain(
    "overlay ours.yaml, action 2 ($.paths['/dogs']): its target is not there any more",
  );
  expect(readFileSync(join(folder, 'api/openapi.yaml'), 'utf8')).toBe(root('1.0.0'));

  write({ 'ours.yaml': overlay(described) });
  const done = await runCommand(['update', 'next/openapi.yaml'], folder);
  expect({ code: done.code, stderr: done.stderr }).toEqual({ code: 0, stderr: '' });
  expect(readFileSync(join(folder, 'api/openapi.yaml'), 'utf8')).toBe(root('2.0.0'));
  expect(readFileSync(join(folder, 'api/parts/pet.yaml'), 'utf8')).toBe(pet('id'));
  const record = JSON.parse(readFileSync(join(folder, 'api/provenance.json'), 'utf8'));
  expect(record).toMatchObject({ file: 'openapi.yaml', files: [{ file: 'parts/pet.yaml' }] });
  expect((await runCommand(['generate', '--check'], folder)).code).toBe(0);
}, 120_000);
