import { sample } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Contract, Operation } from '../../generator/contract/model.ts';
import { createdResources, keyParameter, valueIn } from '../../generator/contract/resources.ts';
import { loadContract } from '../../generator/index.ts';
import { exampleDocument } from '../../generator/testing/example-documents.ts';
import { arbitrary } from '../arbitraries/index.ts';
import { createMock, type Mock } from './mock.ts';

/** State by inference: without behaviours, from the document alone. */

/** Sends an operation with a sampled body and the given parameters; other required ones are sampled. */
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
  { file: '3.1/petstore', path: '/store/order' },
  { file: '3.1/train-travel', path: '/bookings' },
])('$file', ({ file, path }) => {
  it(`${path}: an item can be created, read, listed where a list exists, and deleted`, async () => {
    const contract = await loadContract(exampleDocument(file));
    const resource = createdResources(contract).find((each) => each.path === path);
    const { create, retrieve, delete: remove, list } = resource?.operations ?? {};
    if (resource === undefined || create === undefined || retrieve === undefined || remove === undefined)
      throw new Error('no item operations');
    const { members } = resource.created;
    const mock = createMock(contract);
    const made = await send(contract, mock, create, {});
    expect(made.status).toBeLessThan(300);
    const id = String(valueIn(made.body, members));
    const item = { [keyParameter(resource)]: id };
    const read = await send(contract, mock, retrieve, item);
    expect([read.status, valueIn(read.body, members)]).toEqual([200, valueIn(made.body, members)]);
    if (list !== undefined) {
      const { body } = await send(contract, mock, list, {});
      const place = resource.holders.get(list.operationId) ?? [];
      const ids = (valueIn(body, place) as readonly unknown[]).map((each) =>
        String(valueIn(each, [members.at(-1) ?? 'id'])),
      );
      expect(ids).toContain(id);
    }
    expect((await send(contract, mock, remove, item)).status).toBeLessThan(300);
    expect((await send(contract, mock, retrieve, item)).status).toBe(404);
  });
});

describe('3.1/petstore, where the response to a creation is empty', () => {
  const path = exampleDocument('3.1/petstore');
  const clientOf = async () => {
    const mock = createMock(await loadContract(path));
    return async (method: string, target: string, body?: unknown): Promise<readonly [number, unknown]> => {
      const response = await mock.fetch(
        new Request(`http://mock.test${target}`, {
          method,
          headers: { authorization: 'Bearer k', api_key: 'k', 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      );
      const text = await response.text();
      return [response.status, text === '' ? undefined : JSON.parse(text)];
    };
  };

  it('/pet: an item can be created, read, found, replaced and deleted', async () => {
    const call = await clientOf();
    const rex = { id: 7, name: 'Rex', photoUrls: ['http://x.test/rex.png'], status: 'sold' };
    expect(await call('GET', '/pet/7')).toMatchObject([404, expect.anything()]);
    expect(await call('POST', '/pet', rex)).toEqual([200, rex]);
    expect(await call('GET', '/pet/7')).toEqual([200, rex]);
    expect(await call('GET', '/pet/findByStatus?status=sold')).toEqual([200, [rex]]);
    expect(await call('GET', '/pet/findByStatus?status=pending')).toEqual([200, []]);
    const max = { ...rex, name: 'Max' };
    expect(await call('PUT', '/pet', max)).toEqual([200, max]);
    expect(await call('GET', '/pet/7')).toEqual([200, max]);
    expect((await call('DELETE', '/pet/7'))[0]).toBe(200);
    expect(await call('GET', '/pet/7')).toMatchObject([404, expect.anything()]);
    expect(await call('GET', '/pet/findByStatus?status=sold')).toEqual([200, []]);
  });

  it('/pet without an id gets one', async () => {
    const call = await clientOf();
    const [, made] = await call('POST', '/pet', { name: 'Rex', photoUrls: [] });
    expect(await call('GET', `/pet/${(made as { id: number }).id}`)).toEqual([200, made]);
  });

  it('/user: an item is read by name, changed and deleted', async () => {
    const call = await clientOf();
    expect((await call('POST', '/user', { username: 'ann', email: 'a@x.test' }))[0]).toBe(200);
    expect(await call('GET', '/user/ann')).toEqual([200, { username: 'ann', email: 'a@x.test' }]);
    await call('PUT', '/user/ann', { email: 'b@x.test' });
    expect(await call('GET', '/user/ann')).toMatchObject([200, { email: 'b@x.test' }]);
    await call('DELETE', '/user/ann');
    expect(await call('GET', '/user/ann')).toMatchObject([404, expect.anything()]);
  });
});
