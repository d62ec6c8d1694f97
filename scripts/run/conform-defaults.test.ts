import { expect, it } from 'vitest';
import { withConformDefaults } from './conform-defaults.ts';

it('a flag wins over the configuration, which wins over nothing', () => {
  const configured = { seed: 7, tags: ['pets'], quiet: true, target: 'mock' };
  expect(withConformDefaults({ seed: 2 }, configured)).toEqual({ ...configured, seed: 2 });
});

it.each([{ flags: { sdk: 'sdk' } }, { flags: { replay: 'a.ndjson' } }, { flags: { resume: 'a.ndjson' } }])(
  'the configured target is not used beside $flags',
  ({ flags }) => {
    expect(withConformDefaults(flags, { target: 'mock' })).toEqual(flags);
  },
);
