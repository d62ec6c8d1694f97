import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { unusedActions } from './overlay-use.ts';

it('finds which overlay actions have no target and which change nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-'));
  const file = join(folder, 'fix.yaml');
  writeFileSync(
    file,
    [
      'overlay: 1.0.0',
      "info: { title: fix, version: '1' }",
      'actions:',
      '  - { target: "$.paths[\'/gone\']", update: { summary: new } }',
      '  - { target: $.info, update: { title: Same } }',
      '  - { target: $.info, update: { description: needed } }',
    ].join('\n'),
  );
  const document = { openapi: '3.1.0', info: { title: 'Same', version: '1' }, paths: {} };
  const found = await unusedActions(document, [file]);
  rmSync(folder, { recursive: true });
  expect(found.map(({ action, why }) => [action, why])).toEqual([
    [0, 'no-match'],
    [1, 'no-change'],
  ]);
});
