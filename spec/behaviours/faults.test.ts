import { createMock } from 'openapi-plumbline/mock';
import { describe, expect, it } from 'vitest';
import { planCases } from '../../conformance/cases/plan-cases.ts';
import { runSuite } from '../../conformance/engine/run-suite.ts';
import type { CasePlan } from '../../conformance/model.ts';
import { httpTransport } from '../../conformance/transport/http.ts';
import { networkDefaults } from '../../generator/network/client.ts';
import { loadSubject } from '../../scripts/run/subject.ts';
import { openSuite } from '../../scripts/run/suite.ts';
import { behaviours } from './index.ts';

/** The suite catches a mock that misbehaves: each fault, and the check that must catch it. */

const subject = await loadSubject(undefined);
const all = planCases(subject.contract, { seed: 1, rules: subject.config?.rules ?? [] });

const isReset = (fault: string): boolean => fault.startsWith('reset');

async function caught(
  fault: string,
  wanted: (plan: CasePlan) => boolean = ({ operationId }) => operationId === 'listModels',
): Promise<readonly string[]> {
  const { contract } = subject;
  const { parts } = openSuite(subject, { target: 'mock', seed: 1 });
  const mock = createMock(contract, { behaviours, faults: isReset(fault) ? [] : [fault] });
  const server = await mock.listen();
  const found = new Set<string>();
  const plans = all.filter(wanted);
  const transport = httpTransport(server.url, { ...networkDefaults, timeout: 15_000 });
  for await (const event of runSuite({ ...parts, transport, plans })) {
    // Without any answer at all the suite could not run.
    if (event.event === 'exchange' && event.exchange.id === 1 && isReset(fault)) mock.fault(fault);
    if (event.event === 'failure') found.add(event.finding.check);
  }
  await transport.close();
  await server.close();
  return [...found];
}

describe('a fault is caught', () => {
  it.each<{ readonly fault: string; readonly check: string }>([
    { fault: 'status=500', check: 'not-a-server-error' },
    { fault: 'reset-before', check: 'not-a-server-error' },
    { fault: 'reset-after', check: 'not-a-server-error' },
    { fault: 'content-type=text/html', check: 'content-type-conformance' },
    // The list of models documents no 400; what is refused always is said to be not exercised.
    { fault: 'content-filter', check: 'status-code-conformance' },
    { fault: 'forbidden', check: 'ignored-auth' },
    { fault: 'server-error', check: 'not-a-server-error' },
    { fault: 'unavailable', check: 'not-a-server-error' },
    { fault: 'gateway-timeout', check: 'not-a-server-error' },
    ...(process.env['PLUMBLINE_FULL'] === '1'
      ? [{ fault: 'latency=12000', check: 'max-response-time' }]
      : []),
  ])('$fault by $check', { timeout: 240_000 }, async ({ fault, check }) => {
    expect(await caught(fault)).toContain(check);
  });

  it.each(['stream-cut=2', 'stream-no-end', 'stream-error=1', 'stream-malformed=1'])(
    '%s by event-stream',
    async (fault) => {
      expect(await caught(fault, ({ phase }) => phase === 'streaming')).toContain('event-stream');
    },
  );

  it.each([
    { fault: 'usage-missing', check: 'usage-present', operation: 'createChatCompletion' },
    { fault: 'usage-missing', check: 'stream-usage', operation: 'createChatCompletion' },
    { fault: 'chunk-no-choices', check: 'event-stream', operation: 'createChatCompletion' },
    { fault: 'chunk-ids', check: 'stream-identity', operation: 'createChatCompletion' },
    { fault: 'duplicate-id', check: 'unique-ids', operation: 'uploadFile' },
  ])('$fault by $check', { timeout: 240_000 }, async ({ fault, check, operation }) => {
    expect(await caught(fault, ({ operationId }) => operationId === operation)).toContain(check);
  });

  it.each(['stream-split', 'latency=0'])('%s breaks no stream', async (fault) => {
    expect(await caught(fault, ({ phase }) => phase === 'streaming')).toEqual([]);
  });

  it.each(['retry-after=1', 'overloaded', 'rate-limit', 'quota'])('%s decides nothing', async (fault) => {
    // 429 means not measured, never failed.
    expect(await caught(fault)).not.toContain('positive-data-acceptance');
  });

  it('without a fault nothing is found', async () => {
    expect(await caught('latency=0')).toEqual([]);
  });
});
