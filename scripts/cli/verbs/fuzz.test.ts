import { describe, expect, it, vi } from 'vitest';
import { figure, isFull } from '../../../generator/testing/figure.ts';
import { ExitCode } from '../terminal.ts';
import { fuzz } from './fuzz.ts';

/** Runs the verb on the configured document and gives what it printed. */
async function printed(options: Parameters<typeof fuzz>[0]): Promise<readonly [ExitCode, string]> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const code = await fuzz(options);
    return [code, write.mock.calls.map(([text]) => String(text)).join('')];
  } finally {
    write.mockRestore();
  }
}

describe('plumbline fuzz', () => {
  it('finds no disagreement on the configured document', { timeout: 600_000 }, async () => {
    const [code, text] = await printed({ runs: isFull ? 2600 : 130, seed: 20 });
    const values = Number(/ in (\d+) values/.exec(text)?.[1]);
    const least = isFull ? 200_000 : 10_000;
    figure({
      issue: 4,
      what: 'emitted validators against the vote of two in three engines',
      expected: '0 disagreements in 200,000 values',
      seen: text.trim(),
      ok: code === ExitCode.clean && values >= 200_000,
    });
    expect(text).toContain('no disagreement');
    expect(code).toBe(ExitCode.clean);
    expect(values).toBeGreaterThanOrEqual(least);
    expect(text).toContain(' 0 undecided');
  });

  it('generates the same values from the same seed', async () => {
    const options = { runs: 50, seed: 3, only: '#/components/schemas/Message' };
    const [first, second] = [await printed(options), await printed(options)];
    const figures = (text: string) => text.replace(/, [\d.]+ s$/m, '');
    expect(figures(first[1])).toBe(figures(second[1]));
    expect(first[1]).toMatch(/values over 1 schemas/);
  });
});
