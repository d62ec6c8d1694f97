import { describe, expect, it } from 'vitest';
import { buildContract } from '../build/build-contract.ts';
import { DiagnosticError } from '../contract/diagnostics.ts';
import type { Contract } from '../contract/model.ts';
import { bumpFor, type Change, overallVerdict } from './change.ts';
import { formatGithub } from './formats/github.ts';
import { formatJson } from './formats/json.ts';
import { formatJunit } from './formats/junit.ts';
import { formatMarkdown } from './formats/markdown.ts';
import { formatText } from './formats/text.ts';
import { applyIgnores, readPolicyFile } from './ignore.ts';
import { makeReport } from './report.ts';
import { checkStructure, refuseStrangers } from './structure.ts';

const contractOf = (title: string, path: string, more: readonly string[] = [], server?: string): Contract =>
  buildContract({
    value: {
      openapi: '3.1.0',
      info: { title, version: '1' },
      ...(server === undefined ? {} : { servers: [{ url: server }] }),
      paths: Object.fromEntries(
        [path, ...more].map((each) => [each, { get: { responses: { 200: { description: 'ok' } } } }]),
      ),
    },
    dialect: '3.1',
    origin: (pointer) => ({ file: 'a,b:c.json', pointer, position: () => ({ line: 3, column: 5 }) }),
  });

const change = (more: Partial<Change>): Change => ({
  code: 'request-enum-tightened',
  axis: 'wire',
  verdict: 'breaking',
  polarity: 'request',
  severity: 'error',
  pointer: '#/a',
  head: '#/a',
  message: 'plain',
  operations: ['GET /a'],
  ...more,
});

const hostile = 'a`b``c\n::error::x <script> | *bold* %0A \u0000 ]]> & "q"';
const contract = contractOf('A', '/a');
const files = { base: 'old.json', head: 'new.json' };
const report = makeReport(
  { base: contract, head: contract, files },
  [
    change({ message: hostile, witness: { where: 'GET /a', value: hostile } }),
    change({ verdict: 'docs-only', axis: 'docs', code: 'words-changed' }),
  ],
  new Map(),
  ['a note\nof two lines'],
);
const paint = { bold: String, dim: String, red: String, green: String, yellow: String };

describe('formats', () => {
  it('json is the report', () => {
    expect(JSON.parse(formatJson(report))).toMatchObject({
      verdict: 'breaking',
      bump: 'major',
      changes: [
        { code: 'request-enum-tightened', polarity: 'request', head: { file: 'a,b:c.json', line: 3 } },
        {},
      ],
    });
  });

  it('github: one line a change, nothing of the document is a command of its own', () => {
    const lines = formatGithub(report).split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(
      /^::error file=a%2Cb%3Ac\.json,line=3,col=5,title=breaking%3A request-enum-tightened::/,
    );
    expect(lines[0]).toContain('%250A');
  });

  it('junit: well-formed, control characters left out, breaking fails', () => {
    const text = formatJunit(report);
    expect(text).toContain('tests="2" failures="1"');
    expect(text).not.toContain('<script>');
    expect(text).not.toContain('\u0000');
    expect(text.match(/<testcase/g)).toHaveLength(2);
  });

  it('markdown: no markup of the document gets out', () => {
    const text = formatMarkdown(report);
    // A fence longer than any run of backticks in it holds code, which is shown as it is.
    expect(text.replace(/^(`{3,})json\n[\s\S]*?\n\1$/gm, '')).not.toContain('<script>');
    expect(text).toContain('\\*bold\\*');
    expect(text).toContain('<details><summary>⚪ 1 docs-only</summary>');
  });

  it('text: a code frame points at the place', () => {
    const text = formatText(report, paint, (_, line) => ['one', 'two', 'three {', 'four'][line - 1]);
    expect(text).toContain('a,b:c.json:3:5');
    expect(text).toMatch(/> 3 \| three \{\n\s+\| {5}\^/);
    expect(text).toContain('1 breaking, 0 undecided, 0 non-breaking, 1 of words');
  });
});

describe('verdict and bump', () => {
  it.each([
    { changes: [], verdict: 'none', bump: 'none' },
    { changes: [change({ verdict: 'docs-only', axis: 'docs' })], verdict: 'docs-only', bump: 'patch' },
    {
      changes: [change({ verdict: 'non-breaking', severity: 'info' })],
      verdict: 'non-breaking',
      bump: 'minor',
    },
    {
      changes: [change({ verdict: 'unknown' }), change({ verdict: 'non-breaking' })],
      verdict: 'unknown',
      bump: 'major',
    },
    { changes: [change({ axis: 'source' })], verdict: 'none', bump: 'major' },
    { changes: [change({})], verdict: 'breaking', bump: 'major' },
  ] as const)('$changes', ({ changes, verdict, bump }) => {
    expect([overallVerdict(changes), bumpFor(changes)]).toEqual([verdict, bump]);
  });
});

describe('ignore file', () => {
  const changes = [change({ pointer: '#/a/b', head: '#/a/b' }), change({ code: 'operation-removed' })];
  it('takes what it names, and says what expired or matches nothing', () => {
    const { ignore: entries = [] } = readPolicyFile('x.yaml', {
      ignore: [
        { code: 'request-enum-tightened', pointer: '#/a', reason: 'agreed' },
        { code: 'operation-removed', reason: 'was', expires: '2026-01-01' },
        { code: 'nothing', reason: 'typo' },
      ],
    });
    const { ignored, notes } = applyIgnores(changes, entries, '2026-11-23');
    expect([...ignored.keys()]).toEqual([changes[0]]);
    expect(notes).toEqual([
      expect.stringContaining('expired on 2026-01-01'),
      expect.stringContaining('matches nothing'),
    ]);
  });

  it.each([
    { value: 'text' },
    { value: { severity: { a: 'loud' } } },
    { value: { sunset: true } },
    { value: { noticeDays: -1 } },
    { value: { ignored: [] } },
    { value: { ignore: [{ code: 'a' }] } },
    { value: { ignore: [{ code: 'a', reason: 'b', expires: 'soon' }] } },
    { value: { ignore: [{ code: 'a', reason: 'b', until: 'x' }] } },
  ])('refuses $value', ({ value }) => {
    expect(() => readPolicyFile('x.yaml', value)).toThrow(DiagnosticError);
  });
});

describe('structure', () => {
  it('refuses two APIs that have nothing in common', () => {
    expect(() => refuseStrangers(contractOf('A', '/a'), contractOf('B', '/b'))).toThrow('different APIs');
    expect(() => refuseStrangers(contractOf('A', '/a/{x}'), contractOf('B', '/a/{y}'))).not.toThrow();
    expect(() => refuseStrangers(contractOf('A', '/a'), contractOf('A', '/b'))).not.toThrow();
    // One common path of many joins two APIs only if they share a host or list no host.
    const many = Array.from({ length: 20 }, (_, index) => `/${index}`);
    const [here, there] = ['https://a.example/v1', 'https://b.example'];
    const few = contractOf('A', '/a', [], here);
    expect(() => refuseStrangers(few, contractOf('B', '/a', many, there))).toThrow('1 of 21 paths');
    expect(() => refuseStrangers(few, contractOf('B', '/a', many, here))).not.toThrow();
    expect(() => refuseStrangers(few, contractOf('B', '/a', many))).not.toThrow();
    expect(() => refuseStrangers(few, contractOf('B', '/a', ['/b'], there))).not.toThrow();
  });

  it.each([
    { value: { openapi: '3.1.0', info: {} }, message: 'paths' },
    { value: { openapi: '3.1.0', info: {}, paths: [] }, message: 'an object' },
    { value: { openapi: '3.1.0', info: {}, paths: { '/a': { get: 1 } } }, message: 'an operation' },
  ])('refuses $value', ({ value, message }) => {
    const broken = buildContract({
      value,
      dialect: '3.1',
      origin: (pointer) => ({ file: 'x', pointer, position: () => undefined }),
    });
    expect(() => checkStructure(broken)).toThrow(message);
  });
});
