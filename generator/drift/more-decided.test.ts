import { describe, expect, it } from 'vitest';
import { api, drift } from './small-api.test-support.ts';

const page = { name: 'page', in: 'query', schema: { type: 'integer' } };
const size = { name: 'size', in: 'query', schema: { type: 'integer' } };
const paging = (size: object) => ({
  name: 'paging',
  in: 'query',
  style: 'form',
  explode: true,
  schema: { type: 'object', properties: { page: { type: 'integer' }, size } },
});
const callback = (status: number) =>
  api({
    callbacks: {
      paid: {
        '{$request.query.url}': { post: { responses: { [status]: { description: 'received' } } } },
      },
    },
  });

const verdicts = (base: object, head: object) =>
  drift(api(base), api(head)).map(({ verdict, code }) => `${verdict} ${code}`);

describe('what is written the same on the wire', () => {
  it('an exploded object is a parameter for each of its members', () => {
    const members = { parameters: [page, size] };
    expect(verdicts(members, { parameters: [paging({ type: 'integer' })] })).toEqual([
      'non-breaking equivalent',
    ]);
    expect(verdicts(members, { parameters: [paging({ type: 'integer', maximum: 50 })] })).toEqual([
      'breaking request-maximum-tightened',
    ]);
  });

  it('a receiver of callbacks whose response is not documented any more is broken', () => {
    const found = drift(callback(200), callback(204));
    expect(
      found.filter(({ verdict }) => verdict === 'breaking').map(({ code, polarity }) => [code, polarity]),
    ).toEqual([['response-success-status-removed', 'request']]);
    expect(drift(callback(200), callback(200))).toEqual([]);
  });
});
