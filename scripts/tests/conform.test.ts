import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planCases } from '../../conformance/cases/plan-cases.ts';
import { runSuite } from '../../conformance/engine/run-suite.ts';
import { listen } from '../../conformance/mock/listen.ts';
import type { CasePlan, Finding, SuiteEvent } from '../../conformance/model.ts';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { conformSubject } from '../cli/verbs/conform.ts';
import { loadSubject, type Subject } from '../run/subject.ts';
import { mockOf, openSuite, type TargetOptions } from '../run/suite.ts';

let subject: Subject;
let folder = '';
beforeAll(async () => {
  subject = await loadSubject(undefined);
  folder = mkdtempSync(join(tmpdir(), 'plumbline-conform-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const planned = new Map<number, readonly CasePlan[]>();

/** The plans that the command has; they change with nothing that is run. */
function plansOf(seed: number, include?: readonly string[]): readonly CasePlan[] {
  const plans =
    planned.get(seed) ?? planCases(subject.contract, { seed, rules: subject.config?.rules ?? [] });
  planned.set(seed, plans);
  return plans.filter(({ operationId }) => include?.includes(operationId) ?? true);
}

async function eventsOf(
  options: Partial<TargetOptions> & { readonly include?: readonly string[] },
): Promise<readonly SuiteEvent[]> {
  const seed = options.seed ?? 1;
  const { parts } = openSuite(subject, { target: 'mock', seed, ...options });
  const { include } = options;
  const plans = plansOf(seed, include);
  const events: SuiteEvent[] = [];
  for await (const event of runSuite({ ...parts, plans })) events.push(event);
  await parts.transport.close();
  return events;
}

const findings = (events: readonly SuiteEvent[]): readonly Finding[] =>
  events.flatMap((event) => (event.event === 'failure' ? [event.finding] : []));

describe('the correct mock', () => {
  it.each(isFull ? [1, 2, 3] : [1])('has no finding, seed %i', async (seed) => {
    expect(
      findings(await eventsOf({ seed })).map(
        ({ check, operationId, message }) => `${operationId} ${check}: ${message}`,
      ),
    ).toEqual([]);
  });
});

describe.each([
  { strength: 'document', isKept: (evidence: string) => evidence === '' },
  { strength: 'prose', isKept: (evidence: string) => evidence === 'document' },
] as const)('at strength $strength', ({ strength, isKept }) => {
  it('the rules of that evidence class are checked, and the mock has no finding', async () => {
    const weaker = await loadSubject(undefined, [], strength);
    const all = subject.config?.rules ?? [];
    const kept = all.filter(({ evidence }) => isKept(evidence));
    expect(weaker.config?.rules?.map(({ id }) => id)).toEqual(kept.map(({ id }) => id));
    expect(kept.length).toBeLessThan(all.length);
    const { parts } = openSuite(weaker, { target: 'mock', seed: 1 });
    const plans = planCases(weaker.contract, { seed: 1, rules: weaker.config?.rules ?? [] });
    const events: SuiteEvent[] = [];
    for await (const event of runSuite({ ...parts, plans })) events.push(event);
    await parts.transport.close();
    expect(findings(events).map(({ check, message }) => `${check}: ${message}`)).toEqual([]);
  });
});

it('sends every discriminator value, right and wrong', async () => {
  const sent = new Map<string, Set<string>>();
  for (const event of await eventsOf({ include: ['createChatCompletion'] })) {
    if (event.event !== 'exchange') continue;
    const { discriminatorValue = '', intent, arguments: call } = event.exchange.testCase;
    const body = call.body?.value as { readonly model?: unknown } | undefined;
    if (intent === 'valid' && discriminatorValue !== '') expect(body?.model).toBe(discriminatorValue);
    sent.set(discriminatorValue, (sent.get(discriminatorValue) ?? new Set()).add(intent));
  }
  sent.delete('');
  const body = subject.contract.operations.find(
    ({ operationId }) => operationId === 'createChatCompletion',
  )?.requestBody;
  const values = [...(body?.content[0]?.schema?.discriminator?.mapping.keys() ?? [])];
  expect(values.length).toBeGreaterThanOrEqual(14);
  expect([...sent]).toEqual(values.map((value) => [value, new Set(['valid', 'invalid'])]));
  figure({
    issue: 8,
    what: 'models sent positive and negative',
    expected: `${values.length} of ${values.length}`,
    seen: `${sent.size} of ${values.length}`,
    ok: sent.size === values.length,
  });
});

it('every wrong request breaks one place only, and its twin breaks none', async () => {
  const { parts } = openSuite(subject, { target: 'mock', seed: 1 });
  const { validate } = parts;
  let checked = 0;
  const rules = subject.config?.rules ?? [];
  for (const plan of plansOf(1)) {
    const operation = subject.contract.operations.find(({ operationId }) => operationId === plan.operationId);
    const media = operation?.requestBody?.content[0];
    for (const { edit, arguments: call, twin, title } of plan.cases) {
      if (
        edit === undefined ||
        !edit.instanceLocation.startsWith('/body/') ||
        media?.schema === undefined ||
        !media.contentType.includes('json')
      )
        continue;
      // Several schemas may speak of one place, where each of them is broken by the one edit.
      const places = validate(media.schema.pointer, call.body?.value, 'request').map(
        ({ instanceLocation }) => instanceLocation,
      );
      expect([title, new Set(places).size]).toEqual([title, 1]);
      const broken = rules.filter(
        ({ appliesTo, request }) =>
          appliesTo.includes(plan.operationId) &&
          twin !== undefined &&
          request?.(twin.arguments).kind === 'fail',
      );
      expect([title, broken.map(({ id }) => id)]).toEqual([title, []]);
      expect([title, validate(media.schema.pointer, twin?.arguments.body?.value, 'request').length]).toEqual([
        title,
        0,
      ]);
      checked++;
    }
  }
  expect(checked).toBeGreaterThan(800);
  figure({
    issue: 8,
    what: 'wrong JSON bodies that break exactly one place',
    expected: '100 %',
    seen: `${checked} of ${checked}`,
    ok: true,
  });
});

describe('over HTTP', () => {
  /** The decisions of a run, without times and addresses. */
  const verdicts = (events: readonly SuiteEvent[]): readonly string[] =>
    events.flatMap((event) =>
      event.event === 'verdict' ? [`${event.exchange.testCase.id} ${event.check} ${event.verdict.kind}`] : [],
    );
  const include = [
    'listModels',
    'uploadFile',
    'retrieveFile',
    'deleteFile',
    'createBatch',
    'listBatches',
    'cancelBatch',
    'estimateTokenCount',
  ];

  it('the verdicts are those of the in-process run', async () => {
    const { url, close } = await listen(mockOf(subject, 1));
    const [overHttp, inProcess] = [await eventsOf({ target: url, include }), await eventsOf({ include })];
    await close();
    expect(verdicts(overHttp)).toEqual(verdicts(inProcess));
  });
});

describe('the report', () => {
  const run = async (name: string, seed: number): Promise<string> => {
    const path = join(folder, name);
    process.env['MOONSHOT_API_KEY'] = 'sk-test-key-that-must-not-be-seen';
    await conformSubject(
      subject,
      {
        target: 'mock',
        seed,
        quiet: true,
        include: ['createBatch', 'retrieveBatch'],
        fault: ['B_META_ECHO'],
        report: [`ndjson=${path}`],
      },
      true,
    );
    delete process.env['MOONSHOT_API_KEY'];
    return readFileSync(path, 'utf8');
  };
  const timeless = (text: string): string => text.replace(/"timing":\{[^}]*\}|"seconds":[\d.]+/g, '');

  it('is the same, byte for byte, for the same seed', async () => {
    expect(timeless(await run('a.ndjson', 7))).toBe(timeless(await run('b.ndjson', 7)));
  });

  it('holds what the format promises, and no key', async () => {
    const text = await run('c.ndjson', 1);
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[0]).toMatchObject({ event: 'suiteStarted', seed: 1 });
    expect(lines.at(-1)).toEqual({
      event: 'suiteFinished',
      requests: expect.any(Number),
      cases: expect.any(Number),
      failures: 1,
      warnings: 0,
      seconds: expect.any(Number),
    });
    expect(lines.find(({ event }) => event === 'failure')).toMatchObject({
      fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
      check: 'batch-echo',
      operationId: 'createBatch',
      severity: 'error',
      curl: expect.stringContaining('$MOONSHOT_API_KEY'),
      seed: 1,
      path: expect.any(String),
    });
    for (const form of [
      'sk-test-key',
      encodeURIComponent('sk-test-key-that-must-not-be-seen'),
      Buffer.from('sk-test-key-that-must-not-be-seen').toString('base64').slice(0, 30),
    ]) {
      expect(text).not.toContain(form);
    }
  });

  it('gives a defect the same fingerprint on every seed', async () => {
    const prints = await Promise.all(
      [1, 2].map(async (seed) =>
        findings(await eventsOf({ seed, include: ['createBatch'], fault: ['B_META_ECHO'] })).map(
          ({ fingerprint }) => fingerprint,
        ),
      ),
    );
    expect(prints[0]).toHaveLength(1);
    expect(prints[0]).toEqual(prints[1]);
  });
});
