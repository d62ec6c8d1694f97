import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { expect, it } from 'vitest';
import { counted } from '../../../generator/testing/counted.ts';

/**
 * The generated package as npm would publish it. Only with PLUMBLINE_FULL=1: it is built, packed and looked at from
 * outside.
 */

counted(3, 'publint and @arethetypeswrong/cli on the packed package; installed, it runs', 'clean');

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../../..');

it.skipIf(process.env['PLUMBLINE_FULL'] !== '1')(
  'publint and are-the-types-wrong find nothing, and it runs when installed',
  async () => {
    await mkdir(join(root, 'node_modules/.cache'), { recursive: true });
    const folder = await mkdtemp(join(root, 'node_modules/.cache/plumbline-pack-'));
    const copy = join(folder, 'package');
    await cp(join(root, 'generated'), copy, { recursive: true });
    await run('npm', ['run', 'build'], { cwd: copy });
    const { messages, pkg } = await publint({ pkgDir: copy, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg ?? {}))).toEqual([]);
    await run('npm', ['pack', '--ignore-scripts'], { cwd: copy });
    const tarball = (await readdir(copy)).find((name) => name.endsWith('.tgz')) ?? '';
    const attw = join(root, 'node_modules/.bin/attw');
    // The package is ESM only, as its README says; the testing entry is typed by optional peers that are not here.
    const looked = [join(copy, tarball), '--profile', 'esm-only', '--exclude-entrypoints', 'testing'];
    await expect(run(attw, looked)).resolves.toBeDefined();
    await mkdir(join(folder, 'user/node_modules'), { recursive: true });
    await symlink(copy, join(folder, 'user/node_modules/moonshot-plumbline'));
    const code =
      "import { Moonshot } from 'moonshot-plumbline'; import { isMessage } from 'moonshot-plumbline/validators'; import { validation } from 'moonshot-plumbline/validation'; import { configure } from 'moonshot-plumbline/functions'; console.log(typeof Moonshot, isMessage({ role: 'user', content: 'x' }), typeof validation, typeof configure);";
    const used = await run(process.execPath, ['--input-type=module', '-e', code], {
      cwd: join(folder, 'user'),
    });
    expect(used.stdout.trim()).toBe('function true function function');
    await rm(folder, { recursive: true });
  },
  120_000,
);
