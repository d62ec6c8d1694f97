import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { beforeAll, describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { listen } from '../../conformance/mock/listen.ts';
import type { Finding, SuiteEvent } from '../../conformance/model.ts';
import { figure, isFull } from '../../generator/testing/figure.ts';
import type { Conformed } from '../cli/verbs/conform.ts';
import { reportKinds } from '../run/report-kinds.ts';
import { mockOf } from '../run/suite.ts';
import { chromium, openPage } from './testing/chromium.ts';
import { brokenAtEnd, formsOfKey, key, openLiveBench, sayings } from './testing/live-bench.ts';

const bench = await openLiveBench();
const kinds = ['html', 'junit', 'markdown', 'github', 'har', 'ndjson'];
const read = (name: string): string => readFileSync(bench.at(name), 'utf8');
let run: Conformed;

beforeAll(async () => {
  const handler = brokenAtEnd(mockOf(bench.subject, 1, key));
  // The server says the key again in every way it can think of.
  const { url, close } = await listen(async (request) => {
    const response = await handler(request);
    if (request.headers.get('authorization') !== `Bearer ${key}` || response.status >= 400) return response;
    if (!(response.headers.get('content-type') ?? '').includes('json')) return response;
    const said = { ...((await response.json()) as object), said: sayings };
    return Response.json(said, {
      headers: { 'x-echo': encodeURIComponent(key), 'x-account-id': 'acc-123456' },
    });
  });
  run = await bench.run({
    target: url,
    journal: bench.at('journal.ndjson'),
    report: kinds.map((kind) => `${kind}=${bench.at(`report.${kind}`)}`),
    ...(isFull ? {} : { include: bench.simple.slice(0, 3) }),
  });
  writeFileSync(bench.at('report.console'), bench.said());
  await close();
}, 240_000);

describe('reports of a run with failures', () => {
  it('never contain the key', () => {
    const artefacts = [...kinds.map((kind) => `report.${kind}`), 'report.console', 'journal.ndjson'];
    const forms = [...formsOfKey, 'acc-123456'];
    const said = artefacts.flatMap((name) => {
      // A HAR and a journal contain binary bodies in base64.
      const text =
        read(name) +
        read(name).replace(/[A-Za-z0-9+/]{40,}={0,2}/g, (run) =>
          Buffer.from(run, 'base64').toString('latin1'),
        );
      return forms.filter((form) => text.includes(form)).map((form) => `${name}: ${form}`);
    });
    expect(said).toEqual([]);
    expect(run.findings.map(({ check }) => check)).toContain('secret-leak');
    figure({
      issue: 9,
      what: `the key and the account in ${artefacts.length} artefacts, ${forms.length} spellings (percent-encoded, base64 at three offsets)`,
      expected: 'nowhere',
      seen: `${said.length} times, of a server that says it in every answer`,
      ok: said.length === 0,
    });
  });

  it('junit is valid against the schema of JUnit', async () => {
    const schema = readFileSync(new URL('testing/junit.xsd', import.meta.url), 'utf8');
    const validate = (contents: string) =>
      validateXML({ xml: [{ fileName: 'report.xml', contents }], schema: [schema] });
    const text = read('report.junit');
    const { valid, errors } = await validate(text);
    expect(errors).toEqual([]);
    for (const broken of [
      text.replace(' name=', ' nome='),
      text.replace('</testsuite>', ''),
      text.replace('failures="', 'failures="x'),
    ])
      expect((await validate(broken)).valid).toBe(false);
    expect(text.match(/<failure /g)?.length).toBeGreaterThan(1);
    figure({
      issue: 9,
      what: 'JUnit by libxml2 against a schema',
      expected: 'valid',
      seen: String(valid),
      ok: valid,
    });
  });

  it('har is valid against the schemas of HAR 1.2', () => {
    const require = createRequire(import.meta.url);
    const ajv = new Ajv({ strict: false });
    addFormats.default(ajv);
    ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json') as object);
    const schemas = require('har-schema') as { readonly [name: string]: object };
    for (const schema of Object.values(schemas)) ajv.addSchema(schema);
    const validate = ajv.getSchema('har.json#') ?? ajv.getSchema('har.json');
    const har = JSON.parse(read('report.har')) as { log: { entries: { request: object }[] } };
    expect(validate?.(har), JSON.stringify(validate?.errors)).toBe(true);
    expect(har.log.entries.length).toBe(run.summary.requests);
    const [first] = har.log.entries;
    expect(validate?.({ log: { ...har.log, entries: [{ ...first, request: {} }] } })).toBe(false);
    figure({
      issue: 9,
      what: 'HAR by har-schema',
      expected: 'valid',
      seen: `valid, ${har.log.entries.length} entries`,
      ok: true,
    });
  });

  it('github annotations point at lines of the document that exist', () => {
    const lines = read('report.github').trimEnd().split('\n');
    const places = lines.flatMap((line) => {
      const [, file = '', at = ''] = /^::(?:error|warning) file=([^,]+),line=(\d+),/.exec(line) ?? [];
      return file === '' ? [] : [{ file: decodeURIComponent(file), line: Number(at) }];
    });
    expect(places.length).toBeGreaterThan(1);
    expect(lines.length - places.length).toBeLessThanOrEqual(2);
    for (const { file, line } of places) {
      expect(existsSync(file), file).toBe(true);
      const text = readFileSync(file, 'utf8').split('\n')[line - 1];
      expect(text?.trim(), `${file}:${line}`).toBeTruthy();
    }
    figure({
      issue: 9,
      what: 'GitHub annotations',
      expected: 'lines of the document that exist',
      seen: `${places.length} of ${places.length}`,
      ok: true,
    });
  });
});

/** The same failures again and again, each another one. */
function many(amount: number): readonly SuiteEvent[] {
  const { contract } = bench.subject;
  const { findings, summary } = run;
  return [
    { event: 'suiteStarted', contract, target: 'http://127.0.0.1:1', seed: 1, plans: [], checks: [] },
    ...Array.from({ length: amount }, (_, index): SuiteEvent => {
      const finding = findings[index % findings.length] as Finding;
      return {
        event: 'failure',
        finding: {
          ...finding,
          fingerprint: index.toString(16).padStart(12, '0'),
          // Every one has a cause of its own.
          keywordLocation: `#/paths/${index}`,
          message: `${finding.message} (${index}) </script><img src=x onerror=alert(1)>`,
        },
      };
    }),
    { event: 'suiteFinished', summary },
  ];
}

const reportOf = (kind: string, events: readonly SuiteEvent[]): string => {
  const { subject } = bench;
  const reporter = reportKinds({ subject, server: { baseUrl: 'http://127.0.0.1:1' }, notes: [] })[kind]?.();
  return events.map((event) => reporter?.event(event) ?? '').join('') + (reporter?.end?.() ?? '');
};

it('markdown of thousands of failures is under the limit of GitHub, the long parts folded', () => {
  const text = reportOf('markdown', many(5000));
  expect(text.length).toBeLessThan(65_536);
  expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
  expect(text).toMatch(/And [\d,]+ more causes: see the html report/);
  // What is outside the folds is short.
  const unfolded = text.replace(/<details>[\s\S]*?<\/details>/g, '');
  expect(unfolded.length).toBeLessThan(5000);
  expect(text).not.toContain('<img');
  figure({
    issue: 9,
    what: 'Markdown of 5,000 failures',
    expected: 'under 65,536 characters, long parts folded',
    seen: `${text.length} characters, ${unfolded.length} outside folds`,
    ok: text.length < 65_536,
  });
});

it('html is self-contained and loads nothing', () => {
  const text = reportOf('html', many(3));
  expect(text).not.toContain('<img');
  expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  expect(text).toContain("default-src 'none'");
});

const isShown = isFull && chromium !== undefined;
if (isFull && chromium === undefined) process.stderr.write('reports.test.ts: SKIPPED, no chromium here\n');

it.runIf(isShown)(
  'html works from disk: no error, no request, a filter; 5,000 failures in time',
  { timeout: 240_000 },
  async () => {
    const page = await openPage(chromium ?? '');
    const open = (name: string): Promise<void> => page.open(pathToFileURL(bench.at(name)).href);
    await open('report.html');
    const visible =
      "[...document.querySelectorAll('details.finding')].filter((each) => !each.hidden && each.offsetParent !== null).length";
    const all = Number(await page.evaluate(visible));
    expect(all).toBe(run.findings.length);
    const [wanted] = run.findings;
    await page.evaluate(
      `document.getElementById('operation').value = ${JSON.stringify(wanted?.operationId)}; document.getElementById('operation').dispatchEvent(new Event('change', { bubbles: true })); document.getElementById('operation').dispatchEvent(new Event('input', { bubbles: true }))`,
    );
    await page.evaluate('new Promise((resolve) => setTimeout(resolve, 300))');
    const left = Number(await page.evaluate(visible));
    expect(left).toBe(run.findings.filter(({ operationId }) => operationId === wanted?.operationId).length);
    expect(left).toBeLessThan(all);
    await page.evaluate("document.querySelector('details.finding:not([hidden])').open = true");
    const shots = process.env['PLUMBLINE_SHOTS'];
    for (const scheme of ['light', 'dark'] as const) {
      await page.theme(scheme);
      if (shots === undefined) continue;
      await page.screenshot(`${shots}/report-${scheme}.png`);
      await page.evaluate(
        "document.querySelector('.scroll').scrollLeft = 500; document.querySelector('details.finding:not([hidden])').scrollIntoView({ block: 'center' })",
      );
      await page.screenshot(`${shots}/report-${scheme}-finding.png`);
      await page.evaluate("document.getElementById('latency').scrollIntoView({ block: 'center' })");
      await page.screenshot(`${shots}/report-${scheme}-latency.png`);
      await page.evaluate('scrollTo(0, 0)');
    }
    expect(page.errors).toEqual([]);
    expect(page.requests.filter((url) => !url.startsWith('file:') && !url.startsWith('data:'))).toEqual([]);
    expect(page.requests.filter((url) => url.startsWith('file:')).length).toBe(1);

    writeFileSync(bench.at('many.html'), reportOf('html', many(5000)));
    const started = performance.now();
    await open('many.html');
    await page.evaluate(
      'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))',
    );
    const seconds = (performance.now() - started) / 1000;
    expect(await page.evaluate("document.querySelectorAll('details.finding').length")).toBe(5000);
    expect(page.errors).toEqual([]);
    page.close();
    figure({
      issue: 9,
      what: 'HTML report in chromium, from a file',
      expected: 'no console error, no request, the filter works',
      seen: `${page.errors.length} errors, ${page.requests.length - 2} requests, ${all} findings filtered to ${left}`,
      ok: true,
    });
    figure({
      issue: 9,
      what: 'HTML report of 5,000 failures opens',
      expected: 'under 2 s',
      seen: `${seconds.toFixed(2)} s to the first frame`,
      ok: seconds < 2,
    });
    expect(seconds).toBeLessThan(2);
  },
);
