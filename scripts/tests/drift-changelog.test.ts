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
        'Send `tenant` in every request',
      ];
    case 'member-removed':
      return [`\`${what}\` is removed`, 'Handle its absence before you move'];
    case 'member-required':
      return [`\`${what}\` is new`];
    case 'deprecated':
      return [`${what} is deprecated now; it works as before`];
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
