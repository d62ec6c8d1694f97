import type { Handler } from '../../conformance/model.ts';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (name: string) => ({ content: { 'application/json': { schema: ref(name) } } });
const listOf = (name: string) => ({
  description: 'all',
  content: { 'application/json': { schema: { type: 'array', items: ref(name) } } },
});
const path = (name: string) => ({ name, in: 'path', required: true, schema: { type: 'string' } });
const query = (name: string, schema: object, description: string) => ({
  name,
  in: 'query',
  schema,
  description,
});
const year = { type: 'integer', minimum: 1900, maximum: 2100 };
const error = (description = 'an error') => ({ description });
const refusals = { 400: error(), 404: error() };
const time = { type: 'string', format: 'date-time', readOnly: true };

/** The document of a small API: singers, their records, and the picture of a record. */
export const recordShopDocument = {
  openapi: '3.1.0',
  info: { title: 'Record shop', version: '1.0.0' },
  paths: {
    '/singers': {
      get: {
        operationId: 'listSingers',
        parameters: [query('q', { type: 'string', minLength: 1 }, 'Part of the name')],
        responses: { 200: listOf('Singer'), 400: error() },
      },
      post: {
        operationId: 'addSinger',
        requestBody: { required: true, ...json('SingerBody') },
        responses: {
          201: {
            description: 'added',
            headers: { Location: { schema: { type: 'string' } } },
            ...json('Singer'),
          },
          400: error(),
        },
      },
    },
    '/singers/{singerId}': {
      parameters: [path('singerId')],
      get: {
        operationId: 'getSinger',
        responses: { 200: { description: 'it', ...json('Singer') }, 404: error() },
      },
      put: {
        operationId: 'replaceSinger',
        requestBody: { required: true, ...json('SingerBody') },
        responses: { 200: { description: 'it', ...json('Singer') }, ...refusals },
      },
      delete: {
        operationId: 'removeSinger',
        responses: { 204: { description: 'gone' }, 404: error(), 409: error('The singer has records') },
      },
    },
    '/records': {
      get: {
        operationId: 'listRecords',
        parameters: [
          query('yearFrom', year, 'Records of this year and later'),
          query('yearTo', year, 'Records of this year and earlier'),
        ],
        responses: { 200: listOf('Record'), 400: error() },
      },
      post: {
        operationId: 'addRecord',
        requestBody: { required: true, ...json('RecordBody') },
        responses: {
          201: { description: 'added', ...json('Record') },
          400: error(),
          422: error('There is no such singer'),
        },
      },
    },
    '/records/{recordId}': {
      parameters: [path('recordId')],
      get: {
        operationId: 'getRecord',
        parameters: [{ name: 'If-None-Match', in: 'header', schema: { type: 'string' } }],
        responses: {
          200: { description: 'it', headers: { ETag: { schema: { type: 'string' } } }, ...json('Record') },
          304: { description: 'not modified' },
          404: error(),
        },
      },
      delete: { operationId: 'removeRecord', responses: { 204: { description: 'gone' }, 404: error() } },
    },
    '/records/{recordId}/rating': {
      parameters: [path('recordId')],
      put: {
        operationId: 'rateRecord',
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['stars'],
                properties: { stars: { type: 'integer', minimum: 1, maximum: 5 } },
              },
            },
          },
        },
        responses: { 200: { description: 'the record', ...json('Record') }, ...refusals },
      },
    },
    '/records/{recordId}/cover': {
      parameters: [path('recordId')],
      get: {
        operationId: 'getCover',
        responses: { 200: { description: 'the picture', content: { 'image/png': {} } }, 404: error() },
      },
      put: {
        operationId: 'putCover',
        requestBody: {
          required: true,
          content: { 'image/png': { schema: { type: 'string', format: 'binary' } } },
        },
        responses: { 204: { description: 'stored' }, ...refusals, 415: error() },
      },
      delete: { operationId: 'removeCover', responses: { 204: { description: 'gone' }, 404: error() } },
    },
  },
  components: {
    schemas: {
      SingerBody: {
        type: 'object',
        required: ['name'],
        additionalProperties: false,
        properties: { name: { type: 'string', minLength: 1, maxLength: 60 } },
      },
      Singer: {
        type: 'object',
        required: ['id', 'name', 'createdAt', 'updatedAt'],
        properties: { id: { type: 'string' }, name: { type: 'string' }, createdAt: time, updatedAt: time },
      },
      RecordBody: {
        type: 'object',
        required: ['singerId', 'year'],
        additionalProperties: false,
        properties: { singerId: { type: 'string', description: 'The singer' }, year },
      },
      Record: {
        type: 'object',
        required: ['id', 'singerId', 'year'],
        properties: {
          id: { type: 'string' },
          singerId: { type: 'string' },
          year,
          rating: { type: ['integer', 'null'] },
        },
      },
    },
  },
};

class Refused extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`refused with ${status}`);
    this.status = status;
  }
}

interface Record {
  readonly id: string;
  readonly singerId: string;
  readonly year: number;
  rating: number | null;
}

/**
 * The server of that document. `as` names what is special: for correct servers `plain`, `finds-nearest` (a search always finds one
 * item), `encodes-anew` (pictures), `whole-seconds` (times), `location-of-page` (Location names a page for people); the other
 * names are faults.
 */
export function recordShopServer(as: string): Handler {
  const singers = new Map<string, { id: string; name: string; createdAt: string; updatedAt: string }>();
  const records = new Map<string, Record>();
  const covers = new Map<string, Uint8Array>();
  let last = 0;
  let clock = Date.UTC(2030, 0, 1);
  const now = (): string => {
    clock += 7;
    const text = new Date(clock).toISOString();
    return as === 'whole-seconds' ? `${text.slice(0, 19)}Z` : text;
  };
  const reply = (
    status: number,
    body?: unknown,
    headers: { readonly [name: string]: string } = {},
  ): Response =>
    body instanceof Uint8Array
      ? new Response(Buffer.from(body), { status, headers: { 'content-type': 'image/png', ...headers } })
      : new Response(body === undefined ? null : JSON.stringify(body), {
          status,
          headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        });
  const known = <T>(map: ReadonlyMap<string, T>, id: string | undefined): T => {
    const found = map.get(id ?? '');
    if (found === undefined) throw new Refused(404);
    return found;
  };
  const yearIn = (text: string | null): number | undefined => {
    if (text === null) return undefined;
    if (!/^\d{4}$/.test(text) || Number(text) < 1900 || Number(text) > 2100) throw new Refused(400);
    return Number(text);
  };

  return async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const [, collection = '', id, part] = pathname.split('/');
    const json = async (...names: readonly string[]): Promise<{ readonly [name: string]: unknown }> => {
      if (!/^application\/json/.test(request.headers.get('content-type') ?? '')) throw new Refused(400);
      let value: unknown;
      try {
        value = JSON.parse(await request.text());
      } catch {
        throw new Refused(400);
      }
      if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refused(400);
      if (Object.keys(value).some((name) => !names.includes(name))) throw new Refused(400);
      return Object.fromEntries(Object.entries(value));
    };
    const nameIn = (value: unknown): string => {
      if (typeof value !== 'string' || value === '' || [...value].length > 60) throw new Refused(400);
      return value;
    };
    const operation = `${request.method} /${collection}${id === undefined ? '' : '/{}'}${part === undefined ? '' : `/${part}`}`;
    try {
      switch (operation) {
        case 'GET /singers': {
          const q = searchParams.get('q');
          if (q === '') throw new Refused(400);
          const all = [...singers.values()];
          const found = all.filter(({ name }) => q === null || name.includes(q));
          if (as === 'search-ignored') return reply(200, all);
          return reply(200, as === 'finds-nearest' && found.length === 0 ? all.slice(0, 1) : found);
        }
        case 'POST /singers': {
          const sent = await json('name');
          const singer = {
            id: `singer-${++last}`,
            name: nameIn(sent['name']),
            createdAt: now(),
            updatedAt: now(),
          };
          singers.set(singer.id, singer);
          const place = as === 'location-of-page' ? '/pages/singers.html' : `/singers/${singer.id}`;
          return reply(201, singer, { location: as === 'location-wrong' ? '/singers/singer-0' : place });
        }
        case 'GET /singers/{}':
          return reply(200, known(singers, id));
        case 'PUT /singers/{}': {
          const old = known(singers, id);
          const sent = await json('name');
          const singer = {
            ...old,
            name: nameIn(sent['name']),
            createdAt: as === 'created-moves' ? now() : old.createdAt,
            updatedAt: as === 'updated-stays' ? old.updatedAt : now(),
          };
          singers.set(singer.id, singer);
          return reply(200, singer);
        }
        case 'DELETE /singers/{}': {
          const singer = known(singers, id);
          const isUsed = [...records.values()].some(({ singerId }) => singerId === singer.id);
          if (isUsed && as !== 'used-deleted') throw new Refused(409);
          singers.delete(singer.id);
          return reply(204);
        }
        case 'GET /records': {
          const [from, to] = [yearIn(searchParams.get('yearFrom')), yearIn(searchParams.get('yearTo'))];
          return reply(
            200,
            [...records.values()].filter(
              ({ year: own }) =>
                (from === undefined || as === 'from-ignored' || own >= from) &&
                (to === undefined || (as === 'to-excluded' ? own < to : own <= to)),
            ),
          );
        }
        case 'POST /records': {
          const { singerId, year: own } = await json('singerId', 'year');
          if (
            typeof singerId !== 'string' ||
            !Number.isInteger(own) ||
            Number(own) < 1900 ||
            Number(own) > 2100
          )
            throw new Refused(400);
          if (!singers.has(singerId)) throw new Refused(422);
          const record = { id: `record-${++last}`, singerId, year: Number(own), rating: null };
          records.set(record.id, record);
          return reply(201, record);
        }
        case 'GET /records/{}': {
          const record = known(records, id);
          const etag = `"${record.id}-${record.rating}"`;
          const wanted = request.headers.get('if-none-match');
          return wanted !== null && (wanted === etag || as === 'always-304')
            ? reply(304, undefined, { etag })
            : reply(200, record, { etag });
        }
        case 'DELETE /records/{}': {
          records.delete(known(records, id).id);
          if (as !== 'cover-stays') covers.delete(id ?? '');
          return reply(204);
        }
        case 'PUT /records/{}/rating': {
          const record = known(records, id);
          const { stars } = await json('stars');
          if (!Number.isInteger(stars) || Number(stars) < 1 || Number(stars) > 5) throw new Refused(400);
          if (as === 'rating-lost') return reply(200, { ...record, rating: Number(stars) });
          record.rating = Number(stars);
          return reply(200, record);
        }
        case 'PUT /records/{}/cover': {
          known(records, id);
          if (request.headers.get('content-type') !== 'image/png') throw new Refused(415);
          const bytes = new Uint8Array(await request.arrayBuffer());
          if (bytes.length === 0) throw new Refused(400);
          const kept = as === 'cover-cut' ? bytes.subarray(0, bytes.length - 1) : bytes;
          covers.set(id ?? '', as === 'encodes-anew' ? Uint8Array.from([...kept].reverse()) : kept);
          return reply(204);
        }
        case 'GET /records/{}/cover': {
          if (as !== 'cover-stays') known(records, id);
          return reply(200, known(covers, id));
        }
        case 'DELETE /records/{}/cover': {
          known(records, id);
          known(covers, id);
          if (as !== 'cover-kept') covers.delete(id ?? '');
          return reply(204);
        }
        default:
          return reply(id === undefined && /^(singers|records)$/.test(collection) ? 405 : 404, undefined, {
            allow: 'GET, POST',
          });
      }
    } catch (cause) {
      if (cause instanceof Refused) return reply(cause.status);
      throw cause;
    }
  };
}
