import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { figure } from '../../generator/testing/figure.ts';
import { runCommand } from './testing/run-command.ts';

/** What CI runs, of this repository and of those that use the action. */

const root = resolve(import.meta.dirname, '../..');
const folder = join(root, '.github/workflows');
const files = [...readdirSync(folder).map((name) => join(folder, name)), join(root, 'action.yml')];

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly shell?: string;
}
interface Job {
  readonly steps: readonly Step[];
  readonly env?: Readonly<Record<string, string>>;
  readonly permissions?: unknown;
  readonly 'timeout-minutes'?: number;
}

function jobsOf(file: string): readonly Job[] {
  const text = parse(readFileSync(file, 'utf8')) as {
    readonly jobs?: Readonly<Record<string, Job>>;
    readonly runs?: Job;
  };
  return text.runs === undefined ? Object.values(text.jobs ?? {}) : [text.runs];
}

it.each(files)(
  '%s: actions by commit, no text of others in a script, a key in the step that needs it only',
  (file) => {
    const jobs = jobsOf(file);
    expect(jobs.length).toBeGreaterThan(0);
    for (const job of jobs) {
      expect(JSON.stringify(job.env ?? {})).not.toContain('secrets.');
      for (const { uses, run = '', env = {} } of job.steps) {
        if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
        expect(run, 'expressions reach a script through env only').not.toContain('${{');
        if (JSON.stringify(env).includes('secrets.')) expect(run).not.toMatch(/npm (ci|install)/);
      }
    }
  },
);

it.each(files.filter((file) => file.includes('workflows')))('%s: reads only, and ends', (file) => {
  const { permissions } = parse(readFileSync(file, 'utf8')) as { readonly permissions?: unknown };
  expect(permissions).toEqual({ contents: 'read' });
  for (const job of jobsOf(file)) expect(job['timeout-minutes']).toBeGreaterThan(0);
});

it('the action names inputs that it has, and scripts that the package has', () => {
  const text = readFileSync(join(root, 'action.yml'), 'utf8');
  const { inputs } = parse(text) as { readonly inputs: Readonly<Record<string, unknown>> };
  const used = new Set([...text.matchAll(/inputs\.([\w-]+)/g)].map(([, name]) => name));
  expect([...used].sort()).toEqual(Object.keys(inputs).sort());
  const scripts = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts as Readonly<
    Record<string, string>
  >;
  for (const file of files)
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/npm run (?:-s )?([\w:-]+)/g))
      expect(scripts[name], `${file}: npm run ${name}`).toBeDefined();
  expect(existsSync(join(root, 'scripts/plumbline.ts'))).toBe(true);
});

const actionlint = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((each) => join(each, 'actionlint'))
  .find((each) => existsSync(each));

it.runIf(actionlint !== undefined)(
  'actionlint finds nothing in them, nor in what init writes',
  async () => {
    const made = mkdtempSync(join(tmpdir(), 'plumbline-workflow-'));
    try {
      writeFileSync(
        join(made, 'openapi.json'),
        JSON.stringify({ openapi: '3.1.0', info: { title: 'A', version: '1' }, paths: {} }),
      );
      await runCommand(['init', '--target', 'https://api.test'], made);
      const all = [
        ...files.filter((file) => !file.endsWith('action.yml')),
        join(made, '.github/workflows/plumbline.yml'),
      ];
      const { status, stdout } = spawnSync(actionlint ?? '', all, { encoding: 'utf8' });
      expect(stdout).toBe('');
      expect(status).toBe(0);
      figure({
        issue: 27,
        what: 'workflows through actionlint',
        expected: '0 findings',
        seen: `0 in ${all.length} workflows`,
        ok: true,
      });
    } finally {
      rmSync(made, { recursive: true });
    }
  },
  60_000,
);
