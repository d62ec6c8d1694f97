import { readFileSync } from 'node:fs';
import { ClientError } from 'moonshot-plumbline';
import { describe, expect, it } from 'vitest';
import { figure } from '../../../generator/testing/figure.ts';
import { data, errors } from './requests.test-support.ts';
import { streams } from './streams.test-support.ts';
import { parsing, tools } from './tools.test-support.ts';
import { type Behaviour, createWorld } from './world.test-support.ts';

/**
 * What the helpers of the npm package `openai` do, and what there is here: the table of docs/kimi/from-openai.md. What is said to be
 * there is tested under faults; what is said to be better is compared with what `openai` does on the same mock.
 */

const groups: readonly { readonly title: string; readonly behaviours: readonly Behaviour[] }[] = [
  { title: 'Streams', behaviours: streams },
  { title: 'Tools', behaviours: tools },
  { title: 'Structured output', behaviours: parsing },
  { title: 'Pages, files, batches', behaviours: data },
  { title: 'Errors', behaviours: errors },
];
const all = groups.flatMap(({ behaviours }) => behaviours);
const there = all.filter((behaviour) => behaviour.here !== 'left out');

/** A careful client bears these: the outcome is as without. */
const borne = ['none', 'stream-split', 'retry-after=0*1', 'status=500*1'];
/** These end a stream in an error of the client. */
const fatal = ['stream-cut=2', 'stream-malformed=1', 'stream-no-end'];

it.concurrent.each(there.map((behaviour) => [behaviour.openai, behaviour] as const))(
  '%s',
  async (_, { test, reads }) => {
    if (test === undefined) throw new Error('what is there has a test');
    await Promise.all(borne.map((fault) => test(createWorld(fault === 'none' ? [] : [fault]))));
    for (const fault of reads === undefined ? [] : fatal) {
      const error = await test(createWorld([fault])).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error, fault).toBeInstanceOf(ClientError);
    }
  },
);

describe('openai itself', () => {
  const compared = there.flatMap(({ openai, theirs }) =>
    theirs === undefined ? [] : [[openai, theirs] as const],
  );
  it.each(compared)('%s', async (_, theirs) => {
    await theirs(createWorld());
  });
  it('is compared where a difference can be seen on the mock', () => {
    expect(compared.length).toBeGreaterThan(8);
  });
});

it('the page has the table', async () => {
  const path = 'docs/kimi/from-openai.md';
  const mark = '<!-- Below this line: made by npx vitest run spec/sdk/openai -u. -->';
  const written = readFileSync(path, 'utf8').split(mark)[0]?.trimEnd() ?? '';
  const tables = groups.map(({ title, behaviours }) =>
    [
      `### ${title}`,
      '',
      '| `openai` 6 | here | how |',
      '| --- | --- | --- |',
      ...behaviours.map(({ openai, here, how }) => `| ${openai} | ${here} | ${how} |`),
    ].join('\n'),
  );
  const page = `${written}\n\n${mark}\n\n${tables.join('\n\n')}\n`;
  await expect(page).toMatchFileSnapshot(`../../../${path}`);
});

it('counts', () => {
  const count = (here: Behaviour['here']): number => all.filter((each) => each.here === here).length;
  const reading = there.filter(({ reads }) => reads !== undefined).length;
  figure({
    issue: 26,
    what: "behaviours of openai 6's helpers: have, better, left out with the reason",
    expected: 'about 30, each have or better tested with faults on',
    seen: `${all.length}: ${count('have')} have, ${count('better')} better, ${count('left out')} left out; ${there.length} tested with split bytes, 429, 500, ${reading} of them also cut, malformed and without an end`,
    ok: all.length >= 30,
  });
  expect(all.length).toBeGreaterThanOrEqual(30);
});
