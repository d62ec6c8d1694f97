import { expect, it } from 'vitest';
import { contractOf } from '../../generator/testing/small-contract.ts';
import type { Exchange, LiveFeature, TestCase } from '../model.ts';
import { chooseTrials } from './features.ts';
import { isOfGateway } from './gateway.ts';
import { createPurse } from './purse.ts';

const contract = contractOf({
  paths: {
    '/chat': { post: { operationId: 'chat', responses: {} } },
    '/list': { get: { operationId: 'list', responses: {} } },
  },
});
const settings = {
  paid: ['chat'],
  price: { input: 1, output: 2, inputTokens: ['in'], outputTokens: ['out'] },
};
const caseOf = (operationId: string, more: Partial<TestCase> = {}): TestCase => ({
  id: operationId,
  operationId,
  phase: 'coverage',
  intent: 'valid',
  title: '',
  credentials: 'valid',
  arguments: { path: {}, query: {}, header: {}, cookie: {} },
  request: { method: 'POST', target: '/', headers: [], body: new Uint8Array(400) },
  ...more,
});
const answered = (testCase: TestCase, status: number, body: object): Exchange => ({
  id: 1,
  testCase,
  request: testCase.request,
  response: { status, headers: [], body: Buffer.from(JSON.stringify(body)) },
  milliseconds: 0,
});

it('a purse counts what was accepted, at the price of its tokens', () => {
  const purse = createPurse(contract, settings, { maxPaid: 9, maxTokens: 50 });
  purse.add(answered(caseOf('chat'), 200, { in: 1_000_000, out: 500_000 }));
  purse.add(answered(caseOf('chat'), 400, {}));
  purse.add(answered(caseOf('list'), 200, {}));
  expect([purse.spent.requests, purse.spent.paid, purse.spent.cost]).toEqual([3, 1, 2]);
});

it('a call that would pass the budget is not sent, and one that costs nothing is', () => {
  // A request of 400 bytes and a response of 50 tokens cost 0.0002 at most.
  const purse = createPurse(contract, settings, { maxPaid: 2, maxTokens: 50, maxCost: 0.0003 });
  expect(purse.forbids(caseOf('chat'))).toBeUndefined();
  purse.add(answered(caseOf('chat'), 200, { in: 100, out: 50 }));
  expect(purse.spent.cost).toBeCloseTo(0.0002, 10);
  expect(purse.forbids(caseOf('chat'))).toContain('--max-cost');
  expect(purse.forbids(caseOf('list'))).toBeUndefined();
  // A server may accept an invalid call, and bill it.
  expect(purse.forbids(caseOf('chat', { intent: 'invalid' }))).toContain('--max-cost');
  expect(purse.forbids(caseOf('chat', { credentials: 'none' }))).toBeUndefined();
  const rich = createPurse(contract, settings, { maxPaid: 1, maxTokens: 50 });
  rich.add(answered(caseOf('chat'), 200, {}));
  expect(rich.forbids(caseOf('chat'))).toContain('--max-paid');
});

it('a server that is dearer than the configured price is stopped by its balance', () => {
  const purse = createPurse(contract, settings, { maxPaid: 9, maxTokens: 50, maxCost: 1 });
  const call = answered(caseOf('chat'), 200, { in: 100, out: 50 });
  purse.add(call);
  expect(purse.forbids(caseOf('chat'))).toBeUndefined();
  // The call cost 0.3, not 0.0002.
  purse.measured(0.3);
  expect(purse.spent.cost).toBeCloseTo(0.3, 10);
  expect(purse.forbids(caseOf('chat'))).toBeUndefined();
  purse.add(call);
  purse.add(call);
  expect(purse.spent.cost).toBeCloseTo(0.9, 10);
  expect(purse.forbids(caseOf('chat'))).toContain('--max-cost');
  // A balance that was not updated yet makes nothing cheaper.
  const stale = createPurse(contract, settings, { maxPaid: 9, maxTokens: 50, maxCost: 0.0003 });
  stale.add(call);
  stale.measured(0);
  expect(stale.forbids(caseOf('chat'))).toContain('--max-cost');
});

it('counts tokens that the bytes of a body do not show', () => {
  const hidden = {
    ...settings,
    hiddenTokens: (body: unknown) => (JSON.stringify(body) === '["image"]' ? 1000 : 0),
  };
  const purse = createPurse(contract, hidden, { maxPaid: 9, maxTokens: 50, maxCost: 0.001 });
  const request = (body: string) => ({ ...caseOf('chat').request, body: Buffer.from(body) });
  expect(purse.forbids(caseOf('chat', { request: request('["text!"]') }))).toBeUndefined();
  expect(purse.forbids(caseOf('chat', { request: request('["image"]') }))).toContain('--max-cost');
});

it('keeps calls for what was not planned', () => {
  const purse = createPurse(contract, settings, { maxPaid: 2, maxTokens: 50 });
  purse.keep(1);
  purse.add(answered(caseOf('chat'), 200, {}));
  expect(purse.forbids(caseOf('chat'))).toContain('--max-paid');
  expect(purse.forbids(caseOf('chat', { intent: 'invalid' }))).toBeUndefined();
  purse.keep(0);
  expect(purse.forbids(caseOf('chat'))).toBeUndefined();
});

it('without a configured price the balance alone limits the money', () => {
  const purse = createPurse(contract, { paid: ['chat'] }, { maxPaid: 9, maxTokens: 50, maxCost: 1 });
  purse.add(answered(caseOf('chat'), 200, {}));
  expect(purse.spent.cost).toBe(0);
  purse.measured(0.4);
  expect(purse.forbids(caseOf('chat'))).toBeUndefined();
  purse.add(answered(caseOf('chat'), 200, {}));
  expect(purse.spent.cost).toBeCloseTo(0.8, 10);
  expect(purse.forbids(caseOf('chat'))).toContain('--max-cost');
});

it('a call without a response counts as paid, and an account without money gets no more calls', () => {
  const purse = createPurse(contract, settings, { maxPaid: 1, maxTokens: 50 });
  purse.add(answered(caseOf('chat'), 0, {}));
  expect(purse.spent.paid).toBe(1);
  expect(purse.forbids(caseOf('chat', { intent: 'invalid' }))).toContain('--max-paid');
  const empty = createPurse(contract, settings, { maxPaid: 9, maxTokens: 50 });
  empty.close();
  expect(empty.forbids(caseOf('chat'))).toContain('no money left');
  expect(empty.forbids(caseOf('list'))).toBeUndefined();
});

const feature = (id: string, paid: number, suits?: (value: string) => boolean): LiveFeature => ({
  id,
  operations: ['chat'],
  paid,
  ...(suits === undefined ? {} : { suits }),
  *run() {
    const { status } = yield { operationId: 'chat', title: id, arguments: {} };
    return status === 200;
  },
});

it('features are tried with the first value that has them, the first one with every value, while the money lasts', () => {
  const features = [
    feature('plain', 1),
    feature('tools', 2),
    feature('sees', 1, (value) => value === 'b'),
    feature('free', 0),
  ];
  const served = { documented: ['a', 'b'], undocumented: ['new'] };
  const names = (maxPaid: number): readonly string[] =>
    chooseTrials(features, served, { maxPaid, maxRequests: 99 }).trials.map(
      ({ feature: { id }, value }) => `${id} ${value}`,
    );
  expect(names(9)).toEqual(['plain a', 'tools a', 'sees b', 'free a', 'plain new', 'plain b']);
  expect(names(2)).toEqual(['plain a', 'sees b', 'free a']);
  expect(chooseTrials(features, served, { maxPaid: 2, maxRequests: 99 }).left).toEqual(['tools']);
  // One request for the first, two for the tools.
  expect(chooseTrials(features, served, { maxPaid: 9, maxRequests: 3 }).left).toEqual(['sees', 'free']);
});

it.each([
  { status: 504, type: 'text/html', want: true },
  { status: 403, type: 'text/html; charset=utf-8', want: true },
  { status: 403, type: 'application/json', want: false },
  { status: 500, type: 'text/html', want: false },
  { status: 200, type: 'text/html', want: false },
])('$status with $type is of a gateway: $want', ({ status, type, want }) => {
  const response = { status, headers: [['Content-Type', type]] as const, body: new Uint8Array() };
  expect(isOfGateway({ response })).toBe(want);
});
