import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { listen } from '../../conformance/mock/listen.ts';
import { DiagnosticError } from '../../generator/contract/diagnostics.ts';
import { figure, isFull } from '../../generator/testing/figure.ts';
import type { ConformOptions } from '../cli/verbs/conform.ts';
import { mergeReports } from '../cli/verbs/report.ts';
import { lockFile } from '../run/lock-file.ts';
import { mergeJournals } from '../run/merge-journals.ts';
import { mockOf, withFaults } from '../run/suite.ts';
import { brokenAtEnd, formsOfKey, key, openLiveBench, prints } from './testing/live-bench.ts';

const bench = await openLiveBench();

it('two runs that go on with one journal do not run at once', async () => {
  const served = mockOf(bench.subject, 1, key);
  let requests = 0;
  const { url, close } = await listen((request) => {
    requests++;
    return served(request);
  });
  const journal = bench.at('locked.ndjson');
  await bench.run({ target: url, journal, include: ['listModels'] });
  const unlock = lockFile(journal);
  const before = requests;
  const text = readFileSync(journal, 'utf8');
  await expect(bench.run({ resume: journal })).rejects.toMatchObject({
    diagnostics: [{ code: 'journal-locked' }],
  });
  expect(requests).toBe(before);
  expect(readFileSync(journal, 'utf8')).toBe(text);
  unlock();
  await bench.run({ resume: journal });
  await close();
});

describe('a replay', () => {
  it('finds what the run found, with nothing to send to', async () => {
    const faulty = withFaults(mockOf(bench.subject, 1, key), bench.subject.contract, bench.subject.config, [
      'B_META_ECHO',
    ]);
    const { url, close } = await listen(faulty);
    const journal = bench.at('recorded.ndjson');
    const recorded = await bench.run({
      target: url,
      journal,
      include: ['createBatch', 'retrieveBatch', 'listModels'],
    });
    await close();
    const again = await bench.run({ replay: journal });
    expect(prints(recorded).length).toBeGreaterThan(0);
    expect(prints(again)).toEqual(prints(recorded));
    expect(again.summary.requests).toBe(recorded.summary.requests);
    figure({
      issue: 9,
      what: '--replay with the server gone',
      expected: 'the fingerprints of the live run',
      seen: `${prints(again).length} of ${prints(recorded).length}, ${again.summary.requests} requests judged`,
      ok: prints(again).join() === prints(recorded).join(),
    });
  });

  it('still reports that the server repeated the key, although the journal does not contain it', async () => {
    const handler = mockOf(bench.subject, 1, key);
    const { url, close } = await listen(async (request) => {
      const response = await handler(request);
      return request.url.endsWith('/v1/models') && response.ok
        ? Response.json(
            { ...((await response.json()) as object), key: request.headers.get('authorization') },
            { headers: { 'msh-org-id': 'org-1234567' } },
          )
        : response;
    });
    const journal = bench.at('leak.ndjson');
    const leaked = await bench.run({ target: url, journal, include: ['listModels'] });
    await close();
    expect(leaked.findings.map(({ check }) => check)).toContain('secret-leak');
    expect(prints(await bench.run({ replay: journal }))).toEqual(prints(leaked));
    const text = readFileSync(journal, 'utf8');
    for (const form of [...formsOfKey, 'org-1234567']) expect(text).not.toContain(form);
  });
});

const server = await listen(brokenAtEnd(mockOf(bench.subject, 1, key)));
afterAll(() => server.close());

it('finds in four parts, merged, what one run finds', { timeout: 240_000 }, async () => {
  const options = { target: server.url, ...(isFull ? {} : { include: bench.simple.slice(0, 4) }) };
  const whole = await bench.run(options);
  const journals = [1, 2, 3, 4].map((part) => bench.at(`part-${part}.ndjson`));
  const requests: number[] = [];
  for (const [index, journal] of journals.entries())
    requests.push((await bench.run({ ...options, journal, shard: `${index + 1}/4` })).summary.requests);
  const { events } = await mergeJournals(bench.subject, journals);
  const findings = events.flatMap((event) => (event.event === 'failure' ? [event.finding] : []));
  const operations = new Set(findings.map(({ operationId }) => operationId)).size;
  expect(operations).toBeGreaterThan(2);
  expect(prints({ findings })).toEqual(prints(whole));
  expect(Math.min(...requests)).toBeGreaterThan(0);
  const ids = events.flatMap((event) => (event.event === 'exchange' ? [event.exchange.id] : []));
  expect(ids.length).toBe(requests.reduce((sum, each) => sum + each, 0));
  expect(new Set(ids).size).toBe(ids.length);
  figure({
    issue: 9,
    what: '--shard 1/4 to 4/4, then report merge, of a server that breaks every answer',
    expected: 'the fingerprints of the whole run',
    seen: `${findings.length} of ${prints(whole).length} in ${operations} operations, ${requests.join(' + ')} requests`,
    ok: prints({ findings }).join() === prints(whole).join(),
  });

  const again = [...journals, journals[0] ?? ''];
  await expect(mergeJournals(bench.subject, again)).rejects.toThrow('its part is 1/4, which');
  if (isFull) expect(await mergeReports({ journals, quiet: true })).toBe(1);
});

describe('bad input is reported, and nothing is lost', () => {
  const refused = async (options: ConformOptions): Promise<DiagnosticError> => {
    const cause = await bench.run(options).catch((thrown: unknown) => thrown);
    expect(cause).toBeInstanceOf(DiagnosticError);
    return cause as DiagnosticError;
  };
  const include = ['listModels'];
  const recorded = async (name: string): Promise<string> => {
    const journal = bench.at(name);
    await bench.run({ target: 'mock', journal, include });
    return journal;
  };

  it.each<{
    readonly name: string;
    readonly code: string;
    readonly exitCode: number;
    readonly options: (journal: string) => ConformOptions;
  }>([
    { name: 'no target', code: 'usage', exitCode: 2, options: () => ({}) },
    {
      name: 'a shard that does not exist',
      code: 'bad-shard',
      exitCode: 2,
      options: () => ({ target: 'mock', shard: '5/4' }),
    },
    {
      name: 'a journal that is there already',
      code: 'journal-exists',
      exitCode: 2,
      options: (journal) => ({ target: 'mock', journal }),
    },
    {
      name: 'a journal that cannot be written',
      code: 'journal-not-writable',
      exitCode: 3,
      options: () => ({ target: 'mock', journal: '/proc/none/a.ndjson' }),
    },
    {
      name: 'no journal',
      code: 'unreadable-file',
      exitCode: 2,
      options: () => ({ resume: bench.at('nowhere.ndjson') }),
    },
    {
      name: 'a report that cannot be written',
      code: 'report-not-writable',
      exitCode: 3,
      options: () => ({ target: 'mock', include, report: ['ndjson=/proc/none/a'] }),
    },
    {
      name: 'two reports to one file',
      code: 'bad-report',
      exitCode: 2,
      options: () => ({
        target: 'mock',
        include,
        report: [`ndjson=${bench.at('r')}`, `ndjson=${bench.at('r')}`],
      }),
    },
    {
      name: 'a target that is not a URL of HTTP',
      code: 'bad-target',
      exitCode: 2,
      options: () => ({ target: 'ftp://x' }),
    },
    {
      name: 'a broken line in the middle',
      code: 'bad-journal',
      exitCode: 2,
      options: (journal) => {
        const [head = '', ...lines] = readFileSync(journal, 'utf8').split('\n');
        writeFileSync(journal, [head, '{"event":"exch', ...lines].join('\n'));
        return { resume: journal };
      },
    },
    {
      name: 'a file that is not a journal',
      code: 'bad-journal',
      exitCode: 2,
      options: (journal) => {
        writeFileSync(journal, '{"event":"exchange"}\n');
        return { replay: journal };
      },
    },
    {
      name: 'a journal of another contract',
      code: 'journal-of-another-contract',
      exitCode: 2,
      options: (journal) => {
        writeFileSync(
          journal,
          readFileSync(journal, 'utf8').replace(/"contract":"\w+"/, '"contract":"0123456789abcdef"'),
        );
        return { resume: journal };
      },
    },
    {
      name: 'a journal of other requests',
      code: 'journal-does-not-fit',
      exitCode: 2,
      options: (journal) => {
        writeFileSync(
          journal,
          readFileSync(journal, 'utf8')
            .replace(/"seed":1/, '"seed":2')
            .replace(/"identity":"\w+"/, '"identity":"0123456789abcdef"'),
        );
        return { replay: journal };
      },
    },
  ])('$name', async ({ name, code, exitCode, options }) => {
    const given = options(await recorded(`${name.replaceAll(' ', '-')}.ndjson`));
    const before = given.resume === undefined ? '' : readOr(given.resume);
    const { diagnostics, exitCode: seen } = await refused(given);
    expect([diagnostics[0]?.code, seen]).toEqual([code, exitCode]);
    if (given.resume !== undefined) expect(readOr(given.resume)).toBe(before);
  });

  it('a target where nothing listens leaves no journal', async () => {
    const journal = bench.at('unreachable.ndjson');
    await expect(bench.run({ target: 'http://127.0.0.1:9', journal })).rejects.toThrow(/ECONNREFUSED/);
    expect(existsSync(journal)).toBe(false);
  });

  it('goes on with a journal whose last line was cut', async () => {
    const journal = await recorded('cut.ndjson');
    appendFileSync(journal, '{"event":"exchange","id":9');
    const { summary } = await bench.run({ resume: journal });
    expect(summary.failures).toBe(0);
    expect(bench.said()).toContain('cut off');
  });

  it('needs a key for a server elsewhere', async () => {
    delete process.env['MOONSHOT_API_KEY'];
    const { diagnostics } = await refused({ target: 'https://api.example.test' });
    process.env['MOONSHOT_API_KEY'] = key;
    expect(diagnostics[0]?.code).toBe('no-key');
  });
});

function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
