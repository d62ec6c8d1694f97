import { expect, it } from 'vitest';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { lazyPlan } from '../cases/lazy-plan.ts';
import type { CasePlan, TestCase } from '../model.ts';
import { selectForLive } from './select.ts';

const contract = contractOf({
  paths: {
    '/chat': { post: { operationId: 'chat', responses: {} } },
    '/list': { get: { operationId: 'list', responses: {} } },
  },
});
const settings = { paid: ['chat'] };
const caseOf = (operationId: string, body: string, more: Partial<TestCase> = {}): TestCase => ({
  id: body,
  operationId,
  phase: 'coverage',
  intent: 'valid',
  title: '',
  credentials: 'valid',
  arguments: { path: {}, query: {}, header: {}, cookie: {} },
  request: { method: 'POST', target: '/chat', headers: [], body: Buffer.from(body) },
  ...more,
});
const made: string[] = [];
const plan = (operationId: string, phase: CasePlan['phase']): CasePlan =>
  lazyPlan({ operationId, phase }, () => {
    made.push(`${operationId} ${phase}`);
    return { operationId, phase, cases: [caseOf(operationId, phase)] };
  });
const served = undefined;

it('makes no case that could be billed where nothing may be paid for', () => {
  made.length = 0;
  const plans = [plan('chat', 'coverage'), plan('chat', 'auth'), plan('list', 'coverage')];
  const chosen = selectForLive(contract, plans, { settings, served, maxPaid: 0, maxTokens: 9 });
  expect(chosen.plans.map(({ operationId, phase }) => `${operationId} ${phase}`)).toEqual([
    'chat auth',
    'list coverage',
  ]);
  expect(made).toEqual([]);
  expect(chosen.admits(caseOf('chat', 'a'))).toBe(false);
  expect(chosen.admits(caseOf('chat', 'a', { credentials: 'none' }))).toBe(true);
  expect(chosen.admits(caseOf('list', 'a'))).toBe(true);
});

it('pays for a twin once, and counts an invalid call as free', () => {
  const { admits } = selectForLive(contract, [], { settings, served, maxPaid: 2, maxTokens: 9 });
  const twin = caseOf('chat', 'twin');
  const invalid = (body: string, of: TestCase): TestCase =>
    caseOf('chat', body, { intent: 'invalid', twin: of });
  expect(admits(invalid('one', twin))).toBe(true);
  expect(admits(invalid('two', twin))).toBe(true);
  expect(admits(caseOf('chat', 'valid'))).toBe(true);
  // Both paid calls are planned now: another twin would be the third.
  expect(admits(invalid('three', caseOf('chat', 'another twin')))).toBe(false);
  expect(admits(invalid('four', twin))).toBe(true);
});
