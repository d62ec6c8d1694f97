import { describe, expect, it } from 'vitest';
import { buildContract } from '../build/build-contract.ts';
import type { Contract } from '../contract/model.ts';
import type { JsonObject } from '../json/types.ts';
import { compareContracts } from './compare.ts';
import { formatChangelog } from './formats/changelog.ts';
import { formatHtml } from './formats/html.ts';
import { formatMarkdown } from './formats/markdown.ts';
import { applyPolicy, type DriftPolicy } from './policy.ts';
import { makeReport } from './report.ts';

const contractOf = (operations: JsonObject, version = '1'): Contract =>
  buildContract({
    value: {
      openapi: '3.1.0',
      info: { title: 'Shop', version },
      paths: { '/orders': operations },
    },
    dialect: '3.1',
    origin: (pointer) => ({ file: 'shop.json', pointer, position: () => ({ line: 4, column: 2 }) }),
  });

const get = (more: object = {}) => ({ responses: { 200: { description: 'ok' } }, ...more });
const judged = (base: JsonObject, head: JsonObject, policy: DriftPolicy, today = '2026-06-01') => {
  const [before, after] = [contractOf(base), contractOf(head)];
  return applyPolicy(compareContracts(before, after), policy, { base: before, head: after, today })
    .filter(({ axis }) => axis !== 'docs')
    .map(({ verdict, code }) => `${verdict} ${code}`);
};

describe('policy', () => {
  const deprecated = { get: get({ deprecated: true, 'x-sunset': '2026-05-01' }), put: get() };

  it('lets an operation go after its sunset where that is allowed, and not before', () => {
    const gone = { put: get() };
    expect(judged(deprecated, gone, {})).toEqual(['breaking operation-removed']);
    expect(judged(deprecated, gone, { sunset: 'allowed' })).toEqual(['non-breaking operation-removed']);
    expect(judged(deprecated, gone, { sunset: 'allowed' }, '2026-04-30')).toEqual([
      'breaking operation-removed',
    ]);
    expect(
      judged({ get: get({ 'x-sunset': '2026-05-01' }), put: get() }, gone, { sunset: 'allowed' }),
    ).toEqual(['breaking operation-removed']);
  });

  it('requires days of notice where an operation is deprecated', () => {
    const early = { get: get() };
    const late = (date: string) => ({ get: get({ deprecated: true, 'x-sunset': date }) });
    expect(judged(early, late('2026-06-30'), { noticeDays: 30 })).toEqual([
      'non-breaking operation-deprecated',
      'breaking operation-sunset-too-soon',
    ]);
    expect(judged(early, late('2026-07-01'), { noticeDays: 30 })).toEqual([
      'non-breaking operation-deprecated',
    ]);
  });

  it('weighs a change by its code, the most exact pattern first', () => {
    const gone = { put: get() };
    expect(
      judged(deprecated, gone, { severity: { 'operation-*': 'error', 'operation-removed': 'warning' } }),
    ).toEqual(['non-breaking operation-removed']);
    expect(judged(deprecated, gone, { severity: { '*-removed': 'off' } })).toEqual([]);
  });

  it('lets unstable operations break', () => {
    const alpha = { get: get({ 'x-stability-level': 'alpha' }), put: get() };
    expect(judged(alpha, { put: get() }, { unstable: ['alpha'] })).toEqual([
      'non-breaking operation-removed',
    ]);
    expect(judged(alpha, { put: get() }, { unstable: ['beta'] })).toEqual(['breaking operation-removed']);
  });
});

describe('changelog', () => {
  const [base, head] = [
    contractOf({ get: get(), put: get() }),
    contractOf({ put: get({ summary: '<script>' }), post: get() }, '2'),
  ];
  const files = { base: 'old.json', head: 'new.json' };
  const report = makeReport({ base, head, files }, compareContracts(base, head), new Map(), []);

  it('says the step and its reason, what breaks, for whom and what to do', () => {
    const text = formatChangelog(report);
    expect(text.split('\n')[0]).toBe('# Shop: 1 → 2');
    expect(text).toContain('| Breaking | 1 |');
    expect(text).toContain(
      '**Recommended version step: major.** GET /orders is gone: calls to it are refused.',
    );
    expect(text).toContain('- **For whom:** everybody who calls GET /orders');
    expect(text).toContain('- **What to do:** Stop calling it before you move to the new version.');
    expect(text).toContain('### POST /orders\n\n- POST /orders is new');
  });

  it('is one page of HTML, in which nothing of the document is markup', () => {
    const hostile = { ...report, title: '<img src=x onerror=alert(1)>' };
    const text = formatHtml(hostile);
    expect(text).not.toContain('<img');
    expect(text).toContain('<li><span class="what">GET /orders is gone: calls to it are refused</span>');
    expect(text).toContain('</html>');
  });

  it('the comment on a pull request begins with the table', () => {
    expect(formatMarkdown(report).split('\n\n')[2]).toMatch(/^\| \| Changes \|/);
  });
});
