import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ruleCheck } from '../../conformance/checks/rule-check.ts';
import { DiagnosticError } from '../../generator/contract/diagnostics.ts';
import { writeOutput } from '../../generator/render/write.ts';
import { figure } from '../../generator/testing/figure.ts';
import { reportError } from '../cli/report-error.ts';
import { generate, renderSdk } from '../cli/verbs/generate.ts';
import { packageRoot } from '../run/package-info.ts';
import { loadSubject } from '../run/subject.ts';

const folder = mkdtempSync(join(tmpdir(), 'plumbline-overlays-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const document = join(folder, 'api.json');
writeFileSync(
  document,
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: { '/a': { get: { responses: { 200: { description: 'A' } } } } },
  }),
);

it.each<{ readonly title: string; readonly action: string; readonly message: RegExp }>([
  { title: 'a wrong target', action: "{ target: '$.none', update: { a: 1 } }", message: /matches nothing/ },
  {
    title: 'a wrong merge',
    action: '{ target: $.info, update: { title: { a: 1 } } }',
    message: /cannot merge/,
  },
  {
    title: 'a syntax error in the path',
    action: "{ target: '$.[', update: { a: 1 } }",
    message: /cannot apply/,
  },
  { title: 'a file that is not YAML', action: '{ target: [', message: /not YAML/ },
])(
  'an overlay with $title: a diagnostic with its place, exit 2, nothing written',
  async ({ title, action, message }) => {
    const overlay = join(folder, `${title.replaceAll(' ', '-')}.yaml`);
    const output = join(folder, 'out');
    writeFileSync(overlay, `overlay: 1.0.0\ninfo: { title: T, version: 1.0.0 }\nactions:\n  - ${action}\n`);
    const failed = await generate({ spec: document, output, overlay: [overlay] }).catch(
      (cause: unknown) => cause,
    );
    expect(failed).toBeInstanceOf(DiagnosticError);
    const [first] = (failed as DiagnosticError).diagnostics;
    expect(first?.message).toMatch(message);
    expect(first?.file?.endsWith('.yaml')).toBe(true);
    expect(first?.line).toBeGreaterThanOrEqual(4);
    expect(reportError(failed)).toBe(2);
    expect(existsSync(output)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.includes('out'))).toEqual([]);
  },
);

it('a rule that throws is a diagnostic of the rule: exit 2, no verdict', () => {
  const check = ruleCheck({
    id: 'bad-rule',
    evidence: 'document',
    source: 'nowhere',
    appliesTo: ['a'],
    check: () => {
      throw new Error('oh');
    },
  });
  const exchange = {
    testCase: {
      operationId: 'a',
      intent: 'valid',
      arguments: { path: {}, query: {}, header: {}, cookie: {} },
    },
    response: { status: 200, headers: [], body: new Uint8Array() },
  };
  let thrown: unknown;
  try {
    check.check(exchange as never, {} as never);
  } catch (cause) {
    thrown = cause;
  }
  expect((thrown as Error).message).toContain('the rule bad-rule threw: oh');
  expect(reportError(thrown)).toBe(2);
});

it('the client of the bare document compiles, and contains nothing of the overlays', {
  timeout: 240_000,
}, async () => {
  const { contract } = await loadSubject(undefined, [], 'document');
  const out = join(packageRoot, 'node_modules/.cache', 'plumbline-document-strength');
  rmSync(out, { recursive: true, force: true });
  writeOutput(out, await renderSdk(contract, {}));
  const tsc = join(packageRoot, 'node_modules/typescript/bin/tsc');
  execFileSync('node', [tsc, '--noEmit', '-p', out], { encoding: 'utf8' });
  const chat = contract.schemas.find(({ name }) => name === 'Message');
  expect(JSON.stringify(chat?.use.raw)).not.toContain('tool_call_id');
  rmSync(out, { recursive: true, force: true });
  figure({
    issue: 6,
    what: 'the client of --strength document compiles',
    expected: '0 errors',
    seen: '0 errors',
    ok: true,
  });
});
