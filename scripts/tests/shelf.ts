import type { Handler } from '../../conformance/model.ts';

/** The document of a small API: rooms, and plants that stand in them. */
export const shelfDocument = {
  openapi: '3.0.3',
  info: { title: 'Greenhouse', version: '1.0.0' },
  security: [{ key: [] }],
  paths: {
    '/rooms': {
      get: list('listRooms', 'Room', [limit(), { name: 'after', in: 'query', schema: { type: 'string' } }], {
        next: { type: 'string', nullable: true },
      }),
      post: {
        operationId: 'createRoom',
        requestBody: body('NewRoom'),
        responses: { 201: response('Room'), 400: error(), 401: error(), 409: error() },
      },
    },
    '/rooms/{roomId}': {
      parameters: [path('roomId')],
      get: {
        operationId: 'getRoom',
        responses: {
          200: response('Room', { ETag: { schema: { type: 'string' } } }),
          401: error(),
          404: error(),
        },
      },
      patch: {
        operationId: 'patchRoom',
        parameters: [{ name: 'If-Match', in: 'header', schema: { type: 'string' } }],
        requestBody: body('RoomPatch'),
        responses: {
          200: response('Room'),
          400: error(),
          401: error(),
          404: error(),
          409: error(),
          412: error(),
        },
      },
      delete: {
        operationId: 'deleteRoom',
        responses: { 204: { description: 'gone' }, 401: error(), 404: error() },
      },
    },
    '/rooms/{roomId}/plants': {
      parameters: [path('roomId')],
      get: list(
        'listPlants',
        'Plant',
        [
          limit(),
          offset(),
          { name: 'kind', in: 'query', schema: { type: 'string', enum: ['fern', 'moss'] } },
        ],
        {
          total: { type: 'integer' },
        },
      ),
      post: {
        operationId: 'createPlant',
        requestBody: body('NewPlant'),
        responses: { 201: response('Plant'), 400: error(), 401: error(), 404: error() },
      },
    },
    '/rooms/{roomId}/plants/{plantId}': {
      parameters: [path('roomId'), path('plantId')],
      get: { operationId: 'getPlant', responses: { 200: response('Plant'), 401: error(), 404: error() } },
      put: {
        operationId: 'putPlant',
        requestBody: body('NewPlant'),
        responses: { 200: response('Plant'), 400: error(), 401: error(), 404: error() },
      },
      delete: {
        operationId: 'deletePlant',
        responses: { 204: { description: 'gone' }, 401: error(), 404: error() },
      },
    },
  },
  components: {
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
    schemas: {
      Error: { type: 'object', required: ['message'], properties: { message: { type: 'string' } } },
      NewRoom: {
        type: 'object',
        required: ['label'],
        additionalProperties: false,
        properties: {
          label: { type: 'string', minLength: 1, maxLength: 40, description: 'Unique; 409 when taken.' },
          note: { type: 'string', maxLength: 40 },
          pin: { type: 'string', maxLength: 12, writeOnly: true },
        },
      },
      RoomPatch: {
        type: 'object',
        minProperties: 1,
        additionalProperties: false,
        properties: {
          note: { type: 'string', maxLength: 40 },
          label: { type: 'string', minLength: 1, maxLength: 40 },
        },
      },
      Room: {
        type: 'object',
        required: ['id', 'label', 'views'],
        properties: {
          id: { type: 'string' },
          label: { type: 'string' },
          note: { type: 'string', nullable: true },
          pin: { type: 'string', writeOnly: true },
          views: { type: 'integer' },
          tint: { type: 'string' },
          state: { type: 'string' },
        },
      },
      NewPlant: {
        type: 'object',
        required: ['kind'],
        additionalProperties: false,
        properties: {
          kind: { type: 'string', enum: ['fern', 'moss'] },
          height: { type: 'number', minimum: 0, maximum: 500 },
        },
      },
      Plant: {
        type: 'object',
        required: ['id', 'room_id', 'kind'],
        properties: {
          id: { type: 'string' },
          room_id: { type: 'string' },
          kind: { type: 'string' },
          height: { type: 'number', nullable: true },
          deleted: { type: 'boolean' },
        },
      },
    },
  },
};

function ref(name: string) {
  return { $ref: `#/components/schemas/${name}` };
}
function body(name: string) {
  return { required: true, content: { 'application/json': { schema: ref(name) } } };
}
function response(name: string, headers = {}) {
  return { description: 'well', headers, content: { 'application/json': { schema: ref(name) } } };
}
function error() {
  return response('Error');
}
function path(name: string) {
  return { name, in: 'path', required: true, schema: { type: 'string', minLength: 1, maxLength: 20 } };
}
function limit() {
  return { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 50, default: 10 } };
}
function offset() {
  return { name: 'offset', in: 'query', schema: { type: 'integer', minimum: 0, default: 0 } };
}
function list(operationId: string, item: string, parameters: readonly unknown[], more: object) {
  return {
    operationId,
    parameters,
    responses: {
      200: {
        description: 'a page',
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['items'],
              properties: { items: { type: 'array', items: ref(item) }, ...more },
            },
          },
        },
      },
      400: error(),
      401: error(),
      404: error(),
    },
  };
}

interface Room {
  id: string;
  label: string;
  note: string | null;
  pin?: string;
  views: number;
  state?: string;
  tint: string;
}
interface Plant {
  id: string;
  room_id: string;
  kind: string;
  height: number | null;
  deleted?: boolean;
}

/**
 * The server of that API, correct, or with one fault or one way of its own that is as correct: `as` names it. Time is a count of
 * requests, so that slow jobs end after some requests.
 */
export function shelfServer(as: string): Handler {
  const is = (...names: readonly string[]): boolean => names.includes(as);
  const rooms = new Map<string, Room & { version: number; born: number }>();
  const plants = new Map<string, Plant & { born: number }>();
  let serial = 0;
  let requests = 0;
  const reply = (status: number, value?: unknown, headers: Record<string, string> = {}): Response =>
    new Response(value === undefined ? null : JSON.stringify(value), {
      status,
      headers: { ...(value === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    });
  const no = (status: number, message: string): Response => reply(status, { message });
  const shown = ({ version: _, born: __, pin, ...room }: Room & { version: number; born: number }) =>
    is('leaks-pin') && pin !== undefined ? { ...room, pin } : room;
  const shownPlant = ({ born: _, ...plant }: Plant & { born: number }) => plant;
  const isText = (value: unknown, least: number, most: number): value is string =>
    typeof value === 'string' && [...value].length >= least && [...value].length <= most;
  const members = (value: unknown, known: readonly string[]): Record<string, unknown> | undefined =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).every((name) => known.includes(name))
      ? (value as Record<string, unknown>)
      : undefined;
  const sized = (query: URLSearchParams): { limit: number; offset: number } | undefined => {
    const [limitText, offsetText] = [query.get('limit') ?? '10', query.get('offset') ?? '0'];
    const [limitOf, offsetOf] = [Number(limitText), Number(offsetText)];
    const isWhole = /^\d+$/.test(limitText) && /^\d+$/.test(offsetText);
    return isWhole && limitOf >= 1 && limitOf <= 50 ? { limit: limitOf, offset: offsetOf } : undefined;
  };
  return async (request) => {
    requests++;
    const url = new URL(request.url);
    const [first, roomId, second, plantId] = url.pathname.split('/').slice(1).map(decodeURIComponent);
    const { method } = request;
    if (first !== 'rooms') return no(404, 'nothing here');
    const key = request.headers.get('x-key');
    const methods =
      plantId !== undefined
        ? 'GET, PUT, DELETE'
        : second !== undefined
          ? 'GET, POST'
          : roomId !== undefined
            ? 'GET, PATCH, DELETE'
            : 'GET, POST';
    if (!methods.split(', ').includes(method))
      return reply(405, { message: 'no such method' }, { allow: methods });
    if (key !== 'plumbline-harness-key') return no(is('answers-403') ? 403 : 401, 'no key');
    const isWriting = method !== 'GET' && method !== 'DELETE';
    const type = request.headers.get('content-type') ?? '';
    if (isWriting && !type.startsWith('application/json'))
      return no(is('answers-415') ? 415 : 400, 'send JSON');
    let sent: unknown;
    try {
      sent = isWriting ? await request.json() : undefined;
    } catch {
      return no(400, 'no JSON');
    }
    if (roomId === undefined) {
      if (method === 'POST') {
        const given = members(sent, ['label', 'note', 'pin']);
        if (given === undefined || !isText(given['label'], 1, 40)) return no(400, 'label');
        if (given['note'] !== undefined && !isText(given['note'], 0, 40)) return no(400, 'note');
        if (given['pin'] !== undefined && !isText(given['pin'], 0, 12)) return no(400, 'pin');
        const label = given['label'];
        if (!is('takes-twice') && [...rooms.values()].some((room) => room.label === label))
          return no(409, 'taken');
        const made = {
          id: `r${++serial}`,
          label: is('spells-otherwise') ? label.toUpperCase() : label,
          note: is('drops-note') ? null : ((given['note'] as string | undefined) ?? null),
          ...(given['pin'] === undefined ? {} : { pin: given['pin'] as string }),
          views: 0,
          tint: 'green',
          version: 1,
          born: requests,
        };
        if (!is('stores-nothing')) rooms.set(made.id, made);
        return reply(201, shown(made));
      }
      const size = sized(url.searchParams);
      if (size === undefined) return no(400, 'limit');
      const after = url.searchParams.get('after');
      const all = [...rooms.values()].filter((room) => !is('lags') || requests - room.born > 2);
      if (is('newest-first')) all.reverse();
      const from = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
      if (after !== null && from === 0) return no(400, 'after');
      const page = all.slice(
        from + (after !== null && is('skips') ? 1 : 0),
        from + size.limit + (is('one-too-many') ? 1 : 0),
      );
      const last = page.at(-1);
      const items = page.map(shown);
      return reply(200, {
        items: is('lists-twice') && items.length > 0 ? [...items.slice(0, -1), items[0]] : items,
        next: last === undefined || last === all.at(-1) ? null : last.id,
      });
    }
    const room = rooms.get(roomId);
    if (room === undefined || (is('lags') && method === 'GET' && requests - room.born < 2))
      return no(404, 'no such room');
    if (second === undefined) {
      if (method === 'DELETE') {
        if (is('keeps-deleted')) return reply(204);
        if (is('soft-delete')) room.state = 'archived';
        else rooms.delete(room.id);
        return reply(204);
      }
      if (method === 'GET') {
        const answer = reply(200, shown(room), { etag: `"${room.version}"` });
        if (is('counts-views')) room.views++;
        if (is('changes-tint')) room.tint = `tint ${requests}`;
        return answer;
      }
      const given = members(sent, ['label', 'note']);
      if (given === undefined || Object.keys(given).length === 0) return no(400, 'members');
      if (given['note'] !== undefined && !isText(given['note'], 0, 40)) return no(400, 'note');
      if (given['label'] !== undefined && !isText(given['label'], 1, 40)) return no(400, 'label');
      const match = request.headers.get('if-match');
      if (match !== null && match !== `"${room.version}"` && !is('ignores-if-match'))
        return no(412, 'changed');
      if ([...rooms.values()].some((other) => other !== room && other.label === given['label']))
        return no(409, 'taken');
      const next = {
        ...room,
        ...given,
        version: room.version + 1,
        ...(is('resets-note') && given['note'] === undefined ? { note: null } : {}),
      };
      if (!is('patches-nothing')) rooms.set(room.id, next);
      return reply(200, shown(next));
    }
    const own = [...plants.values()].filter((plant) => plant.room_id === room.id || is('lists-all'));
    if (plantId === undefined) {
      if (method === 'POST') {
        const given = plantOf(sent);
        if (given === undefined) return no(400, 'plant');
        const made = { id: `p${++serial}`, room_id: room.id, ...given, born: requests };
        plants.set(made.id, made);
        return reply(201, shownPlant(is('names-another-room') ? { ...made, room_id: 'r0' } : made));
      }
      const size = sized(url.searchParams);
      const kind = url.searchParams.get('kind');
      if (size === undefined || (kind !== null && !['fern', 'moss'].includes(kind))) return no(400, 'query');
      const all = own.filter((plant) => kind === null || plant.kind === kind || is('ignores-filter'));
      const offset = is('ignores-offset') ? 0 : size.offset;
      const page = all.slice(offset, offset + size.limit);
      return reply(200, {
        items: page.map(shownPlant),
        total: is('counts-the-page') ? page.length : all.length,
      });
    }
    const plant = plants.get(plantId);
    if (plant === undefined || (plant.room_id !== room.id && !is('reads-another')))
      return no(404, 'no such plant');
    if (method === 'GET') return reply(200, shownPlant(plant));
    if (method === 'DELETE') {
      if (is('marks-deleted')) plant.deleted = true;
      else plants.delete(plant.id);
      return reply(204);
    }
    const given = plantOf(sent);
    if (given === undefined) return no(400, 'plant');
    const next = { ...plant, ...given };
    if (!is('puts-nothing')) plants.set(plant.id, next);
    return reply(200, shownPlant(next));
  };

  function plantOf(sent: unknown): { kind: string; height: number | null } | undefined {
    const given = members(sent, ['kind', 'height']);
    const { kind, height } = given ?? {};
    if (kind !== 'fern' && kind !== 'moss') return undefined;
    if (height !== undefined && (typeof height !== 'number' || height < 0 || height > 500)) return undefined;
    return { kind, height: height ?? null };
  }
}
