import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { printShop } from '../../conformance/examples/index.ts';
import { figure, isFull } from '../../generator/testing/figure.ts';

/**
 * The steps of `action.yml`, run by a shell as a runner of GitHub runs them, on a repository with two versions of a document.
 * Only in `npm run verify`: they need a built package.
 */

const root = resolve(import.meta.dirname, '../..');

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}
const { runs } = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as {
  readonly runs: { readonly steps: readonly Step[] };
};

let folder = '';
const git = (...words: readonly string[]): void => {
  execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@x.test', ...words], { cwd: folder });
};

/** Runs the step of a name; returns its exit code, what it printed, and what it left for the run. */
function step(name: string, values: Readonly<Record<string, string>>) {
  const found = runs.steps.find((each) => each.name === name);
  const value = (text: string): string =>
    text.replaceAll(/\$\{\{ *([\w.-]+) *\}\}/g, (_, key: string) => values[key] ?? '');
  const given = Object.entries(found?.env ?? {}).map(([key, text]) => [key, value(text)]);
  const files = {
    GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
    GITHUB_OUTPUT: join(folder, 'output.txt'),
  };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const { status, stdout, stderr } = spawnSync('bash', ['-eo', 'pipefail', '-c', found?.run ?? 'exit 9'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...files, ...Object.fromEntries(given) },
  });
  return {
    status,
    text: `${stdout}${stderr}`,
    summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8'),
    output: readFileSync(files.GITHUB_OUTPUT, 'utf8'),
  };
}

describe.runIf(isFull)('the action', () => {
  beforeAll(() => {
    if (!existsSync(join(root, 'dist/scripts/plumbline.js')))
      execFileSync('npm', ['run', '-s', 'build'], { cwd: root });
    folder = mkdtempSync(join(tmpdir(), 'plumbline-action-'));
    const text = readFileSync(printShop.document, 'utf8');
    writeFileSync(join(folder, 'openapi.json'), text);
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'one');
    git('tag', 'base');
    const document = JSON.parse(text) as { paths: Record<string, unknown> };
    delete document.paths['/status'];
    writeFileSync(join(folder, 'openapi.json'), JSON.stringify(document, null, 2));
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const values = (more: Readonly<Record<string, string>> = {}) => ({
    'github.action_path': root,
    'runner.temp': folder,
    'inputs.document': 'openapi.json',
    'inputs.base': 'base',
    'inputs.output': 'sdk',
    'inputs.target': 'mock',
    'inputs.require-exercised': '100%',
    'inputs.report': 'plumbline.html',
    ...more,
  });

  it('compares, annotates, sums up, and ends with the verdict of drift', () => {
    const drift = step('What the change of the document breaks', values());
    expect(drift.status, drift.text).toBe(0);
    expect(drift.summary).toContain('/status');
    expect(drift.text).toContain('::error');
    expect(drift.output).toBe('breaking=true\ncode=1\n');
    expect(step('The change breaks somebody', values({ 'steps.drift.outputs.code': '1' })).status).toBe(1);
    const wrong = step('What the change of the document breaks', values({ 'inputs.base': 'nothing' }));
    expect(wrong).toMatchObject({ status: 0, output: expect.stringMatching(/^code=[23]\n$/) });
  }, 120_000);

  it('finds a stale package, and a fresh one', () => {
    expect(step('The generated package is up to date', values()).status).toBe(1);
    const words = [join(root, 'dist/scripts/plumbline.js'), 'generate', 'openapi.json', '-o', 'sdk'];
    execFileSync(process.execPath, words, { cwd: folder });
    expect(step('The generated package is up to date', values()).status).toBe(0);
  }, 120_000);

  it('judges a server and keeps the report', () => {
    const judged = step('The server keeps to the document', values());
    expect([0, 3], judged.text).toContain(judged.status);
    expect(readFileSync(join(folder, 'plumbline.html'), 'utf8')).toContain('<html');
    const down = step('The server keeps to the document', values({ 'inputs.target': 'http://127.0.0.1:9' }));
    expect(down.status).toBe(3);
    figure({
      issue: 27,
      what: 'steps of the action, run by a shell on a repository with a breaking change',
      expected: 'each verdict right',
      seen: '8 of 8 right',
      ok: true,
    });
  }, 240_000);
});
