import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listen } from '../../conformance/mock/listen.ts';
import type { Handler } from '../../conformance/model.ts';
import { figure } from '../../generator/testing/figure.ts';
import { conformSubject } from '../cli/verbs/conform.ts';
import { gatherEvidence, writeEvidence } from '../run/evidence.ts';
import { loadSubject } from '../run/subject.ts';
import { mockOf } from '../run/suite.ts';
import { formsOfKey, key, openLiveBench, quick } from './testing/live-bench.ts';
import { vendorServer } from './testing/vendor-server.ts';

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
  if (pathname === '/v1/batches' && request.method === 'POST')
    return change((body) => ({ ...body, status: 'queued' }));
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
  const evidence = await gatherEvidence(bench.subject, journal);
  const rows = evidence.disagreements.map(
    ({ cause, kind, operations, name, seen, actions: [action] = [] }) =>
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
      /^server \| response-schema-conformance \| createBatch \| "queued" \| string \| \{"enum":\["queued"\]\}$/,
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
  const proposed = evidence.disagreements.filter(({ actions }) => actions !== undefined).length;
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

describe('a value that is served and not documented', () => {
  const some = { ...quick, include: ['createChatCompletion', 'listModels'], maxRequests: 24 };
  const serving = (alter: (response: Response) => Response | Promise<Response>): Handler => {
    const lenient = mockOf({ ...bench.subject, strength: 'document' }, 1, key);
    const { handler } = vendorServer(lenient, { serves: ['kimi-k2.6', 'kimi-k3'] });
    return async (request) => {
      const isNew = /"model":"kimi-k3"/.test(await request.clone().text());
      const response = await handler(request);
      return isNew && response.ok ? alter(response) : response;
    };
  };
  const run = async (name: string, handler: Handler, subject = bench.subject) => {
    const { url, close } = await listen(handler);
    const journal = bench.at(`${name}.ndjson`);
    const conformed = await conformSubject(subject, { ...some, target: url, journal }, false);
    await close();
    return { ...conformed, journal };
  };

  it('is proposed for the document, which then has it', { timeout: 60_000 }, async () => {
    const server = serving((response) => response);
    const { journal } = await run('undocumented', server);
    const evidence = await gatherEvidence(bench.subject, journal);
    const [found] = evidence.disagreements.filter(({ kind }) => kind === 'served-but-undocumented');
    expect(found).toMatchObject({
      cause: 'document',
      name: 'kimi-k3',
      seen: 'a request with the common members was accepted (200)',
    });
    expect(found?.actions?.map(({ update }) => update)).toEqual([
      { 'kimi-k3': '#/components/schemas/KimiK26ChatRequest' },
      { enum: ['kimi-k3'] },
    ]);
    const [, overlay = ''] = await writeEvidence(bench.at('undocumented'), evidence);
    const extended = await loadSubject(undefined, [overlay]);
    const values = extended.contract.operations
      .find(({ operationId }) => operationId === 'createChatCompletion')
      ?.requestBody?.content[0]?.schema?.discriminator?.mapping.keys();
    expect([...(values ?? [])]).toContain('kimi-k3');
    const { findings } = await run('documented', server, extended);
    expect(findings.map(({ check, message }) => `${check}: ${message}`)).toEqual([]);
    figure({
      issue: 19,
      what: 'an undocumented id that is served, its overlay applied and the run repeated',
      expected: 'a finding and a proposed action; none with the action',
      seen: `${found?.actions?.length} actions, then ${findings.length} findings`,
      ok: findings.length === 0,
    });
  });

  it('is checked against the common response', async () => {
    const { findings } = await run(
      'broken',
      serving(async (response) => Response.json({ ...((await response.json()) as object), choices: 'none' })),
    );
    expect(
      findings
        .filter(({ severity }) => severity === 'error')
        .map(({ check, exchange }) => `${check} ${exchange.testCase.id}`),
    ).toEqual(['response-schema-conformance feature/plain/kimi-k3/0']);
  });

  it('is not proposed where a request with the common members is rejected', async () => {
    const { journal } = await run(
      'rejected',
      serving(() =>
        Response.json({ error: { type: 'invalid_request_error', message: 'no' } }, { status: 400 }),
      ),
    );
    const { disagreements } = await gatherEvidence(bench.subject, journal);
    const [found] = disagreements.filter(({ kind }) => kind === 'served-but-undocumented');
    expect(found?.seen).toBe('a request with the common members was rejected (400)');
    expect(found?.actions).toBeUndefined();
  });

  it('marks an overlay that its response contradicts, with the run and its date', async () => {
    const { journal } = await run(
      'contradicted',
      serving(async (response) => {
        const body = (await response.json()) as { choices: readonly { index: number }[] };
        return Response.json({ ...body, choices: body.choices.map(({ index: _, ...choice }) => choice) });
      }),
    );
    const { overlays, disagreements } = await gatherEvidence(bench.subject, journal);
    const marks = overlays.filter(({ verdict }) => verdict === 'contradicted');
    expect(marks).toHaveLength(1);
    expect(marks[0]?.pointer).toMatch(/choices\/items\/required$/);
    expect(marks[0]?.source).toBe(
      `a run of ${new Date().toISOString().slice(0, 10)} against ${new URL(headerOf(journal).target).host}`,
    );
    expect(disagreements.filter(({ cause }) => cause === 'ours').map(({ name }) => name)).toEqual(['index']);
    expect(overlays.some(({ verdict }) => verdict === 'confirmed')).toBe(true);
  });
});

const headerOf = (journal: string): { readonly target: string } =>
  JSON.parse(readFileSync(journal, 'utf8').split('\n')[0] ?? '') as { target: string };
