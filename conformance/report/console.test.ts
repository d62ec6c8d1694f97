import { expect, it } from 'vitest';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { consoleReport } from './console.ts';
import { createTally } from './tally.ts';

const same = (text: string): string => text;
const palette = { bold: same, dim: same, red: same, green: same, yellow: same };
const ok = { responses: { 200: { description: 'ok' } } };

it('prints a table of at most 80 columns, however long names, paths and values are', () => {
  const long = 'a-value-of-quite-a-length-'.repeat(4);
  const contract = contractOf({
    paths: {
      '/organizations/{organization}/environments/{environment}/variables': {
        get: { operationId: 'list_every_variable_of_an_environment_of_an_organization', ...ok },
        post: { operationId: 'create', ...ok },
      },
    },
  });
  const { tally, add } = createTally(contract);
  const plan = (operationId: string, discriminatorValue?: string) => ({
    operationId,
    phase: 'coverage' as const,
    ...(discriminatorValue === undefined ? {} : { discriminatorValue }),
    cases: [],
  });
  const plans = [...contract.operations.map(({ operationId }) => plan(operationId)), plan('create', long)];
  add({ event: 'suiteStarted', contract, target: 'http://127.0.0.1', seed: 1, plans, checks: [] });
  const lines = consoleReport(
    contract,
    tally,
    { baseUrl: 'http://127.0.0.1' },
    {
      palette,
      notes: [],
      findingsOnly: false,
    },
  ).split('\n');
  const rows = lines.filter((line) => /^[✓✗·] /.test(line));
  expect(rows).toHaveLength(3);
  expect(rows.filter((line) => line.length > 80)).toEqual([]);
  // The end of a path says most, and a value has the width of both columns.
  expect(rows[0]).toMatch(/^· list_every_varia\S*… {2}GET …\S*\/variables .* NOT EXERCISED$/);
  expect(rows[2]).toMatch(/^· {3}(?:a-value-of-quite-a-length-){1}\S+… /);
});
