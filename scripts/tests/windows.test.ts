import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { library, printShop } from '../../conformance/examples/index.ts';
import { isFilePath } from '../../generator/load/locations.ts';
import { runCommand } from './testing/run-command.ts';

/** What differs on Windows, as far as it can be tried elsewhere: line ends, drives. File names: `generator/render/paths.ts`. */

const folder = mkdtempSync(join(tmpdir(), 'plumbline-windows-'));
afterAll(() => rmSync(folder, { recursive: true }));

it.each([library, printShop])(
  '$name with the line ends of Windows is the same document',
  { timeout: 60_000 },
  async ({ document }) => {
    const name = document.split('/').at(-1) ?? '';
    const text = readFileSync(document, 'utf8');
    writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, `crlf-${name}`), text.replaceAll('\n', '\r\n'));
    const drift = await runCommand(['drift', name, `crlf-${name}`, '--fail-on', 'any'], folder);
    expect({ code: drift.code, stderr: drift.stderr }).toEqual({ code: 0, stderr: '' });
    const [plain, turned] = [
      await runCommand(['lint', name], folder),
      await runCommand(['lint', `crlf-${name}`], folder),
    ];
    expect(turned.stdout.replaceAll(`crlf-${name}`, name)).toBe(plain.stdout);
  },
);

it('a drive is a path, not the scheme of a URL', () => {
  expect(
    ['C:\\apis\\openapi.json', 'c:/apis/openapi.json', '\\\\server\\share\\a.yaml'].filter(isFilePath),
  ).toHaveLength(3);
});
