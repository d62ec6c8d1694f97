import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadContract } from '../../generator/index.ts';
import type { JsonObject } from '../../generator/json/types.ts';
import { exampleDocument, exampleNames, publicDocuments } from '../../generator/testing/example-documents.ts';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { drift } from '../api/drift.ts';
import { in31, renamed, reordered, split } from './testing/spellings.ts';

const folder = mkdtempSync(join(tmpdir(), 'plumbline-spellings-'));
afterAll(() => rmSync(folder, { recursive: true }));

const some = ['3.0/discriminators', '3.0/complex-nesting', '3.1/train-travel'];
const files = isFull
  ? [
      ...exampleNames.map(exampleDocument),
      ...publicDocuments('mistral.json', 'adyen-checkout-v71.json', 'adyen-LegalEntityService-v3.json'),
      ...publicDocuments('box-2025.json', 'openai.json', 'dutchie.json', 'stripe.json'),
    ]
  : some.map(exampleDocument);

interface Spelling {
  readonly title: string;
  readonly of: (document: JsonObject) => ReadonlyMap<string, JsonObject>;
}

const alone =
  (spell: (document: JsonObject) => JsonObject) =>
  (document: JsonObject): ReadonlyMap<string, JsonObject> =>
    new Map([['api.json', spell(document)]]);

const spellings: readonly Spelling[] = [
  { title: 'each schema in a file of its own', of: split },
  { title: 'members in the other order', of: alone(reordered) },
  { title: 'schemas with other names', of: alone(renamed) },
  { title: '3.0 in the words of 3.1', of: alone(in31) },
];

let count = 0;
let wanted = 0;
let right = 0;
/** A document in another spelling, written to files of its own. */
function written(document: JsonObject, { of }: Spelling): string {
  const own = mkdtempSync(join(folder, `${count++}-`));
  for (const [path, value] of of(document)) writeFileSync(join(own, path), JSON.stringify(value, null, 1));
  return join(own, 'api.json');
}

describe.each(files.map((file) => ({ file, name: basename(file) })))('$name', ({ file }) => {
  const document = JSON.parse(readFileSync(file, 'utf8')) as JsonObject;
  const is30 = String(document['openapi']).startsWith('3.0');
  it.each(spellings.filter(({ title }) => is30 || !title.startsWith('3.0')))(
    '$title: no change',
    async (spelling) => {
      wanted++;
      const base = await loadContract(written(document, { title: '', of: alone((same) => same) }));
      const head = await loadContract(written(document, spelling));
      for (const [from, to] of [
        [base, head],
        [head, base],
      ] as const) {
        const { changes } = await drift(from, to);
        expect(
          changes
            .filter(({ severity, verdict }) => severity !== 'none' && verdict !== 'docs-only')
            .map(({ verdict, code, message, pointer }) => `${verdict} ${code}: ${message} ${pointer}`),
        ).toEqual([]);
      }
      right++;
    },
  );
  if (isFull && file === files.at(-1))
    it('is noted', () =>
      figure({
        issue: 22,
        what: `drift, ${files.length} documents split, reordered, renamed and in 3.1`,
        expected: 'no change',
        seen: `no change of ${right} of ${wanted} spellings`,
        ok: right === wanted,
      }));
});
