import { describe, expect, it } from 'vitest';
import { contractOf } from '../../generator/testing/small-contract.ts';
import { clientOf, idOf } from './testing/client-of.ts';
import { answered, at, object, query, sending, text } from './testing/small-paths.ts';

/** What a mock must remember of states, orders, repeated keys, references and uploads, by the document alone. */

const parcel = object(
  {
    id: text,
    address: text,
    weight: { type: 'number' },
    note: text,
    depot_id: { type: 'string', format: 'uuid' },
    status: { type: 'string', enum: ['packed', 'sent', 'delivered', 'returned'] },
    lines: {
      type: 'array',
      items: object({ item: text, price: { type: 'integer' } }, ['item', 'price']),
    },
  },
  ['id', 'address', 'status', 'note'],
);
const newParcel = object(
  {
    address: text,
    weight: { type: 'number' },
    note: { type: 'string', default: 'none' },
    depot_id: { type: 'string', format: 'uuid' },
    lines: { type: 'array', items: object({ item: text }, ['item']) },
  },
  ['address'],
);
const refused = (description: string) => ({ description });
const act = (words: string) => ({
  post: {
    parameters: [at('parcelId')],
    responses: { ...answered(parcel), 409: refused(words), 404: refused('There is none.') },
  },
});

const contract = contractOf({
  paths: {
    '/parcels': {
      post: {
        parameters: [{ name: 'Idempotency-Key', in: 'header', schema: text }],
        ...sending(newParcel),
        responses: { ...answered(parcel, 201), 422: refused('The depot is unknown.') },
      },
      get: {
        parameters: [
          query('sort', { type: 'string', enum: ['weight', '-weight', 'address'], default: 'address' }),
          query('depot_id', { type: 'string', format: 'uuid' }),
        ],
        responses: { ...answered({ type: 'array', items: parcel }), 422: refused('Invalid.') },
      },
    },
    '/parcels/{parcelId}': {
      parameters: [at('parcelId')],
      get: { responses: { ...answered(parcel), 404: refused('There is none.') } },
      put: { ...sending(newParcel), responses: { ...answered(parcel), 404: refused('There is none.') } },
    },
    '/parcels/{parcelId}/send': act('Only from packed.'),
    '/parcels/{parcelId}/deliver': act('The parcel is delivered or returned already.'),
    '/depots': {
      post: {
        ...sending(object({ name: text }, ['name'])),
        responses: {
          ...answered(object({ id: { type: 'string', format: 'uuid' }, name: text }, ['id', 'name']), 201),
          409: refused('A depot with these values exists already.'),
        },
      },
    },
    '/depots/{depotId}': {
      parameters: [at('depotId')],
      get: {
        responses: answered(object({ id: { type: 'string', format: 'uuid' }, name: text }, ['id', 'name'])),
      },
    },
    '/depots/{depotId}/photos': {
      parameters: [at('depotId')],
      post: {
        requestBody: {
          content: {
            'multipart/form-data': {
              schema: object({ file: { type: 'string', format: 'binary' } }, ['file']),
            },
          },
        },
        responses: answered(
          object(
            { id: text, bytes: { type: 'integer' }, sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' } },
            ['id', 'bytes', 'sha256'],
          ),
          201,
        ),
      },
    },
    '/photos/{photoId}': {
      parameters: [at('photoId')],
      get: {
        responses: {
          ...answered(object({ id: text, bytes: { type: 'integer' }, sha256: text }, ['id', 'bytes'])),
          404: refused('There is none.'),
        },
      },
    },
    '/photos/{photoId}/content': {
      parameters: [at('photoId')],
      get: {
        responses: {
          200: { description: 'The bytes', content: { 'application/octet-stream': {} } },
          404: refused('There is none.'),
        },
      },
    },
  },
});

const statusOf = ({ body }: { readonly body: unknown }) => (body as { readonly status?: unknown }).status;

describe('states', () => {
  it('an action leads to the state of its name, and 409 refuses the states that its words exclude', async () => {
    const { send } = clientOf(contract);
    const made = await send('POST /parcels', { address: 'a' });
    const id = idOf(made);
    expect(statusOf(made)).toBe('packed');
    const steps = ['send', 'send', 'deliver', 'deliver'];
    const seen = [];
    for (const step of steps) {
      const acted = await send(`POST /parcels/${id}/${step}`);
      seen.push([acted.status, statusOf(await send(`GET /parcels/${id}`))]);
    }
    expect(seen).toEqual([
      [200, 'sent'],
      [409, 'sent'],
      [200, 'delivered'],
      [409, 'delivered'],
    ]);
  });

  it('explains each action', () => {
    const { actions, states } = contract.inferred;
    expect(
      [...actions.values()].map(({ to, words }) => [to, [...words.allowed], [...words.forbidden]]),
    ).toEqual([
      ['sent', ['packed'], []],
      ['delivered', [], ['delivered', 'returned']],
    ]);
    expect([...states.values()].map(({ initial }) => initial)).toEqual(['packed']);
  });
});

it('a list comes in the requested order, or in the default one', async () => {
  const { send } = clientOf(contract);
  for (const [address, weight] of [
    ['birch', 3],
    ['amber', 10],
    ['cedar', 2],
  ])
    await send('POST /parcels', { address, weight });
  const orders = [];
  for (const path of ['/parcels?sort=weight', '/parcels?sort=-weight', '/parcels'])
    orders.push(((await send(`GET ${path}`)).body as { weight: number }[]).map(({ weight }) => weight));
  expect(orders).toEqual([
    [2, 3, 10],
    [10, 3, 2],
    [10, 3, 2],
  ]);
});

it('the same idempotency key with the same request creates one item; another request with it, another', async () => {
  const { send } = clientOf(contract);
  const key = { 'idempotency-key': 'k1' };
  const first = await send('POST /parcels', { address: 'a' }, key);
  const again = await send('POST /parcels', { address: 'a' }, key);
  const other = await send('POST /parcels', { address: 'b' }, key);
  expect(again.body).toEqual(first.body);
  expect(idOf(other)).not.toBe(idOf(first));
  expect((await send('GET /parcels')).body).toHaveLength(2);
});

it('a reference in a body must exist; a filter by an unknown one finds nothing', async () => {
  const { send } = clientOf(contract);
  const unknown = '00000000-0000-4000-8000-000000000000';
  const { id } = (await send('POST /depots', { name: 'North' })).body as { readonly id: string };
  expect((await send('POST /parcels', { address: 'a', depot_id: unknown })).status).toBe(422);
  expect((await send('POST /parcels', { address: 'a', depot_id: id })).status).toBe(201);
  expect((await send(`GET /parcels?depot_id=${unknown}`)).body).toEqual([]);
  expect((await send(`GET /parcels?depot_id=${id}`)).body).toHaveLength(1);
});

it('the same creation twice is 409 where the words of the 409 say so', async () => {
  const { send } = clientOf(contract);
  const statuses = [];
  for (const name of ['North', 'North', 'South'])
    statuses.push((await send('POST /depots', { name })).status);
  expect(statuses).toEqual([201, 409, 201]);
});

it('PUT forgets what it does not send: the default, or a new value where the response needs one', async () => {
  const { send } = clientOf(contract);
  const id = idOf(await send('POST /parcels', { address: 'a', weight: 7, note: 'fragile' }));
  await send(`PUT /parcels/${id}`, { address: 'b' });
  const { body } = await send(`GET /parcels/${id}`);
  expect(body).toMatchObject({ id, address: 'b', note: 'none' });
  expect(body).not.toHaveProperty('weight', 7);
});

it('a list of objects comes back with the members that only the server knows', async () => {
  const { send } = clientOf(contract);
  const made = await send('POST /parcels', { address: 'a', lines: [{ item: 'book' }, { item: 'game' }] });
  const lines = [expect.objectContaining({ item: 'book' }), expect.objectContaining({ item: 'game' })];
  expect(made.body).toMatchObject({ lines });
  expect((await send(`GET /parcels/${idOf(made)}`)).body).toEqual(made.body);
});

it('an upload below a parent is read at its own path, with its size, its hash and its bytes', async () => {
  const { send } = clientOf(contract);
  const depot = idOf(await send('POST /depots', { name: 'North' }));
  const form = new FormData();
  form.set('file', new File(['four'], 'a.txt'));
  const made = await send(`POST /depots/${depot}/photos`, form);
  expect(made.body).toMatchObject({
    bytes: 4,
    sha256: '04efaf080f5a3e74e1c29d1ca6a48569382cbbcd324e8d59d2b83ef21c039f00',
  });
  expect((await send(`GET /photos/${idOf(made)}`)).body).toMatchObject({ bytes: 4 });
  expect((await send(`GET /photos/${idOf(made)}/content`)).body).toBe('four');
  expect((await send('GET /photos/none/content')).status).toBe(404);
});

describe('a response that wraps the item, and a page that states its number', () => {
  const note = object({ slug: text, title: text, kind: { type: 'string', enum: ['none', 'added'] } }, [
    'slug',
    'title',
    'kind',
  ]);
  const wrapped = contractOf({
    paths: {
      '/notes': {
        post: {
          ...sending(object({ title: text, kind: text })),
          responses: answered(object({ data: note }, ['data']), 201),
        },
        get: {
          parameters: [
            query('page', { type: 'number', minimum: 1, default: 1 }),
            query('per_page', { type: 'integer', minimum: 1, maximum: 100, default: 10 }),
          ],
          responses: answered(
            object(
              {
                total: { type: 'integer' },
                page: { type: 'number' },
                per_page: { type: 'integer' },
                // Nothing that a mock knows is valid here.
                previous: { type: 'string', format: 'uri' },
                data: { type: 'array', items: note },
              },
              ['total', 'page', 'per_page', 'previous', 'data'],
            ),
          ),
        },
      },
      '/notes/{slug}': {
        get: { parameters: [at('slug')], responses: answered(object({ data: note }, ['data'])) },
      },
    },
  });

  it('what was sent is in the wrapper', async () => {
    const { send } = clientOf(wrapped);
    const made = await send('POST /notes', { title: 'amber', kind: 'added' });
    const { data } = made.body as { readonly data: { readonly slug: string } };
    expect(data).toMatchObject({ title: 'amber', kind: 'added' });
    expect((await send(`GET /notes/${encodeURIComponent(data.slug)}`)).body).toEqual(made.body);
  });

  it('the page and its size are those of the request', async () => {
    const { send } = clientOf(wrapped);
    for (const title of ['a', 'b', 'c']) await send('POST /notes', { title, kind: 'added' });
    const { body } = await send('GET /notes?page=2&per_page=2');
    expect(body).toMatchObject({ total: 3, page: 2, per_page: 2, data: [{ title: 'a' }] });
  });
});

it('what only the response to a creation declares is not shown again', async () => {
  const key = { id: text, name: text };
  const { send } = clientOf(
    contractOf({
      paths: {
        '/keys': {
          post: {
            ...sending(object({ name: text }, ['name'])),
            responses: answered(object({ ...key, secret: text }, ['id', 'name', 'secret']), 201),
          },
        },
        '/keys/{keyId}': {
          get: { parameters: [at('keyId')], responses: answered(object(key, ['id', 'name'])) },
        },
      },
    }),
  );
  const made = await send('POST /keys', { name: 'a' });
  expect(made.body).toHaveProperty('secret');
  expect((await send(`GET /keys/${idOf(made)}`)).body).toEqual({ id: idOf(made), name: 'a' });
});
