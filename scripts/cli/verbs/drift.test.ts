import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readBaseline } from '../../run/baseline-file.ts';
import { runCommand } from '../../tests/testing/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'plumbline-drift-verb-'));
afterAll(() => rmSync(folder, { recursive: true }));

const document = (limit: number, operations: string): string => `openapi: 3.1.0
info: { title: Shop, version: 1.0.0 }
paths:
  /orders:
    get:
      parameters:
        - { name: limit, in: query, schema: { type: integer, maximum: ${limit}, format: odd } }
      responses: { '200': { description: ok } }
${operations}`;
const removed = `    delete:
      deprecated: true
      x-sunset: '2020-01-01'
      responses: { '204': { description: gone } }
`;
const added = `    put:
      parameters:
        - { name: step, in: query, schema: { type: integer, default: x } }
      responses: { '200': { description: ok } }
`;

it('one file holds what drift and what conform accept; the changelog has remarks that are new', async () => {
  writeFileSync(join(folder, 'old.yaml'), document(100, removed));
  writeFileSync(join(folder, 'new.yaml'), document(50, added));
  const policy = join(folder, '.plumbline-ignore.yaml');
  writeFileSync(
    policy,
    `sunset: allowed
ignore:
  - { code: request-maximum-tightened, reason: agreed with everybody, expires: '2999-01-01' }
  - { fingerprint: abc, reason: known }
`,
  );
  const agreed = await runCommand(['drift', 'old.yaml', 'new.yaml', '--format', 'changelog'], folder);
  expect(agreed.code).toBe(0);
  expect(agreed.stdout).toContain('Nothing breaks.');
  expect(agreed.stdout).toContain('DELETE /orders is gone after its sunset on 2020-01-01');
  expect(agreed.stdout).toContain('(agreed with everybody)');
  expect(agreed.stdout).toMatch(
    /Remarks on the new document, for its authors[\s\S]*invalid-default[^\n]*\(new\.yaml:11:/,
  );
  // What both documents are warned of is said once, at its place in the new one.
  expect(agreed.stderr.match(/unknown-format/g)).toHaveLength(1);
  expect(agreed.stderr).toContain('new.yaml:7:');
  expect(await readBaseline(policy)).toEqual([{ fingerprint: 'abc', reason: 'known' }]);

  writeFileSync(policy, 'ignore:\n  - { code: request-maximum-tightened }\n');
  const refused = await runCommand(['drift', 'old.yaml', 'new.yaml'], folder);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('.plumbline-ignore.yaml:2:');
  expect(refused.stderr).toContain('an entry needs `reason`');
}, 120_000);
