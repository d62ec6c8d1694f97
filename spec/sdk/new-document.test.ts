import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { runCommand } from '../../scripts/tests/testing/run-command.ts';

// Compiling the package takes seconds: in `npm run verify`.
it.runIf(isFull)('generate names the place of a helper that a new document leaves behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-new-document-'));
  const change = join(folder, 'newer.yaml');
  writeFileSync(
    change,
    `overlay: 1.0.0
info: { title: A newer document without partial mode, version: 1.0.0 }
actions:
  - target: $.components.schemas.Message.properties.partial
    remove: true
`,
  );
  const output = join(folder, 'out');
  const { code, stderr } = await runCommand(['generate', '--overlay', change, '-o', output], process.cwd());
  const [, place] =
    /(spec\/sdk\/continue-chat\.ts:\d+:\d+): error helper-does-not-compile/.exec(stderr) ?? [];
  const isWritten = existsSync(output);
  rmSync(folder, { recursive: true });
  figure({
    issue: 26,
    what: 'generate with a document that lacks what a helper uses',
    expected: 'fails with the place of the helper, writes nothing',
    seen: `exit ${code}, ${place ?? 'no place'}, ${isWritten ? 'written' : 'nothing written'}`,
    ok: code === 2 && place !== undefined && !isWritten,
  });
  expect({ code, isWritten }).toEqual({ code: 2, isWritten: false });
  expect(stderr).toMatch(/spec\/sdk\/continue-chat\.ts:\d+:\d+: error helper-does-not-compile/);
  expect(stderr).not.toMatch(/spec\/sdk\/batches\.ts/);
});
