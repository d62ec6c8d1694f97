import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sample } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Contract, Operation } from '../../generator/contract/model.ts';
import { loadContract } from '../../generator/index.ts';
import { arbitrary } from '../arbitraries/index.ts';
import { resourcesOf, valueIn } from '../resources.ts';
import { createMock, type Mock } from './mock.ts';

/** State by inference: no behaviours, only what the document implies. */

const corpus = (name: string): string =>
  fileURLToPath(new URL(`../../../shared/corpus/${name}`, import.meta.url));

/** Sends an operation with a drawn body and the parameters given; what is required beyond is drawn. */
async function send(
  contract: Contract,
  mock: Mock,
  operation: Operation,
  path: Record<string, string>,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const { document, dialect } = contract;
  const [media] =
    operation.requestBody?.content.filter(({ contentType }) => contentType.includes('json')) ?? [];
  const body =
    media?.schema === undefined
      ? undefined
      : sample(
          arbitrary(media.schema.raw, {
            document,
            dialect,
            pointer: media.schema.pointer,
            view: 'request',
            size: 'least',
          }),
          { numRuns: 1, seed: 3 },
        )[0];
  const target = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => path[name] ?? '1');
  const query = operation.parameters
    .filter((parameter) => parameter.in === 'query' && parameter.required && parameter.schema !== undefined)
    .map(({ name, schema }) => {
      const value =
        schema === undefined
          ? ''
          : sample(arbitrary(schema.raw, { document, dialect, pointer: schema.pointer }), {
              numRuns: 1,
              seed: 3,
            })[0];
      return `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`;
    });
  const response = await mock.fetch(
    new Request(`http://mock.test${target}${query.length > 0 ? `?${query.join('&')}` : ''}`, {
      method: operation.method.toUpperCase(),
      headers: { authorization: 'Bearer k', api_key: 'k', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

describe.each([
  ['readme-3.1-petstore.json', '/store/order'],
  ['readme-3.1-train-travel.json', '/bookings'],
])('%s', (file, path) => {
  it.skipIf(!existsSync(corpus(file)))(
    `${path}: made, read, listed where there is a list, deleted, gone`,
    async () => {
      const contract = await loadContract(corpus(file));
      const resource = resourcesOf(contract).find((each) => each.path === path);
      expect(resource).toBeDefined();
      if (resource?.retrieve === undefined || resource.remove === undefined)
        throw new Error('no item operations');
      const mock = createMock(contract);
      const made = await send(contract, mock, resource.create, {});
      expect(made.status).toBeLessThan(300);
      const id = String(valueIn(made.body, resource.id));
      const item = { [resource.parameter]: id };
      const read = await send(contract, mock, resource.retrieve, item);
      expect([read.status, valueIn(read.body, resource.id)]).toEqual([200, valueIn(made.body, resource.id)]);
      if (resource.list !== undefined) {
        const { body } = await send(contract, mock, resource.list, {});
        const ids = (valueIn(body, resource.items ?? []) as readonly unknown[]).map((each) =>
          String(valueIn(each, [resource.id.at(-1) ?? 'id'])),
        );
        expect(ids).toContain(id);
      }
      expect((await send(contract, mock, resource.remove, item)).status).toBeLessThan(300);
      expect((await send(contract, mock, resource.retrieve, item)).status).toBe(404);
    },
  );
});
