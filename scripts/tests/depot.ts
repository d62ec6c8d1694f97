import type { Handler } from '../../conformance/model.ts';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (name: string) => ({ content: { 'application/json': { schema: ref(name) } } });
const error = (description = 'an error') => ({ description, ...json('Error') });
const path = (name: string) => ({
  name,
  in: 'path',
  required: true,
  schema: { type: 'string', minLength: 1 },
});
const etag = { ETag: { schema: { type: 'string' } } };
const action = (operationId: string, conflict: string) => ({
  parameters: [path('parcelId')],
  post: {
    operationId,
    responses: {
      200: { description: 'the parcel', ...json('Parcel') },
      404: error(),
      409: error(conflict),
    },
  },
});

/** The document of a small API: parcels that go through states, depots that they refer to, labels that are uploaded. */
export const depotDocument = {
  openapi: '3.0.3',
  info: { title: 'Depot', version: '1.0.0' },
  paths: {
    '/depots': {
      post: {
        operationId: 'createDepot',
        requestBody: { required: true, ...json('NewDepot') },
        responses: { 201: { description: 'made', ...json('Depot') }, 400: error() },
      },
    },
    '/depots/{depotId}': {
      parameters: [path('depotId')],
      get: {
        operationId: 'getDepot',
        responses: { 200: { description: 'it', ...json('Depot') }, 404: error() },
      },
    },
    '/parcels': {
      get: {
        operationId: 'listParcels',
        parameters: [
          { name: 'sort', in: 'query', schema: { type: 'string', enum: ['note', '-note', 'weight'] } },
        ],
        responses: {
          200: {
            description: 'all',
            content: { 'application/json': { schema: { type: 'array', items: ref('Parcel') } } },
          },
          400: error(),
        },
      },
      post: {
        operationId: 'createParcel',
        parameters: [{ name: 'Idempotency-Key', in: 'header', schema: { type: 'string', maxLength: 80 } }],
        requestBody: { required: true, ...json('NewParcel') },
        responses: {
          201: { description: 'made', ...json('Parcel') },
          400: error(),
          404: error(),
          409: error('The label is taken.'),
        },
      },
    },
    '/parcels/{parcelId}': {
      parameters: [path('parcelId')],
      get: {
        operationId: 'getParcel',
        responses: { 200: { description: 'it', headers: etag, ...json('Parcel') }, 404: error() },
      },
      put: {
        operationId: 'putParcel',
        requestBody: { required: true, ...json('ParcelChange') },
        responses: { 200: { description: 'it', ...json('Parcel') }, 400: error(), 404: error() },
      },
      delete: { operationId: 'deleteParcel', responses: { 204: { description: 'gone' }, 404: error() } },
    },
    '/parcels/{parcelId}/ship': action('shipParcel', 'Only a packed parcel can be shipped.'),
    '/parcels/{parcelId}/deliver': action('deliverParcel', 'The parcel is not shipped.'),
    '/parcels/{parcelId}/weigh': action('weighParcel', 'Another scale is in use.'),
    '/labels': {
      post: {
        operationId: 'uploadLabel',
        requestBody: {
          required: true,
          content: {
            'multipart/form-data': {
              schema: {
                type: 'object',
                required: ['file'],
                properties: { file: { type: 'string', format: 'binary' } },
              },
            },
          },
        },
        responses: { 201: { description: 'made', ...json('Label') }, 400: error() },
      },
    },
    '/labels/{labelId}': {
      parameters: [path('labelId')],
      get: {
        operationId: 'getLabel',
        responses: { 200: { description: 'it', ...json('Label') }, 404: error() },
      },
    },
    '/labels/{labelId}/content': {
      parameters: [path('labelId')],
      get: {
        operationId: 'getLabelContent',
        responses: {
          200: {
            description: 'the bytes',
            content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
          },
          404: error(),
        },
      },
    },
  },
  components: {
    schemas: {
      Error: { type: 'object', required: ['message'], properties: { message: { type: 'string' } } },
      NewDepot: {
        type: 'object',
        required: ['town'],
        properties: { town: { type: 'string', minLength: 1, maxLength: 30 } },
      },
      Depot: {
        type: 'object',
        required: ['id', 'town'],
        properties: { id: { type: 'string' }, town: { type: 'string' } },
      },
      NewParcel: {
        type: 'object',
        required: ['label', 'depotId'],
        properties: {
          label: { type: 'string', minLength: 1, maxLength: 60 },
          depotId: { type: 'string', description: 'A depot.' },
          weight: { type: 'integer', minimum: 1, maximum: 100_000 },
          note: { type: 'string', maxLength: 60 },
        },
      },
      ParcelChange: {
        type: 'object',
        required: ['weight'],
        properties: {
          weight: { type: 'integer', minimum: 1, maximum: 100_000 },
          note: { type: 'string', maxLength: 60 },
          madeAt: { type: 'string', readOnly: true },
        },
      },
      Parcel: {
        type: 'object',
        required: ['id', 'label', 'depotId', 'status'],
        properties: {
          id: { type: 'string' },
          label: { type: 'string' },
          depotId: { type: 'string' },
          weight: { type: 'integer', nullable: true },
          note: { type: 'string', nullable: true },
          madeAt: { type: 'string', readOnly: true },
          status: { type: 'string', enum: ['packed', 'shipped', 'delivered'] },
        },
      },
      Label: {
        type: 'object',
        required: ['id', 'size'],
        properties: { id: { type: 'string' }, size: { type: 'integer' } },
      },
    },
  },
} as const;

interface Parcel {
  readonly id: string;
  readonly label: string;
  readonly depotId: string;
  readonly weight: number | null;
  readonly note: string | null;
  readonly madeAt: string;
  readonly status: string;
}

const isText = (value: unknown, least: number, most: number): boolean =>
  typeof value === 'string' && [...value].length >= least && [...value].length <= most;
const isWeight = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 100_000;
const isAbsentOr = (value: unknown, holds: boolean): boolean => value === undefined || holds;

/** A server of the document; `as` names a fault, or a way in which a correct server may differ from the plain one. */
export function depotServer(as: string): Handler {
  const depots = new Map<string, object>();
  const parcels = new Map<string, Parcel>();
  const labels = new Map<string, Uint8Array>();
  const byKey = new Map<string, Parcel>();
  const moving = new Map<string, { status: string; reads: number }>();
  let last = 0;
  const next = (): string => `n${++last}`;
  const reply = (status: number, body?: unknown, headers: Record<string, string> = {}): Response =>
    new Response(body === undefined ? null : JSON.stringify(body), {
      status,
      headers: { 'content-type': 'application/json', ...headers },
    });
  const refuse = (status: number, message: string): Response => reply(status, { message });
  const store = (parcel: Parcel): Parcel => {
    parcels.set(parcel.id, parcel);
    return parcel;
  };
  const tagOf = (parcel: Parcel): string =>
    as === 'weak-tags'
      ? 'W/"always"'
      : as === 'same-tag'
        ? '"always"'
        : `"${JSON.stringify(parcel).replaceAll(/[^a-z0-9]/g, '')}"`;

  const act = (parcel: Parcel, from: readonly string[], to: string, fault: string): Response => {
    if (!from.includes(parcel.status) && as !== fault && as !== 'any-state')
      return refuse(409, `the parcel is ${parcel.status}`);
    if (as === 'slow-actions') {
      moving.set(parcel.id, { status: to, reads: 2 });
      return reply(200, { ...parcel, status: to });
    }
    const moved = { ...parcel, status: to };
    return reply(200, as === 'acts-not' ? moved : store(moved));
  };

  return async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const [, collection = '', id = '', verb] = pathname.split('/').map(decodeURIComponent);
    const route = `${request.method} /${collection}${id === '' ? '' : '/{id}'}${verb === undefined ? '' : `/${verb}`}`;
    const read = async (): Promise<Record<string, unknown> | undefined> => {
      if (!/^application\/json\b/.test(request.headers.get('content-type') ?? '')) return undefined;
      try {
        const body: unknown = await request.json();
        return typeof body === 'object' && body !== null && !Array.isArray(body)
          ? (body as Record<string, unknown>)
          : undefined;
      } catch {
        return undefined;
      }
    };
    if (collection === 'depots') {
      if (route === 'POST /depots') {
        const body = await read();
        if (body === undefined || !isText(body['town'], 1, 30)) return refuse(400, 'town');
        const depot = { id: next(), town: body['town'] };
        depots.set(depot.id, depot);
        return reply(201, depot);
      }
      const depot = depots.get(id);
      if (route !== 'GET /depots/{id}') return reply(405, { message: 'no' }, { allow: 'GET' });
      return depot === undefined ? refuse(404, 'no depot') : reply(200, depot);
    }
    if (collection === 'labels') {
      if (route === 'POST /labels') {
        const form = await request.formData().catch(() => undefined);
        const file = form?.get('file');
        if (file === undefined || file === null || typeof file === 'string') return refuse(400, 'file');
        const bytes = new Uint8Array(await file.arrayBuffer());
        const label = { id: next(), size: as === 'wrong-size' ? bytes.length + 1 : bytes.length };
        labels.set(label.id, as === 'cuts-files' ? bytes.slice(1) : bytes);
        return reply(201, label);
      }
      const bytes = labels.get(id);
      if (request.method !== 'GET') return reply(405, { message: 'no' }, { allow: 'GET' });
      if (bytes === undefined) return refuse(404, 'no label');
      if (verb === undefined) return reply(200, { id, size: bytes.length });
      return new Response(Buffer.from(bytes), { headers: { 'content-type': 'application/octet-stream' } });
    }
    if (collection !== 'parcels') return refuse(404, 'nothing');
    if (route === 'GET /parcels') {
      const sort = searchParams.get('sort');
      if (sort !== null && !['note', '-note', 'weight'].includes(sort)) return refuse(400, 'sort');
      const all = [...parcels.values()];
      const by = (sort ?? '').replace('-', '') as 'note' | 'weight';
      const order = (a: Parcel, b: Parcel): number =>
        by === 'weight' ? Number(a.weight) - Number(b.weight) : String(a.note) < String(b.note) ? -1 : 1;
      if (sort !== null && as !== 'sorts-not') all.sort(order);
      if (sort === '-note' && as !== 'sorts-one-way') all.reverse();
      return reply(200, all);
    }
    if (route === 'POST /parcels') {
      const body = await read();
      if (
        body === undefined ||
        !isText(body['label'], 1, 60) ||
        typeof body['depotId'] !== 'string' ||
        !isAbsentOr(body['weight'], isWeight(body['weight'])) ||
        !isAbsentOr(body['note'], isText(body['note'], 0, 60))
      )
        return refuse(400, 'parcel');
      // Something that the document does not say, as real servers do.
      if (as === 'wants-plausible' && String(body['label']).length < 3) return refuse(400, 'label too short');
      const key = request.headers.get('idempotency-key');
      if (key !== null && key.length > 80) return refuse(400, 'Idempotency-Key');
      const known = key === null ? undefined : byKey.get(key);
      if (known !== undefined && as === 'refuses-same-key') return refuse(409, 'the key was used');
      if (known !== undefined && as !== 'forgets-keys') return reply(201, known);
      if (!depots.has(body['depotId']) && as !== 'takes-any-depot') return refuse(404, 'no such depot');
      if (
        known === undefined &&
        as !== 'takes-twice' &&
        [...parcels.values()].some(({ label }) => label === body['label'])
      )
        return refuse(409, 'the label is taken');
      const note = typeof body['note'] === 'string' ? body['note'] : null;
      const parcel = store({
        id: next(),
        label: String(body['label']),
        depotId: body['depotId'],
        weight: typeof body['weight'] === 'number' ? body['weight'] : null,
        note: as === 'cuts-notes' ? (note?.slice(0, 30) ?? null) : note,
        madeAt: '2026-01-01T00:00:00Z',
        status: 'packed',
      });
      if (key !== null) byKey.set(key, parcel);
      return reply(201, parcel);
    }
    const parcel = parcels.get(id);
    if (id !== '' && !['GET', 'PUT', 'DELETE', 'POST'].includes(request.method))
      return reply(405, { message: 'no' }, { allow: 'GET' });
    if (parcel === undefined) return refuse(404, 'no parcel');
    switch (route) {
      case 'GET /parcels/{id}': {
        const move = moving.get(id);
        if (move !== undefined && --move.reads === 0) {
          moving.delete(id);
          store({ ...parcel, status: move.status });
        }
        const shown = parcels.get(id) ?? parcel;
        return reply(200, shown, { etag: tagOf(shown) });
      }
      case 'PUT /parcels/{id}': {
        const body = await read();
        if (
          body === undefined ||
          !isWeight(body['weight']) ||
          !isAbsentOr(body['note'], isText(body['note'], 0, 60))
        )
          return refuse(400, 'change');
        if (body['madeAt'] !== undefined && as === 'refuses-read-only') return refuse(400, 'madeAt');
        const changed: Parcel = {
          ...parcel,
          weight: Number(body['weight']),
          note: typeof body['note'] === 'string' ? body['note'] : as === 'merges' ? parcel.note : null,
          madeAt: as === 'takes-read-only' ? String(body['madeAt'] ?? parcel.madeAt) : parcel.madeAt,
        };
        if (as === 'changes-all')
          for (const [other, each] of parcels) parcels.set(other, { ...each, weight: changed.weight });
        store(changed);
        return reply(200, as === 'answers-another' ? { ...changed, id: next() } : changed);
      }
      case 'DELETE /parcels/{id}':
        parcels.delete(id);
        if (as === 'deletes-all') parcels.clear();
        return reply(204);
      case 'POST /parcels/{id}/ship':
        return act(parcel, ['packed'], 'shipped', 'ships-again');
      case 'POST /parcels/{id}/deliver':
        return act(parcel, ['shipped'], 'delivered', 'delivers-unshipped');
      case 'POST /parcels/{id}/weigh':
        return reply(200, parcel);
      default:
        return reply(405, { message: 'no' }, { allow: 'GET' });
    }
  };
}
