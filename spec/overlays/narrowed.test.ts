import { readFileSync } from 'node:fs';
import { drift, loadContract, tokensOf } from 'openapi-plumbline';
import { expect, it } from 'vitest';
import { createJudge } from '../../generator/judge/judge.ts';
import { applyOverlays, type Overlay } from '../../generator/load/overlay.ts';
import { overlayAt } from '../../generator/load/overlay-file.ts';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { type NarrowedRequest, narrowedRequests as rows } from './narrowed-requests.ts';

/**
 * What the document alone allows and an overlay forbids, each with a request that shows it: the page docs/kimi/contract.md. Which
 * action forbids a request is found by leaving the actions out one by one; a foreign engine says what is valid.
 */

const names = ['10-prose', '20-vendor-later', '30-docs', '31-message-roles', '40-observed'];
const path = (name: string): string => `spec/overlays/${name}.yaml`;
const [structure, ...stronger] = await Promise.all(
  ['00-structure', ...names].map((name) => overlayAt(path(name))),
);
const original: Record<string, unknown> = JSON.parse(readFileSync('spec/openapi.json', 'utf8'));
const alone = await loadContract('spec/openapi.json', { overlays: [path('00-structure')] });
const full = await loadContract('spec/openapi.json', {
  overlays: [path('00-structure'), ...names.map(path)],
});

const with_ = (overlays: readonly Overlay[]) =>
  createJudge(
    applyOverlays(original, [...(structure === undefined ? [] : [structure]), ...overlays], () => undefined)
      .document,
    full.dialect,
  );

/** Actions on requests that forbid nothing: they add names or examples, or allow more. */
const open = [
  'a message as the document itself shows one',
  'the default is {"type":"text"}',
  'the default is {"type":"enabled"}',
  'the default is null',
  "the schema is in the vendor's own flavour",
  'a tool answers in a message of its own',
  'an assistant that calls tools may have nothing to say',
  'chat takes this model; the estimate is for the same requests',
  'what the parameters of a tool look like, for generators of test data',
  'tools of the API itself, such as $web_search, are declared by their name alone',
  'a tool is a function of the caller or one of the API itself',
  'null is no metadata, as in the batch that is returned',
];

/** Written by one action and removed by a later one, which says the same by role. */
const replaced = '$.components.schemas.Message.properties.content.oneOf[0]';
/** What only takes something away forbids nothing. */
const isOpen = ({ reason, target, overlay, index }: Action): boolean =>
  open.includes(reason) || target === replaced || overlay.actions[index]?.remove === true;

interface Action {
  readonly overlay: Overlay;
  readonly index: number;
  readonly target: string;
  readonly reason: string;
  readonly evidence: string;
  readonly source: string;
  readonly line: number;
}

const actions: readonly Action[] = stronger.flatMap((overlay) =>
  overlay.actions.map(({ target, evidence }, index) => {
    const raw =
      (overlay.source.value['actions'] as readonly { readonly [name: string]: unknown }[])[index] ?? {};
    return {
      overlay,
      index,
      target,
      evidence,
      reason: String(raw['x-reason']),
      source: String(raw['x-source']),
      line: overlay.source.position(`#/actions/${index}`)?.line ?? 0,
    };
  }),
);

const requestTarget =
  /schemas\.(Message|ToolDefinition|ChatRequestBase|\w+ChatRequest|EstimateTokenRequest|BatchCreateRequest)\b|parameters\[|schemas$/;
const isOfRequests = ({ target, reason }: Action): boolean =>
  requestTarget.test(target) && !/chunks of a stream|envelope of its own|which tokens came/.test(reason);

/** The overlays without one action. */
const without = ({ overlay, index }: Action): readonly Overlay[] =>
  stronger.map((each) =>
    each === overlay
      ? {
          ...each,
          actions: each.actions.map((action, at) =>
            at === index ? { ...action, leftOut: true as const } : action,
          ),
        }
      : each,
  );

/** One action alone. */
const only = ({ overlay, index }: Action): readonly Overlay[] => [
  {
    ...overlay,
    actions: overlay.actions.map((action, at) =>
      at === index ? action : { ...action, leftOut: true as const },
    ),
  },
];

const judges = { alone: with_([]), full: with_(stronger) };
const forbiddenBy = new Map<NarrowedRequest, Action[]>(rows.map((row) => [row, []]));
const forbidding = actions.filter((action) => isOfRequests(action) && !isOpen(action));
for (const action of forbidding) {
  const judge = with_(without(action));
  for (const row of rows) if (judge.accepts(row.schema, row.value)) forbiddenBy.get(row)?.push(action);
}
// Where two actions forbid the same, leaving out one changes nothing: the first that does alone is named.
for (const [row, found] of forbiddenBy) {
  if (found.length > 0) continue;
  const alone = forbidding.find((action) => !with_(only(action)).accepts(row.schema, row.value));
  if (alone !== undefined) found.push(alone);
}

it('every row is a request that the document alone allows and the contract forbids, by one action', () => {
  const wrong = rows.filter(
    ({ schema, value }) => !judges.alone.accepts(schema, value) || judges.full.accepts(schema, value),
  );
  expect(wrong.map(({ what }) => what)).toEqual([]);
  expect(
    [...forbiddenBy]
      .filter(([, found]) => found.length !== 1)
      .map(([{ what }, found]) => [what, found.length]),
  ).toEqual([]);
});

it('every action on requests is shown by a row or is known to forbid nothing', () => {
  const shown = new Set([...forbiddenBy.values()].flat());
  const silent = actions.filter((action) => isOfRequests(action) && !shown.has(action) && !isOpen(action));
  expect(
    silent.map(({ target }) => target),
    'add a request to narrowed-requests.ts, or the reason to those that forbid nothing',
  ).toEqual([]);
});

it.runIf(isFull)('what drift finds narrower in requests is shown by a row', async () => {
  const { changes } = await drift(alone, full);
  const narrower = changes.filter(
    ({ polarity, verdict }) => polarity === 'request' && verdict === 'breaking',
  );
  expect(narrower.length).toBeGreaterThan(10);
  const shown = new Set(
    [...forbiddenBy.values()].flat().map(({ overlay, index }) => `${overlay.source.file}#${index}`),
  );
  const missing = narrower.filter(({ pointer }) => {
    const { overlay } = full.origin(pointer);
    return overlay === undefined || !shown.has(`${overlay.file}#${overlay.action}`);
  });
  expect(missing.map(({ message }) => message)).toEqual([]);
});

it.runIf(isFull)(
  'names and groups change no schema: strength document is the document of the vendor',
  async () => {
    const bare = await loadContract('spec/openapi.json');
    const { changes } = await drift(bare, alone);
    // Defaults that no value of their schema can have are taken out; they constrain nothing.
    expect(changes.filter(({ axis }) => axis === 'wire').map(({ message }) => message)).toEqual([]);
  },
);

it('every action says why, on which evidence, from which source and of which day', () => {
  const bad = actions.filter(({ reason, evidence, source }) => {
    if (reason === 'undefined' || source === 'undefined') return true;
    if (evidence !== 'document') return !/\b20\d\d-\d\d-\d\d\b/.test(source);
    // The document has one date, that of spec/provenance.json; the source is a place in it.
    const place = tokensOf(source.replace(/\s/g, '') as `#${string}`).reduce<unknown>(
      (value, token) => (value as { readonly [name: string]: unknown } | undefined)?.[token],
      original,
    );
    return place === undefined;
  });
  expect(bad.map(({ overlay, line, source }) => `${overlay.source.file}:${line}: ${source}`)).toEqual([]);
  figure({
    issue: 26,
    what: 'overlay actions with a reason, a class of evidence and a dated source; requests that they forbid, each with its action',
    expected: 'all',
    seen: `${actions.length - bad.length} of ${actions.length}; ${rows.length} requests`,
    ok: bad.length === 0,
  });
});

it('the page lists them', async () => {
  const cell = (text: string): string =>
    text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ');
  const table = rows.map((row) => {
    const [action] = forbiddenBy.get(row) ?? [];
    const { reason = '', evidence = '', source = '', overlay } = action ?? {};
    const from = evidence === 'document' ? `the document, \`${source.replace(/\s/g, '')}\`` : source;
    const file = overlay?.source.file.split('/').at(-1) ?? '';
    return `| ${cell(row.what)} | \`${cell(row.shown)}\` | ${cell(reason)} | ${evidence} | ${cell(from)} | ${file} |`;
  });
  const page = `${intro}\n| request | such as | why it is forbidden | evidence | source | overlay |\n| --- | --- | --- | --- | --- | --- |\n${table.join('\n')}\n`;
  await expect(page).toMatchFileSnapshot('../../docs/kimi/contract.md');
});

const intro = `# What the contract forbids and the document alone allows

The document that the vendor gave is kept byte for byte. Overlays add what its own words, its later versions, its documentation and
published measurements of the API say. This page lists the requests that the document's schemas accept and the contract does not. With
\`--strength document\` every verb of the command takes the schemas of the document alone, with \`--strength prose\` its own words too.

The types and the validation of \`moonshot-plumbline\` are those of the whole contract:

\`\`\`ts
import { Moonshot } from 'moonshot-plumbline';
import { validation } from 'moonshot-plumbline/validation';

const client = new Moonshot({ validate: validation({ requests: 'throw' }) });
try {
  await client.chat.completions.create({ model: 'kimi-k2.6', messages: [] });
} catch (error) {
  console.log((error as Error).message);
}
\`\`\`

Without \`validate\` nothing is checked, and the API decides. A request that the contract forbids and the API accepts is a fault of
the contract: \`plumbline conform\` reports it as such.

The table is made from \`spec/overlays\` by \`npx vitest run spec/overlays -u\`; a foreign engine says what is valid.
`;
