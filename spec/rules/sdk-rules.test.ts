import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { Moonshot, type MoonshotV1ChatRequest } from '../../generated/src/index.ts';
import { withRules } from '../../generated/src/rules/index.ts';
import { loadConfig } from '../../scripts/run/config.ts';
import { readRuleSources } from '../../scripts/run/hand-written.ts';
import { rules } from './index.ts';

const config = await loadConfig(process.cwd());

/** A client whose rules throw or warn, and what it sent and said. */
function client(mode: 'throw' | 'warn') {
  const sent: string[] = [];
  const said: string[] = [];
  const made = new Moonshot({
    apiKey: 'plumbline-harness-key',
    fetch: async (url: string) => {
      sent.push(url);
      return Response.json({});
    },
    logger: (event) => {
      if (event.kind === 'warning') said.push(String(event.message));
    },
    validate: withRules(mode),
  });
  return { made, sent, said };
}

const request = (stop: string): MoonshotV1ChatRequest => ({
  model: 'moonshot-v1-8k',
  messages: [{ role: 'user', content: 'x' }],
  stop,
});

it('every rule marked for the SDK is in the package, and no other', async () => {
  const sources = await readRuleSources(config?.sdkRules ?? []);
  const marked = rules.filter(({ sdk }) => sdk === true).map(({ id }) => id);
  expect(sources.map(({ file }) => file).sort()).toEqual(marked.sort());
  expect((config?.sdkRules ?? []).map((file) => basename(file, '.ts')).length).toBe(marked.length);
});

it('a request that breaks a rule fails before it is sent', async () => {
  const { made, sent } = client('throw');
  await expect(made.chat.completions.create(request('一'.repeat(11)))).rejects.toThrow(
    'more than 32 bytes (stop-bytes, document)',
  );
  expect(sent).toEqual([]);
  await made.chat.completions.create(request('一'.repeat(10)));
  expect(sent).toHaveLength(1);
});

it('or is sent with a warning', async () => {
  const { made, sent, said } = client('warn');
  await made.chat.completions.create(request('一'.repeat(11)));
  expect(sent).toHaveLength(1);
  expect(said.join()).toContain('stop-bytes');
});
