import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { sdkMutants } from './sdk-mutants.ts';

/**
 * The behaviour table against a client broken in one way each. Only with PLUMBLINE_FULL=1: each runs the whole
 * table.
 */

const root = resolve(import.meta.dirname, '../../..');

describe.skipIf(process.env['PLUMBLINE_FULL'] !== '1')('the behaviour table notices that', () => {
  it.each(sdkMutants.map(({ name }) => name))(
    '%s',
    async (name) => {
      const vitest = join(root, 'node_modules/vitest/vitest.mjs');
      const args = [vitest, 'run', '--bail=1', 'scripts/tests/sdk/behaviour.test.ts'];
      // Failures here are expected: they are not figures.
      const { PLUMBLINE_FIGURES: _, ...rest } = process.env;
      const env = { ...rest, PLUMBLINE_SDK_MUTANT: name };
      const run = promisify(execFile)(process.execPath, args, { cwd: root, env }).catch(
        (error: { readonly stdout: string }) => error.stdout,
      );
      const stdout = await run;
      // A test must fail, not the build.
      expect(typeof stdout === 'string' ? stdout : 'every test passed').toMatch(
        /AssertionError|Timeout|timed out/i,
      );
    },
    120_000,
  );
});
