import { describe, expect, it } from 'vitest';
import { api, drift, object, requestOf, responding } from './small-api.test-support.ts';

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

describe('what is decided by counting', () => {
  const listOf = (more: object) => requestOf({ type: 'array', ...more });
  const x = { const: 'x' };
  it.each([
    {
      title: 'fewer items may match',
      base: { contains: x, maxContains: 3 },
      head: { contains: x, maxContains: 2 },
      want: 'breaking request-max-contains-tightened',
      value: ['x', 'x', 'x'],
    },
    {
      title: 'more items must match',
      base: { contains: x, minContains: 2 },
      head: { contains: x, minContains: 3 },
      want: 'breaking request-min-contains-tightened',
      value: ['x', 'x'],
    },
    {
      title: 'more items may match',
      base: { contains: x, maxContains: 3 },
      head: { contains: x, maxContains: 30 },
      want: 'non-breaking request-max-contains-loosened',
    },
    {
      title: 'another schema counts more items',
      base: { contains: x, maxContains: 2 },
      head: { contains: { enum: ['x', 'y'] }, maxContains: 2 },
      want: 'breaking request-contains-tightened',
      value: ['x', 'y', 'y'],
    },
    {
      title: 'as many items as there may be',
      base: { items: x, maxItems: 3, minItems: 1 },
      head: { items: x, maxItems: 3, contains: x, maxContains: 3 },
      want: 'non-breaking equivalent',
    },
    {
      title: 'thousands of items, without a full stack',
      base: { contains: x, maxContains: 15_000 },
      head: { contains: x, maxContains: 14_000 },
      want: 'breaking request-max-contains-tightened',
      value: Array.from({ length: 14_001 }, () => 'x'),
    },
  ])('$title', ({ base, head, want, value }) => {
    const [change, ...others] = drift(listOf(base), listOf(head));
    expect(`${change?.verdict} ${change?.code}`).toBe(want);
    expect(others).toEqual([]);
    if (value !== undefined) expect(change?.witness).toMatchObject({ value, confirmed: true });
  });

  it('integers beyond 2^53 are stepped through as far as they differ', () => {
    const upTo = (maximum: number) => requestOf({ type: 'integer', maximum });
    const [change] = drift(upTo(1e30), upTo(1e29));
    expect(change).toMatchObject({ verdict: 'breaking', code: 'request-maximum-tightened' });
    expect(change?.witness?.confirmed).toBe(true);
    expect(drift(upTo(1e29), upTo(1e30)).map(({ verdict }) => verdict)).toEqual(['non-breaking']);
  });
});

describe('a union whose branches differ by undeclared members only', () => {
  const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  const card = object({ kind: { type: 'string' }, number: { type: 'string' } }, { required: ['kind'] });
  const bank = (iban: object) => object({ kind: { type: 'string' }, iban }, { required: ['kind'] });
  const [any, long] = [{ type: 'string' }, { type: 'string', minLength: 5 }];
  const inline = (iban: object) => requestOf({ oneOf: [card, bank(iban)] });
  const named = (iban: object) => ({
    ...requestOf({ oneOf: [ref('Card'), ref('Bank')], discriminator: { propertyName: 'kind' } }),
    components: { schemas: { Card: card, Bank: bank(iban) } },
  });

  it.each([
    { title: 'inline, though Ajv reads the union to the letter', of: inline, isConfirmed: undefined },
    { title: 'by name, where Ajv confirms it for the branch', of: named, isConfirmed: true },
  ])('breaks where a branch is tightened: $title', ({ of, isConfirmed }) => {
    const changes = drift(of(any), of(long));
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatchObject({
      verdict: 'breaking',
      code: 'request-min-length-tightened',
      witness: { value: { kind: 'abc', iban: 'abc' } },
    });
    expect(changes[0]?.witness?.confirmed).toBe(isConfirmed);
    expect(drift(of(long), of(any)).map(({ verdict }) => verdict)).toEqual(['non-breaking']);
  });
});

describe('links', () => {
  const next = { operationId: 'thing', parameters: { id: '$response.body#/id' } };
  const linked = (links: object, operation: object = {}) => api({ ...responding({ links }), ...operation });
  const seen = (base: object, head: object) =>
    drift(linked(base), linked(head)).map(
      ({ verdict, code, polarity, message }) => `${verdict} ${polarity} ${code}: ${message}`,
    );

  it('are reported when they come, go or lead elsewhere; no message changes with them', () => {
    expect(seen({ next }, {})).toEqual([
      'non-breaking response link-removed: the link `next` of the response 200 is gone: clients that follow it have to know the next request themselves',
    ]);
    expect(seen({}, { next })).toEqual([
      'non-breaking response link-added: the link `next` of the response 200 is new',
    ]);
    expect(seen({ next }, { next: { ...next, parameters: { id: '$response.body#/key' } } })).toEqual([
      'non-breaking response link-changed: the link `next` of the response 200 takes the parameters of the next request from elsewhere now',
    ]);
    expect(seen({ next }, { next: { ...next, operationId: 'another' } })).toEqual([
      'non-breaking response link-changed: the link `next` of the response 200 leads to another now',
    ]);
  });

  it('lead to the same operation when only its id changes', () => {
    const renamed = { ...next, operationId: 'renamed' };
    const changes = drift(linked({ next }), linked({ next: renamed }, { operationId: 'renamed' }));
    expect(changes.map(({ code }) => code)).toEqual(['operation-id-changed', 'equivalent']);
  });
});

describe('an edit far below a union', () => {
  const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  const shop = (price: object, others: object) =>
    api(responding({ content: { 'application/json': { schema: ref('Result') } } }), {
      components: {
        schemas: {
          Result: { anyOf: [{ anyOf: [ref('Order'), ref('Draft')] }, ref('Other')] },
          Order: object({ id: { type: 'string' }, lines: { type: 'array', items: ref('Line') } }),
          Draft: object({ id: { type: 'string' }, lines: { type: 'array', items: ref('Line') } }),
          Line: object({ product: ref('Product') }, { required: ['product'] }),
          Product: object({ price }),
          Other: others,
        },
      },
    });
  const deleted = object({ deleted: { const: true } }, { required: ['deleted'] });
  const [known, wider] = [{ enum: ['EUR', 'USD'] }, { enum: ['EUR', 'USD', 'CHF'] }];

  it('breaks where a whole message shows it, in one line', () => {
    const changes = drift(shop(known, deleted), shop(wider, deleted));
    expect(changes.map(({ verdict, code, pointer }) => `${verdict} ${code} ${pointer}`)).toEqual([
      'breaking response-enum-loosened #/components/schemas/Product/properties/price/enum',
    ]);
    expect(changes[0]?.witness).toMatchObject({ value: { price: 'CHF' }, confirmed: true });
  });

  it('does not break where another branch accepts every message', () => {
    const changes = drift(shop(known, object({})), shop(wider, object({})));
    expect(changes.filter(({ verdict }) => verdict === 'breaking' || verdict === 'unknown')).toEqual([]);
  });
});
