import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { loadConfig } from './config.ts';

const scratch = mkdtempSync(join(tmpdir(), 'plumbline-config-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function project(name: string): string {
  const folder = join(scratch, name);
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'plumbline.config.ts'),
    "export default { document: './api.json' as string };\n",
  );
  return folder;
}

it('nothing that is compiled of a configuration is kept where others may write', async () => {
  const folder = project('own');
  const temporary = join(scratch, 'temporary');
  mkdirSync(temporary);
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = temporary;
  try {
    expect((await loadConfig(folder))?.document).toBe(join(folder, 'api.json'));
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
  expect(readdirSync(temporary)).toEqual([]);
  expect(readdirSync(folder)).toEqual(['plumbline.config.ts']);
});

it('what is compiled of a configuration is kept among the packages of its project, and follows a change', async () => {
  const folder = project('packaged');
  mkdirSync(join(folder, 'node_modules'));
  expect((await loadConfig(folder))?.document).toBe(join(folder, 'api.json'));
  expect(readdirSync(join(folder, 'node_modules/.cache/openapi-plumbline'))).toHaveLength(1);
  writeFileSync(
    join(folder, 'plumbline.config.ts'),
    "export default { document: './changed.json' as string };\n",
  );
  expect((await loadConfig(folder))?.document).toBe(join(folder, 'changed.json'));
});

const isRoot = process.getuid?.() === 0;

it.skipIf(!isRoot)(
  'a configuration of another user is not run from a folder that anybody may write to',
  async () => {
    const folder = project('shared');
    chownSync(join(folder, 'plumbline.config.ts'), 12_345, 12_345);
    // In a folder that only its owner writes to, the file is what the owner put there: a mounted project in a
    // container.
    expect((await loadConfig(folder))?.document).toBe(join(folder, 'api.json'));
    chmodSync(folder, 0o1777);
    await expect(loadConfig(folder)).rejects.toThrow('foreign-config');
  },
);
