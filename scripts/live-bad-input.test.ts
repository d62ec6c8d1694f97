import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../generator/diagnostics.ts';
import { key, openLiveBench } from './testing/live-bench.ts';
import type { ConformOptions } from './verbs/conform.ts';

const bench = await openLiveBench();

describe('bad input is told, and nothing is lost', () => {
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

  it.each<
    readonly [name: string, code: string, exitCode: number, options: (journal: string) => ConformOptions]
  >([
    ['no target', 'usage', 2, () => ({})],
    ['a shard that is none', 'bad-shard', 2, () => ({ target: 'mock', shard: '5/4' })],
    ['a journal that is there already', 'journal-exists', 2, (journal) => ({ target: 'mock', journal })],
    [
      'a journal that cannot be written',
      'journal-not-writable',
      3,
      () => ({ target: 'mock', journal: '/proc/none/a.ndjson' }),
    ],
    ['no journal', 'unreadable-file', 2, () => ({ resume: bench.at('nowhere.ndjson') })],
    [
      'a report that cannot be written',
      'report-not-writable',
      3,
      () => ({ target: 'mock', include, report: ['ndjson=/proc/none/a'] }),
    ],
    [
      'two reports to one file',
      'bad-report',
      2,
      () => ({ target: 'mock', include, report: [`ndjson=${bench.at('r')}`, `ndjson=${bench.at('r')}`] }),
    ],
    ['a target that is none', 'bad-target', 2, () => ({ target: 'ftp://x' })],
    [
      'a broken line in the middle',
      'bad-journal',
      2,
      (journal) => {
        const [head = '', ...lines] = readFileSync(journal, 'utf8').split('\n');
        writeFileSync(journal, [head, '{"event":"exch', ...lines].join('\n'));
        return { resume: journal };
      },
    ],
    [
      'a file that is no journal',
      'bad-journal',
      2,
      (journal) => {
        writeFileSync(journal, '{"event":"exchange"}\n');
        return { replay: journal };
      },
    ],
    [
      'a journal of another contract',
      'journal-of-another-contract',
      2,
      (journal) => {
        writeFileSync(
          journal,
          readFileSync(journal, 'utf8').replace(/"contract":"\w+"/, '"contract":"0123456789abcdef"'),
        );
        return { resume: journal };
      },
    ],
    [
      'a journal of other requests',
      'journal-does-not-fit',
      2,
      (journal) => {
        writeFileSync(
          journal,
          readFileSync(journal, 'utf8')
            .replace(/"seed":1/, '"seed":2')
            .replace(/"identity":"\w+"/, '"identity":"0123456789abcdef"'),
        );
        return { replay: journal };
      },
    ],
  ])('%s', async (name, code, exitCode, options) => {
    const given = options(await recorded(`${name.replaceAll(' ', '-')}.ndjson`));
    const before = given.resume === undefined ? '' : readOr(given.resume);
    const { diagnostics, exitCode: seen } = await refused(given);
    expect([diagnostics[0]?.code, seen]).toEqual([code, exitCode]);
    if (given.resume !== undefined) expect(readOr(given.resume)).toBe(before);
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
