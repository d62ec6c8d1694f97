import { expect, it } from 'vitest';
import type { Check, CheckContext, Exchange, HistoryCheck, Verdict } from '../model.ts';
import { withPolicy } from './check-policy.ts';

const failing = (id: string): Verdict => ({
  kind: 'fail',
  failure: { check: id, severity: 'error', operationId: 'getPet', message: 'wrong' },
});
const check = (id: string): Check => ({ id, check: () => failing(id) });
const history: HistoryCheck = { id: 'of-a-sequence', check: () => [failing('of-a-sequence')] };
const exchange = (status: number): Exchange => {
  const testCase: Partial<Exchange['testCase']> = { operationId: 'getPet' };
  const response: Exchange['response'] = { status, headers: [], body: new Uint8Array() };
  return { testCase, response } as Exchange;
};
const context = {} as Partial<CheckContext> as CheckContext;

const all = {
  checks: [check('status-code-conformance'), check('response-schema-conformance')],
  historyChecks: [history],
  runChecks: [],
};
const severityOf = (verdict: Verdict | undefined) =>
  verdict?.kind === 'fail' ? verdict.failure.severity : verdict?.kind;

it('a check is left out, or fails with another severity', () => {
  const { checks, historyChecks } = withPolicy(all, {
    severity: { 'status-code-conformance': 'off', 'of-a-sequence': 'warning' },
  });
  expect(checks.map(({ id }) => id)).toEqual(['response-schema-conformance']);
  expect(severityOf(checks[0]?.check(exchange(200), context))).toBe('error');
  const [verdict] =
    historyChecks[0]?.check(
      {} as Parameters<HistoryCheck['check']>[0],
      {} as Parameters<HistoryCheck['check']>[1],
    ) ?? [];
  expect(severityOf(verdict)).toBe('warning');
});

it.each([
  { accept: { getPet: [418] }, status: 418, becomes: ['undetermined', 'error'] },
  { accept: { '*': [418] }, status: 418, becomes: ['undetermined', 'error'] },
  { accept: { getPet: [418] }, status: 419, becomes: ['error', 'error'] },
  { accept: { addPet: [418] }, status: 418, becomes: ['error', 'error'] },
])('$accept leaves nothing to judge in the status of $status: $becomes', ({ accept, status, becomes }) => {
  const { checks } = withPolicy(all, { accept });
  expect(checks.map((each) => severityOf(each.check(exchange(status), context)))).toEqual(becomes);
});
