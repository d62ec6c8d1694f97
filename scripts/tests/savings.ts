import type { Handler } from '../../conformance/model.ts';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (name: string) => ({ content: { 'application/json': { schema: ref(name) } } });
const listOf = (name: string) => ({
  description: 'all',
  content: { 'application/json': { schema: { type: 'array', items: ref(name) } } },
});
const error = (description = 'an error') => ({ description, ...json('Error') });
const path = (name: string) => ({ name, in: 'path', required: true, schema: { type: 'string' } });
const needs = (scope: string) => ({ security: [{ token: [scope] }] });
const refusals = { 400: error(), 401: error(), 403: error('A scope is missing'), 404: error() };
const body = (name: string) => ({ requestBody: { required: true, ...json(name) } });

/** The document of a small API: accounts of several users, with amounts that are booked on them and cards below them. */
export const savingsDocument = (hasFees = false) => ({
  openapi: '3.1.0',
  info: { title: 'Savings', version: '1.0.0' },
  paths: {
    '/rates': {
      get: {
        operationId: 'getRates',
        security: [{}, { token: [] }],
        responses: { 200: { description: 'the rate for the caller', ...json('Rates') }, 401: error() },
      },
      head: {
        operationId: 'headRates',
        security: [],
        responses: { 200: { description: 'as GET' }, 404: { description: 'no rates' } },
      },
    },
    '/accounts': {
      get: {
        operationId: 'listAccounts',
        ...needs('read'),
        responses: { 200: listOf('Account'), 401: error(), 403: error() },
      },
      post: {
        operationId: 'openAccount',
        ...needs('write'),
        ...body('NewAccount'),
        responses: { 201: { description: 'opened', ...json('Account') }, ...refusals },
      },
    },
    '/accounts/{accountId}': {
      parameters: [path('accountId')],
      get: {
        operationId: 'getAccount',
        ...needs('read'),
        responses: { 200: { description: 'it', ...json('Account') }, ...refusals },
      },
      patch: {
        operationId: 'relabel',
        ...needs('write'),
        ...body('NewAccount'),
        responses: { 200: { description: 'it', ...json('Account') }, ...refusals },
      },
      delete: {
        operationId: 'closeAccount',
        ...needs('write'),
        responses: {
          204: { description: 'closed' },
          ...refusals,
          409: error('The balance is not zero'),
        },
      },
    },
    ...Object.fromEntries(
      ['withdrawals', 'deposits'].map((kind) => [
        `/accounts/{accountId}/${kind}`,
        {
          parameters: [path('accountId')],
          post: {
            operationId: `add_${kind}`,
            ...needs('write'),
            ...body('Amount'),
            responses: {
              201: { description: 'booked', ...json('Entry') },
              ...refusals,
              409: error('There is not enough money'),
            },
          },
        },
      ]),
    ),
    '/accounts/{accountId}/entries': {
      parameters: [path('accountId')],
      get: {
        operationId: 'listEntries',
        ...needs('read'),
        parameters: [
          { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 } },
          { name: 'offset', in: 'query', schema: { type: 'integer', minimum: 0 } },
        ],
        responses: { 200: listOf('Entry'), ...refusals },
      },
    },
    '/accounts/{accountId}/cards': {
      parameters: [path('accountId')],
      post: {
        operationId: 'addCard',
        ...needs('write'),
        ...body('NewCard'),
        responses: { 201: { description: 'added', ...json('Card') }, ...refusals },
      },
    },
    '/accounts/{accountId}/cards/{cardId}': {
      parameters: [path('accountId'), path('cardId')],
      get: {
        operationId: 'getCard',
        ...needs('read'),
        responses: { 200: { description: 'it', ...json('Card') }, ...refusals },
      },
    },
    '/transfers': {
      post: {
        operationId: 'transfer',
        ...needs('write'),
        ...body('Transfer'),
        responses: {
          201: { description: 'done', ...json('Transfer') },
          ...refusals,
          409: error('There is not enough money'),
        },
      },
    },
  },
  components: {
    securitySchemes: {
      token: {
        type: 'oauth2',
        flows: { clientCredentials: { tokenUrl: '/token', scopes: { read: 'look', write: 'change' } } },
      },
    },
    schemas: {
      Error: { type: 'object', required: ['message'], properties: { message: { type: 'string' } } },
      Rates: { type: 'object', required: ['rate'], properties: { rate: { type: 'number' } } },
      NewAccount: {
        type: 'object',
        required: ['label'],
        additionalProperties: false,
        properties: { label: { type: 'string', minLength: 1, maxLength: 40 } },
      },
      Account: {
        type: 'object',
        required: ['id', 'label', 'balance'],
        properties: { id: { type: 'string' }, label: { type: 'string' }, balance: { type: 'integer' } },
      },
      Amount: {
        type: 'object',
        required: ['amount'],
        additionalProperties: false,
        properties: { amount: { type: 'integer', minimum: 1, maximum: 100_000 } },
      },
      Entry: {
        type: 'object',
        required: ['id', 'amount'],
        properties: {
          id: { type: 'string' },
          amount: { type: 'integer' },
          ...(hasFees ? { fee: { type: 'integer' } } : {}),
          status: { type: 'string', enum: ['booked', 'pending'] },
        },
      },
      NewCard: {
        type: 'object',
        required: ['name'],
        additionalProperties: false,
        properties: { name: { type: 'string', minLength: 1, maxLength: 20 } },
      },
      Card: {
        type: 'object',
        required: ['id', 'name'],
        properties: { id: { type: 'string' }, name: { type: 'string' } },
      },
      Transfer: {
        type: 'object',
        required: ['source_account_id', 'target_account_id', 'amount'],
        additionalProperties: false,
        properties: {
          source_account_id: { type: 'string', description: 'The account that pays' },
          target_account_id: { type: 'string', description: 'The account that receives' },
          amount: { type: 'integer', minimum: 1, maximum: 100_000 },
        },
      },
    },
  },
});

/** The tokens of two users, and one of the first that may only read. */
export const savingsTokens = {
  first: 'token-of-the-first-user',
  other: 'token-of-the-other-user',
  limited: 'token-that-only-reads',
} as const;

interface Account {
  readonly id: string;
  readonly owner: string;
  label: string;
  balance: number;
}

class Refused extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`refused with ${status}`);
    this.status = status;
  }
}

const reply = (status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(value === undefined ? null : JSON.stringify(value), {
    status,
    headers: { ...(value === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
  });

/**
 * The server of that document. `as` names what is special: for correct servers `plain`, `shared` (all users see all), `pending`
 * (amounts are booked later), `fees`, `hides-by-204` (a change by another user succeeds without effect), `open-rates`,
 * `busy` (429 with Retry-After now and then); the other names are faults.
 */
export function savingsServer(as: string): Handler {
  const accounts = new Map<string, Account>();
  const cards = new Map<string, { readonly id: string; readonly name: string; readonly account: string }>();
  const entries: { readonly id: string; readonly amount: number; readonly account: string }[] = [];
  let last = 0;
  let calls = 0;
  const newId = (kind: string): string => `${kind}-${String(++last).padStart(4, '0')}`;
  const text = (value: unknown, most: number): string => {
    if (typeof value !== 'string' || value === '' || [...value].length > most) throw new Refused(400);
    return value;
  };
  const amountIn = (value: unknown): number => {
    if (!Number.isInteger(value) || Number(value) < 1 || Number(value) > 100_000) throw new Refused(400);
    return Number(value);
  };
  const only = (value: Readonly<Record<string, unknown>>, ...names: readonly string[]): void => {
    if (Object.keys(value).some((name) => !names.includes(name))) throw new Refused(400);
  };

  return async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const token = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1];
    const user =
      token === savingsTokens.other
        ? 'other'
        : token === savingsTokens.first || token === savingsTokens.limited
          ? 'first'
          : undefined;
    const account = (id: string | undefined, isChange = false): Account => {
      const found = accounts.get(id ?? '');
      const isOpen =
        as === 'shared' || (as === 'reads-others' && !isChange) || (as === 'changes-others' && isChange);
      if (found === undefined || (found.owner !== user && !isOpen)) throw new Refused(404);
      return found;
    };
    const shown = ({ id, label, balance }: Account) => ({ id, label, balance });
    const book = (to: Account, amount: number) => {
      if (to.balance + amount < 0) throw new Refused(409);
      const fee = as === 'fees' ? 1 : 0;
      if (as !== 'balance-stuck' && as !== 'pending') to.balance += amount - fee;
      if (as === 'books-twice') to.balance += amount;
      const entry = { id: newId('entry'), amount };
      if (as !== 'entry-lost') entries.push({ ...entry, account: to.id });
      const status = as === 'pending' ? { status: 'pending' } : {};
      return { ...entry, ...status, ...(as === 'fees' ? { fee } : {}) };
    };
    const json = async (): Promise<Readonly<Record<string, unknown>>> => {
      if (!/^application\/json/.test(request.headers.get('content-type') ?? '')) throw new Refused(400);
      try {
        const value: unknown = JSON.parse(await request.text());
        if (typeof value === 'object' && value !== null && !Array.isArray(value))
          return Object.fromEntries(Object.entries(value));
      } catch {}
      throw new Refused(400);
    };
    if (as === 'busy' && ++calls % 40 === 0) return reply(429, { message: 'busy' }, { 'retry-after': '0' });
    if (as === 'bad-retry-after' && ++calls % 40 === 0)
      return reply(429, { message: 'busy' }, { 'retry-after': 'soon' });
    try {
      const [, collection, id, part, partId] = pathname.split('/');
      const rest = [id === undefined ? '' : '/{}', part === undefined ? '' : `/${part}`].join('');
      if (collection === 'rates' && rest === '') {
        if (request.method !== 'GET' && request.method !== 'HEAD') throw new Refused(405);
        if (token !== undefined && user === undefined && as !== 'rates-any-token') {
          if (as !== 'open-rates') throw new Refused(401);
        }
        const isKnown = as === 'rates-any-token' ? token !== undefined : user !== undefined;
        const rate = { rate: isKnown ? 2 : 1 };
        if (request.method === 'GET') return reply(200, rate);
        const type = as === 'head-other-type' ? 'text/plain' : 'application/json';
        return new Response(null, {
          status: as === 'head-404' ? 404 : 200,
          headers: { 'content-type': type },
        });
      }
      if (user === undefined) throw new Refused(401);
      const isRead = request.method === 'GET';
      if (!isRead && token === savingsTokens.limited && as !== 'ignores-scopes') throw new Refused(403);
      const operation = `${request.method} /${collection}${rest}${partId === undefined ? '' : '/{}'}`;
      switch (operation) {
        case 'GET /accounts': {
          const own = [...accounts.values()].filter(
            ({ owner }) => owner === user || as === 'shared' || as === 'lists-others',
          );
          return reply(200, own.map(shown));
        }
        case 'POST /accounts': {
          const sent = await json();
          only(sent, 'label');
          const made = { id: newId('acc'), owner: user, label: text(sent['label'], 40), balance: 0 };
          accounts.set(made.id, made);
          return reply(201, shown(made));
        }
        case 'GET /accounts/{}':
          return reply(200, shown(account(id)));
        case 'PATCH /accounts/{}': {
          const sent = await json();
          only(sent, 'label');
          const label = text(sent['label'], 40);
          const found = accounts.get(id ?? '');
          if (as === 'hides-by-204' && found !== undefined && found.owner !== user)
            return reply(200, { ...shown(found), label });
          const own = account(id, true);
          own.label = label;
          return reply(200, shown(own));
        }
        case 'DELETE /accounts/{}': {
          const found = accounts.get(id ?? '');
          if (as === 'hides-by-204' && found !== undefined && found.owner !== user)
            return reply(204, undefined);
          const own = account(id, true);
          if (own.balance !== 0 && as !== 'closes-filled') throw new Refused(409);
          accounts.delete(own.id);
          for (const card of cards.values()) if (card.account === own.id) cards.delete(card.id);
          return reply(204, undefined);
        }
        case 'POST /accounts/{}/deposits':
        case 'POST /accounts/{}/withdrawals': {
          const own = account(id, true);
          const sent = await json();
          only(sent, 'amount');
          const amount = amountIn(sent['amount']);
          return reply(201, book(own, part === 'deposits' ? amount : -amount));
        }
        case 'GET /accounts/{}/entries': {
          const own = account(id);
          const [limit, offset] = ['limit', 'offset'].map((name) => searchParams.get(name));
          for (const each of [limit, offset])
            if (typeof each === 'string' && !/^\d+$/.test(each)) throw new Refused(400);
          const size = Number(limit ?? 20);
          if (size < 1 || size > 100) throw new Refused(400);
          const from = Number(offset ?? 0);
          const all = entries.filter((each) => each.account === own.id);
          return reply(
            200,
            all.slice(from, from + size).map((each) => ({ id: each.id, amount: each.amount })),
          );
        }
        case 'POST /accounts/{}/cards': {
          const own = account(id, true);
          const sent = await json();
          only(sent, 'name');
          const card = { id: newId('card'), name: text(sent['name'], 20), account: own.id };
          cards.set(as === 'cards-stay' ? `${card.id} kept` : card.id, card);
          return reply(201, { id: card.id, name: card.name });
        }
        case 'GET /accounts/{}/cards/{}': {
          const kept = cards.get(`${partId} kept`);
          const card = kept ?? cards.get(partId ?? '');
          if (kept === undefined) account(id);
          if (card === undefined || card.account !== id) throw new Refused(404);
          return reply(200, { id: card.id, name: card.name });
        }
        case 'POST /transfers': {
          const sent = await json();
          only(sent, 'source_account_id', 'target_account_id', 'amount');
          const amount = amountIn(sent['amount']);
          const [source, target] = ['source_account_id', 'target_account_id'].map((name) => {
            if (typeof sent[name] !== 'string') throw new Refused(400);
            return account(sent[name], true);
          });
          if (source === undefined || target === undefined) throw new Refused(404);
          book(source, -amount);
          if (as !== 'transfers-half') book(target, amount);
          return reply(201, sent);
        }
        default:
          throw new Refused(/^(GET|POST) \/(accounts|transfers|rates)$/.test(operation) ? 405 : 404);
      }
    } catch (cause) {
      if (cause instanceof Refused)
        return reply(
          cause.status,
          { message: cause.message },
          cause.status === 405 ? { allow: 'GET, HEAD, POST' } : {},
        );
      throw cause;
    }
  };
}
