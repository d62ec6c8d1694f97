import { expect, it } from 'vitest';
import { loadContract } from '../../generator/index.ts';
import { figure } from '../../generator/testing/figure.ts';
import { contractStrength } from './contract-strength.ts';
import { loadSubject } from './subject.ts';

it('holds nearly nothing of a completion in the bare document, and nearly all with the overlays', async () => {
  const { contract, bare } = await loadSubject(undefined);
  const strength = contractStrength(bare ?? contract, contract);
  expect([...strength.keys()]).toEqual(contract.operations.map(({ operationId }) => operationId));
  const chat = strength.get('createChatCompletion');
  expect(chat?.bare).toBeLessThan(0.2);
  expect(chat?.overlaid).toBeGreaterThanOrEqual(0.9);
  for (const { bare: weak, overlaid } of strength.values())
    expect(overlaid ?? 1).toBeGreaterThanOrEqual(weak ?? 0);
  figure({
    issue: 6,
    what: 'contract strength of chat completions, bare and overlaid',
    expected: 'near 0, at least 0.9',
    seen: `${chat?.bare?.toFixed(2)}, ${chat?.overlaid?.toFixed(2)}`,
    ok: (chat?.overlaid ?? 0) >= 0.9 && (chat?.bare ?? 1) < 0.2,
  });
});

it('is the share of places, counted by hand', async () => {
  const document = (required: readonly string[]): string =>
    JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'T', version: '1' },
      paths: {
        '/a': {
          get: {
            operationId: 'getA',
            responses: {
              200: {
                description: 'A',
                content: {
                  'application/json': {
                    schema: {
                      type: 'object',
                      properties: {
                        id: { type: 'string' },
                        size: { type: 'integer' },
                        note: { type: 'string' },
                      },
                      required,
                    },
                  },
                },
              },
            },
          },
        },
      },
    });
  const [bare, overlaid] = await Promise.all(
    [['id'], ['id', 'size']].map((required) => loadContract('a.json', { text: document(required) })),
  );
  // The whole, id and note are held; that size may be left out is seen by the second only.
  expect(bare && overlaid && contractStrength(bare, overlaid).get('getA')).toEqual({
    bare: 3 / 4,
    overlaid: 1,
  });
});
