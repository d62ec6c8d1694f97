import type { Rule, RuleExchange } from 'openapi-plumbline';
import { describe, expect, it } from 'vitest';
import { balanceSum } from './balance-sum.ts';
import { batchCounts } from './batch-counts.ts';
import { choicesCount } from './choices-count.ts';
import { relations } from './relations.ts';
import { toolArguments } from './tool-arguments.ts';
import { usageSum } from './usage-sum.ts';

const verdictOf = (rule: Rule, body: unknown, sent: object = {}, status = 200): string =>
  rule.check({
    intent: 'valid',
    arguments: { body: { value: sent, contentType: 'application/json' } },
    status,
    contentType: 'application/json',
    body,
  } as unknown as RuleExchange).kind;

const called = (text: string, finish = 'tool_calls') => ({
  choices: [{ finish_reason: finish, message: { tool_calls: [{ function: { arguments: text } }] } }],
});
const money = (available: number, cash: number, voucher: number) => ({
  data: { available_balance: available, cash_balance: cash, voucher_balance: voucher },
});
const counts = (completed: number, failed: number, total: number, status = 'in_progress') => ({
  status,
  request_counts: { completed, failed, total },
});
const usage = (prompt: number, completion: number, total: number) => ({
  usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: total },
});

describe('rules', () => {
  const table: readonly (readonly [rule: Rule, want: string, body: unknown, sent?: object])[] = [
    [usageSum, 'pass', usage(19, 21, 40)],
    [usageSum, 'fail', usage(19, 21, 41)],
    [usageSum, 'notApplicable', {}],
    [balanceSum, 'pass', money(49.58894, 46.58893, 3.00001)],
    [balanceSum, 'pass', money(3, -1, 3)],
    [balanceSum, 'fail', money(2, -1, 3)],
    [balanceSum, 'fail', money(46.58893, 46.58893, 3.00001)],
    [batchCounts, 'pass', counts(1, 1, 3)],
    [batchCounts, 'fail', counts(2, 2, 3)],
    [batchCounts, 'fail', counts(1, 1, 3, 'completed')],
    [batchCounts, 'pass', counts(2, 1, 3, 'completed')],
    [choicesCount, 'pass', { choices: [{ index: 0 }, { index: 1 }] }, { n: 2 }],
    [choicesCount, 'fail', { choices: [{ index: 0 }] }, { n: 2 }],
    [choicesCount, 'fail', { choices: [{ index: 0 }, { index: 0 }] }, { n: 2 }],
    [choicesCount, 'pass', { choices: [{ index: 0 }] }],
    [toolArguments, 'pass', called('{"a":1}')],
    [toolArguments, 'fail', called('{"a":')],
    [toolArguments, 'fail', called('[1]')],
    [toolArguments, 'pass', called('{"a":', 'length')],
  ];
  it.each(table.map((row) => [row[0].id, ...row] as const))('%s', (_, rule, want, body, sent) => {
    expect(verdictOf(rule, body, sent)).toBe(want);
  });

  it.each(relations.map((rule) => [rule.id, rule] as const))('%s: a refusal is not judged', (_, rule) => {
    expect(verdictOf(rule, { error: { message: 'no' } }, {}, 400)).toBe('notApplicable');
  });
});
