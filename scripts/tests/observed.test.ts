import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createMock } from '../../conformance/mock/mock.ts';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { observedChanges } from '../run/observed.ts';
import { packageRoot } from '../run/package-info.ts';
import { loadSubject } from '../run/subject.ts';
import { key, openLiveBench } from './testing/live-bench.ts';
import { runCommand } from './testing/run-command.ts';

const bench = await openLiveBench();

it('responses of a mock with all overlays are known: the overlays contain what the document lacks', async () => {
  const { contract, config } = bench.subject;
  const lines: string[] = [];
  const mock = createMock(contract, {
    behaviours: config?.behaviours ?? [],
    rules: config?.rules ?? [],
    onExchange: (line) => void lines.push(line),
  });
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const chat = { model: 'kimi-k2.6', messages: [{ role: 'user', content: 'hi' }] };
  const send = (method: string, path: string, body?: object) =>
    mock.fetch(
      new Request(`http://mock${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
  for (const path of ['/v1/models', '/v1/users/me/balance', '/v1/files', '/v1/batches', '/v1/files/none'])
    await (await send('GET', path)).text();
  for (const body of [chat, { ...chat, stream: true }, { ...chat, model: 'none' }, { ...chat, n: 'x' }])
    await (await send('POST', '/v1/chat/completions', body)).text();
  // The lines are written once their bodies were read.
  while (lines.length < 9) await new Promise((resolve) => setTimeout(resolve, 10));
  const journal = bench.at('observed.ndjson');
  writeFileSync(journal, `${lines.join('\n')}\n`);
  const bare = await loadSubject(undefined, undefined, 'document');
  const changes = await observedChanges(bare.contract, contract, journal, undefined);
  const reported = changes.map(({ verdict, message }) => `${verdict}: ${message}`);
  expect(
    reported.filter((line) => line.startsWith('breaking')),
    reported.join('\n'),
  ).toEqual([]);
  expect(reported.filter((line) => line.includes('an overlay already contains this')).length).toBeGreaterThan(
    0,
  );
  // Without the overlays the same traffic differs.
  const unknown = await observedChanges(bare.contract, bare.contract, journal, undefined);
  expect(unknown.filter(({ verdict }) => verdict === 'breaking').length).toBeGreaterThan(0);
  figure({
    issue: 19,
    what: 'drift --observed on the traffic of the mock under the full contract',
    expected: 'no breaking finding; what an overlay contains is told from what is new',
    seen: `${changes.length} differences, 0 breaking, ${reported.filter((line) => line.includes('already')).length} known to overlays`,
    ok: !reported.some((line) => line.startsWith('breaking')),
  });
});

it.runIf(isFull)(
  'a whole run against the mock has no breaking difference',
  { timeout: 300_000 },
  async () => {
    const journal = bench.at('whole.ndjson');
    const { code, stderr } = await runCommand(
      ['conform', '--target', 'mock', '--journal', journal],
      packageRoot,
    );
    expect(code, stderr).toBe(0);
    const bare = await loadSubject(undefined, undefined, 'document');
    const changes = await observedChanges(bare.contract, bench.subject.contract, journal, undefined);
    const breaking = changes.filter(({ verdict }) => verdict === 'breaking');
    expect(breaking.map(({ message }) => message)).toEqual([]);
    const known = changes.filter(({ message }) => message.includes('an overlay already contains this'));
    expect(known.length).toBeGreaterThan(0);
    figure({
      issue: 19,
      what: 'drift --observed on the journal of a whole conform --target mock',
      expected: 'no breaking finding; what an overlay contains is told from what is new',
      seen: `${changes.length} differences, ${breaking.length} breaking, ${known.length} known to overlays`,
      ok: breaking.length === 0,
    });
  },
);
