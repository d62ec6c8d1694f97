import { randomUUID } from 'node:crypto';
import { integer, integerIn, objectIn, oneOf, text } from '../body.ts';
import { inOrder } from '../lists.ts';
import { Refusal, type Route } from '../server.ts';

interface Reading {
  readonly id: string;
  readonly status: 'planned' | 'confirmed' | 'closed' | 'cancelled';
  readonly plannedAt: string;
  readonly [member: string]: unknown;
}

const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const rules = {
  authorId: text(36, 36, isUuid),
  place: text(1, 60),
  seats: integer(1, 500),
  doorCode: text(4, 12),
};

/** Readings: planned, confirmed, then closed, or cancelled before. */
export function readingRoutes(hasAuthor: (id: string) => boolean): readonly Route[] {
  const readings = new Map<string, Reading>();
  const readingAt = (id: string): Reading => {
    if (!isUuid.test(id)) throw new Refusal(400, 'path/readingId: must be a UUID');
    const found = readings.get(id.toLowerCase());
    if (found === undefined) throw new Refusal(404, `unknown reading ${id}`);
    return found;
  };
  const checked = (query: URLSearchParams, name: string, ...values: readonly string[]): string | null => {
    const value = query.get(name);
    const problem = value === null ? undefined : oneOf(...values)(value);
    if (problem !== undefined) throw new Refusal(400, `query/${name}: ${problem}`);
    return value;
  };
  const action = (
    operationId: string,
    verb: string,
    to: Reading['status'],
    from: readonly Reading['status'][],
  ): Route => ({
    operationId,
    method: 'POST',
    path: new RegExp(`^/readings/([^/]+)/${verb}$`),
    handle(_, id = '') {
      const reading = readingAt(id);
      if (!from.includes(reading.status)) throw new Refusal(409, `the reading is ${reading.status}`);
      const changed: Reading = { ...reading, status: to };
      readings.set(reading.id, changed);
      return { status: 200, body: changed };
    },
  });
  return [
    {
      operationId: 'listReadings',
      method: 'GET',
      path: /^\/readings$/,
      handle({ query }) {
        const page = integerIn(query, 'page', 1, 1000) ?? 1;
        const size = integerIn(query, 'per_page', 1, 50) ?? 10;
        const status = checked(query, 'status', 'planned', 'confirmed', 'closed', 'cancelled');
        const sort = checked(query, 'sort', 'seats', 'place');
        const order = checked(query, 'order', 'asc', 'desc');
        const all = [...readings.values()].reverse();
        const found = all.filter((reading) => status === null || reading.status === status);
        const ordered = sort === null ? found : inOrder(found, sort, order === 'desc');
        const items = ordered.slice((page - 1) * size, page * size);
        return { status: 200, body: { items, total: found.length, page } };
      },
    },
    {
      operationId: 'createReading',
      method: 'POST',
      path: /^\/readings$/,
      handle(request) {
        const { doorCode: _, ...sent } = objectIn(request, rules, ['authorId', 'place']);
        if (!hasAuthor(String(sent['authorId'])))
          throw new Refusal(422, `unknown author ${String(sent['authorId'])}`);
        const reading: Reading = {
          seats: 50,
          ...sent,
          id: randomUUID(),
          status: 'planned',
          plannedAt: new Date().toISOString(),
        };
        readings.set(reading.id, reading);
        return { status: 201, body: reading };
      },
    },
    {
      operationId: 'getReading',
      method: 'GET',
      path: /^\/readings\/([^/]+)$/,
      handle: (_, id = '') => ({ status: 200, body: readingAt(id) }),
    },
    {
      operationId: 'updateReading',
      method: 'PATCH',
      path: /^\/readings\/([^/]+)$/,
      handle(request, id = '') {
        const reading = readingAt(id);
        const sent = objectIn(request, { place: rules.place, seats: rules.seats }, [], 1);
        const changed: Reading = { ...reading, ...sent, id: reading.id };
        readings.set(reading.id, changed);
        return { status: 200, body: changed };
      },
    },
    action('confirmReading', 'confirm', 'confirmed', ['planned']),
    action('closeReading', 'close', 'closed', ['confirmed']),
    action('cancelReading', 'cancel', 'cancelled', ['planned', 'confirmed']),
  ];
}
