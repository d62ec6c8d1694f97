import { readFileSync, statSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json/types.ts';
import { exampleDocument, exampleNames } from '../testing/example-documents.ts';
import { figure, isFull } from '../testing/figure.ts';
import { drift } from './small-api.test-support.ts';

const largest = isFull ? 60_000 : 20_000;
/** Documents whole in themselves, of 3.0 and 3.1. */
const names = exampleNames.filter((name) => statSync(exampleDocument(name)).size < largest);

/** Keywords with values that are right somewhere, and wrong elsewhere. */
const members: readonly (readonly [key: string, value: unknown])[] = [
  ['type', 'string'],
  ['type', ['string', 'null']],
  ['pattern', '^a'],
  ['pattern', '['],
  ['format', 'date'],
  ['enum', []],
  ['const', null],
  ['minimum', 0],
  ['exclusiveMinimum', true],
  ['multipleOf', 0.1],
  ['maxLength', 3],
  ['required', ['id', 'id']],
  ['additionalProperties', false],
  ['properties', { a: true }],
  ['items', false],
  ['oneOf', [{ type: 'string' }, {}]],
  ['not', {}],
  ['if', { required: ['id'] }],
  ['else', { required: ['id'] }],
  ['unevaluatedProperties', false],
  ['unevaluatedItems', false],
  ['dependentRequired', { id: ['a'] }],
  ['contains', { type: 'string' }],
  ['nullable', true],
  ['readOnly', true],
  ['discriminator', { propertyName: 'type' }],
  ['$ref', '#/components/schemas/Nowhere'],
  ['in', 'header'],
  ['style', 'deepObject'],
  ['explode', false],
  ['security', [{ unknown: [] }]],
  ['description', 'x'],
];

/** One edit anywhere in a document: a member or item goes, comes or changes. */
function edit(document: JsonObject, [where = 0, how = 0, which = 0]: readonly number[]): JsonObject {
  const copy = structuredClone(document) as Record<string, unknown>;
  const places: (Record<string, unknown> | unknown[])[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    places.push(value as Record<string, unknown>);
    for (const member of Object.values(value)) visit(member);
  };
  for (const section of ['paths', 'webhooks', 'components']) visit(copy[section]);
  const place = places[where % places.length] ?? copy;
  const keys = Object.keys(place);
  const key = keys[which % Math.max(1, keys.length)] ?? '';
  if (Array.isArray(place)) {
    if (how % 2 === 0) place.splice(Number(key), 1);
    else place.push(structuredClone(place[0] ?? 'new'));
    return copy;
  }
  const value = place[key];
  if (how % 3 === 0) delete place[key];
  else if (how % 3 === 1 && typeof value === 'boolean') place[key] = !value;
  else if (how % 3 === 1 && typeof value === 'string') place[key] = `${value}x`;
  else {
    const [name, set] = members[which % members.length] ?? ['description', ''];
    place[name] = structuredClone(set);
  }
  return copy;
}

describe('any one change of a public document', () => {
  it('is reported without an error, and Ajv confirms every witness of a schema', () => {
    const documents = names.map(
      (name) => JSON.parse(readFileSync(exampleDocument(name), 'utf8')) as JsonObject,
    );
    const numRuns = isFull ? 2_000 : 150;
    const count = { changes: 0, witnesses: 0 };
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.nat(), { minLength: 3, maxLength: 3 }), (index, dice) => {
        const document = documents[index % documents.length] as JsonObject;
        const other = edit(document, dice);
        for (const [base, head] of [
          [document, other],
          [other, document],
        ] as const) {
          const changes = changesBetween(base, head);
          if (changes === undefined) continue;
          count.changes += changes.length;
          const broken = changes.filter(({ verdict, axis }) => verdict === 'breaking' && axis === 'wire');
          count.witnesses += broken.filter(({ witness }) => witness?.confirmed === true).length;
          expect(broken.filter(({ witness }) => witness?.confirmed === false)).toEqual([]);
          // Where only undeclared members separate the branches of a union, no witness exists: see refusals.ts.
          expect(
            broken.filter(({ witness, code }) => witness === undefined && !/format|union/.test(code)),
          ).toEqual([]);
        }
      }),
      { numRuns },
    );
    figure({
      issue: 10,
      what: `drift, any one change of ${names.length} documents, both ways, ${numRuns} times: ${count.changes} changes, ${count.witnesses} witnesses by Ajv`,
      expected: 'no error, no witness contradicted',
      seen: '0',
      ok: true,
    });
  });
});

/** What changed; `undefined` where the edit made the document invalid. */
function changesBetween(base: JsonObject, head: JsonObject): ReturnType<typeof drift> | undefined {
  try {
    return drift(base, head);
  } catch (error) {
    if ((error as Error).name === 'DiagnosticError') return undefined;
    throw error;
  }
}
