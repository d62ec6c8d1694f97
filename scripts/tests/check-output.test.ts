import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { packageRoot } from '../run/package-info.ts';
import { costOf } from '../tools/bench/cost.ts';

/** A copy of this repository with packages of its own, of which any file may be changed. */
let copy: string;
const note = (): string =>
  readFileSync(join(copy, 'node_modules/.cache/openapi-plumbline/checked-output.json'), 'utf8');
const command = (): readonly string[] => [
  '--import',
  'tsx',
  join(copy, 'scripts/plumbline.ts'),
  'generate',
  '--check',
];
const check = () => spawnSync(process.execPath, command(), { cwd: copy, encoding: 'utf8' });

describe.runIf(isFull)('generate --check, run again', { timeout: 600_000 }, () => {
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'plumbline-check-'));
    const parts = ['conformance', 'generated', 'generator', 'scripts', 'spec', 'templates'];
    for (const part of [...parts, 'package.json', 'plumbline.config.ts', 'tsconfig.json'])
      cpSync(join(packageRoot, part), join(copy, part), { recursive: true });
    mkdirSync(join(copy, 'node_modules'));
    for (const name of readdirSync(join(packageRoot, 'node_modules')).filter((each) => !each.startsWith('.')))
      symlinkSync(join(packageRoot, 'node_modules', name), join(copy, 'node_modules', name));
    rmSync(join(copy, 'node_modules/handlebars'));
    cpSync(join(packageRoot, 'node_modules/handlebars'), join(copy, 'node_modules/handlebars'), {
      recursive: true,
    });
    expect(check()).toMatchObject({ status: 0, stderr: '' });
  }, 120_000);
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('costs little where nothing has changed', async () => {
    const { cpuSeconds } = await costOf(command(), copy, 5);
    figure({
      issue: 23,
      what: 'CPU of generate --check of the unchanged first API, from sources',
      expected: 'at most 1.5 s',
      seen: `${cpuSeconds.toFixed(2)} s`,
      ok: cpuSeconds <= 1.5,
    });
    expect(cpuSeconds).toBeLessThanOrEqual(1.5);
  });

  it.each([
    { what: 'a generated module', file: 'generated/src/client.ts' },
    { what: 'the generated test data', file: 'generated/testing/document.json' },
    { what: 'a contract test', file: 'spec/contract/create-chat-completion.test.ts' },
    { what: 'a template', file: 'templates/README.md.hbs' },
    { what: 'a module of the runtime', file: 'templates/runtime/send.ts' },
    { what: 'the runtime of validators', file: 'generator/schema/code/runtime/tests.ts' },
    { what: 'a helper', file: 'spec/sdk/index.ts' },
  ])('finds one byte of $what', ({ file }) => {
    const path = join(copy, file);
    const before = readFileSync(path);
    appendFileSync(path, ' ');
    const found = check();
    writeFileSync(path, before);
    expect({ file, status: found.status }).toEqual({ file, status: 1 });
    expect(found.stdout).toContain('stale ');
    expect(check().status).toBe(0);
  });

  it('looks at everything again with another version of a dependency', () => {
    const before = note();
    const manifest = join(copy, 'node_modules/handlebars/package.json');
    writeFileSync(
      manifest,
      readFileSync(manifest, 'utf8').replace(/"version": "[^"]*"/, '"version": "0.0.1"'),
    );
    expect(check().status).toBe(0);
    expect(note()).not.toBe(before);
  });

  it('finds an overlay that says something else', () => {
    const overlay = join(copy, 'spec/overlays/10-prose.yaml');
    appendFileSync(
      overlay,
      '\n  - target: $.info\n    update: { title: Another API }\n    x-reason: another\n    x-evidence: document\n    x-source: "#/info"\n',
    );
    expect(check().status).not.toBe(0);
  });
});
