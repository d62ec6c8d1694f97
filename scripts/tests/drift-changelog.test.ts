import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildContract } from '../../generator/build/build-contract.ts';
import type { Contract, Dialect } from '../../generator/contract/model.ts';
import { formatChangelog, formatHtml } from '../../generator/drift/index.ts';
import type { JsonObject } from '../../generator/json/types.ts';
import { exampleDocument } from '../../generator/testing/example-documents.ts';
import { drift } from '../api/drift.ts';
import { type Planted, planted } from './testing/planted.ts';

const contractOf = (value: JsonObject): Contract =>
  buildContract({
    value,
    dialect: String(value['openapi']).slice(0, 3) as Dialect,
    origin: (pointer) => ({ file: 'api.json', pointer, position: () => ({ line: 1, column: 1 }) }),
  });

/** What a reader has to find, and what to do about it where it breaks. */
const wanted = ({ kind, what }: Planted): readonly string[] => {
  switch (kind) {
    case 'operation-removed':
      return [`${what} is gone: calls to it are refused`, `everybody who calls ${what}`, 'Stop calling it'];
    case 'parameter-required':
      return [
        `${what}: the query parameter \`tenant\` is new and required`,
        `Send \`tenant\` in every request to ${what}`,
      ];
    case 'member-removed':
      return [`\`${what}\` is removed`, 'Handle its absence before you move to the new version'];
    case 'member-required':
      return [`\`${what}\` is new`];
    case 'deprecated':
      return [`${what} is deprecated now, which changes no message`];
    default:
      return kind satisfies never;
  }
};

/** A page as it is read. */
const readable = (html: string): string =>
  html
    .replace(/<\/?code>/g, '`')
    .replace(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

describe('a changelog says what breaks, for whom and what to do', () => {
  it.each([
    { name: '3.1/train-travel' },
    { name: '3.1/petstore' },
    { name: '3.0/star-trek' },
    { name: '3.0/uspto' },
    { name: '3.0/complex-nesting' },
  ])('$name', async ({ name }) => {
    const document = JSON.parse(readFileSync(exampleDocument(name), 'utf8')) as JsonObject;
    const { head, changes } = planted(document);
    expect(changes.length).toBeGreaterThan(3);
    const report = await drift(contractOf(document), contractOf(head));
    const texts = [formatChangelog(report).replaceAll('\\', ''), readable(formatHtml(report))];
    // Schemas that no message has are not part of the API.
    const reached = changes.filter(
      ({ kind, what }) => !kind.startsWith('member-') || texts.some((each) => each.includes(`\`${what}\``)),
    );
    expect(reached.length).toBeGreaterThan(3);
    for (const text of texts)
      for (const change of reached) for (const each of wanted(change)) expect(text).toContain(each);
  });
});

it('a schema that requests and responses share: each change is for those whom it breaks', async () => {
  const api = (members: JsonObject, required: readonly string[]): JsonObject => {
    const content = { 'application/json': { schema: { $ref: '#/components/schemas/Account' } } };
    const responses = { 200: { description: 'ok', content } };
    return {
      openapi: '3.1.0',
      info: { title: 'Accounts', version: '1' },
      paths: {
        '/accounts': { post: { requestBody: { required: true, content }, responses }, get: { responses } },
      },
      components: {
        schemas: { Account: { type: 'object', additionalProperties: false, properties: members, required } },
      },
    };
  };
  const text = { type: 'string' };
  const [base, head] = [
    api({ bank: text, number: text }, ['bank']),
    api({ bank: text, iban: text }, ['bank', 'iban']),
  ];
  const log = formatChangelog(await drift(contractOf(base), contractOf(head))).replaceAll('\\', '');
  const lines = (start: string): readonly string[] =>
    log
      .split('\n')
      .flatMap((line) => (line.includes(start) ? [line.slice(line.indexOf(start) + start.length)] : []));
  expect(lines('### ').slice(0, 2)).toEqual([
    '1. `Account.number` is removed: requests that carry it are rejected',
    '2. `Account.iban` is new: requests without it are rejected, and readers that allow no other members reject it',
  ]);
  expect(lines('**For whom:** ')).toEqual([
    'everybody who sends requests to POST /accounts',
    'everybody who sends requests to POST /accounts, or reads responses of POST /accounts, GET /accounts',
  ]);
  expect(lines('**What to do:** ')).toEqual([
    'Stop sending `Account.number`.',
    'If you send it: Add `Account.iban` to what you send. If you read it: Check that your reader accepts what may arrive now.',
  ]);
});
