import { expect, it } from 'vitest';
import { DiagnosticError } from '../../generator/contract/diagnostics.ts';
import { loadContract } from '../../generator/index.ts';
import { lint } from '../../generator/lint/lint.ts';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { renderSdk } from '../cli/verbs/generate.ts';
import { brokenDocument } from './testing/broken-documents.ts';

const count = isFull ? 5_000 : 40;

it(`${count} documents broken at random are read, or refused with a place`, {
  timeout: 3_600_000,
}, async () => {
  const crashes: string[] = [];
  let taken = 0;
  let refused = 0;
  for (let seed = 0; seed < count; seed++) {
    try {
      const contract = await loadContract('a.json', { text: brokenDocument(seed) });
      lint(contract.document);
      await renderSdk(contract, {});
      taken++;
    } catch (cause) {
      if (cause instanceof DiagnosticError) refused++;
      else
        crashes.push(
          `seed ${seed}: ${String((cause as Error).stack)
            .split('\n')
            .slice(0, 3)
            .join(' | ')}`,
        );
    }
  }
  figure({
    issue: 21,
    what: `${count} documents broken at random through load, lint, build and print; every output parses`,
    expected: '0 crashes',
    seen: `${crashes.length} crashes; ${taken} taken, ${refused} refused`,
    ok: crashes.length === 0,
  });
  expect(crashes).toEqual([]);
  // The documents are broken, but not so that nothing of them is read.
  expect(taken).toBeGreaterThan(count / 2);
  expect(refused).toBeGreaterThan(0);
});
