import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { listen } from '../../conformance/mock/listen.ts';
import type { Handler } from '../../conformance/model.ts';
import { figure } from '../../generator/testing/figure.ts';
import { gatherEvidence, writeEvidence } from '../run/evidence.ts';
import { mockOf } from '../run/suite.ts';
import { formsOfKey, key, openLiveBench, quick } from './testing/live-bench.ts';

const bench = await openLiveBench();
const mock = mockOf(bench.subject, 1, key);

/** Five ways in which a server differs from its document, one for each thing that an overlay can say. */
const differing: Handler = async (request) => {
  const response = await mock(request);
  const { pathname } = new URL(request.url);
  const change = async (alter: (body: Record<string, unknown>) => object): Promise<Response> =>
    Response.json(alter((await response.json()) as Record<string, unknown>), { status: response.status });
  if (!response.ok) return response;
  // A number is a text, and a member is not documented.
  if (pathname === '/v1/users/me/balance') return change((body) => ({ ...body, code: '0', region: 'ap-1' }));
  // A value outside an enumeration.
  if (pathname === '/v1/files' && request.method === 'POST')
    return change((body) => ({ ...body, purpose: 'lambda' }));
  // A required member is not there.
  if (pathname === '/v1/files' && request.method === 'GET') return change(({ object: _, ...body }) => body);
  // A status that is not documented.
  if (pathname.startsWith('/v1/files/') && request.method === 'DELETE')
    return new Response(await response.text(), {
      status: 202,
      headers: { 'content-type': 'application/json' },
    });
  return response;
};

it('a run becomes proposed actions, each with its cause, and nothing of its user', async () => {
  const { url, close } = await listen(differing);
  const journal = bench.at('evidence.ndjson');
  await bench.run({ ...quick, target: url, journal, include: bench.simple });
  await close();
  const evidence = await gatherEvidence(bench.subject, journal, '2026-11-30');
  const rows = evidence.disagreements.map(
    ({ cause, kind, operations, name, seen, action }) =>
      `${cause} | ${kind} | ${operations.join(' ')} | ${name ?? '-'} | ${seen ?? '-'} | ${JSON.stringify(action?.['update'] ?? action?.['remove'])}`,
  );
  const wanted: readonly (readonly [what: string, line: RegExp])[] = [
    [
      'a type',
      /^server \| response-schema-conformance \| getBalance \| - \| string \| \{"type":\["integer","string"\]\}$/,
    ],
    [
      'a member',
      /^document \| undocumented-field \| GET \/v1\/users\/me\/balance \| region \| string \| \{"properties":\{"region":\{"type":"string"\}\}/,
    ],
    [
      'a value',
      /^server \| response-schema-conformance \| uploadFile \| "lambda" \| string \| \{"enum":\["lambda"\]\}$/,
    ],
    ['a required member', /^server \| response-schema-conformance \| listFiles \| object \| object \| true$/],
    [
      'a status',
      /^document \| (?:undeclared-status|status-code-conformance) \| (?:DELETE \/v1\/files\/\{file_id\}|deleteFile) \|/,
    ],
  ];
  for (const [what, line] of wanted)
    expect(
      rows.filter((each) => line.test(each)),
      `${what} in\n${rows.join('\n')}`,
    ).toHaveLength(1);

  const files = await writeEvidence(bench.at('bundle'), evidence);
  const text = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  for (const form of formsOfKey) expect(text).not.toContain(form);
  // No id, amount or name of a file of the account.
  expect(text).not.toMatch(/file-[0-9a-f]{8}|batch_[0-9a-f]{8}|49\.58|ap-1|127\.0\.0\.1:\d+.*Bearer/);
  expect(text).toContain('x-evidence: third-party-measured');
  const proposed = evidence.disagreements.filter(({ action }) => action !== undefined).length;
  expect(proposed).toBeGreaterThanOrEqual(5);
  expect(evidence.overlays.some(({ verdict }) => verdict === 'confirmed')).toBe(true);
  figure({
    issue: 19,
    what: 'an evidence bundle of a run against a server with five differences',
    expected: 'five proposed actions, right class, no key, nothing personal',
    seen: `${proposed} actions, each difference reported once with its cause`,
    ok: proposed >= 5,
  });
});
