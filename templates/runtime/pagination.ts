import type { ClientConfig, RequestOptions } from './config.js';
import type { Operation } from './operation.js';
import { ApiPromise } from './promise.js';
import { json, type RequestInput, send } from './send.js';
import { queryText } from './url.js';

/** How a list is paged; names of members and parameters. */
export interface Paging {
  /** Query parameter that takes the cursor. */
  readonly cursor: string;
  /** Member of the response that holds the items. */
  readonly items: string;
  /** Member of an item that is the next cursor. */
  readonly itemCursor?: string;
  /** Member of the response that is the next cursor. */
  readonly next?: string;
  /** Boolean member of the response: true while more pages follow. */
  readonly hasMore?: string;
}

/** A request whose query can get another cursor. */
export interface PagedInput extends Omit<RequestInput, 'query'> {
  readonly query: object;
}

type Members = { readonly [name: string]: unknown };

/** A promise of the first page; `for await (const item of client.things.list())` gives every item of every page. */
export class PagePromise<Page, Item> extends ApiPromise<Page> implements AsyncIterable<Item> {
  readonly #follow: (cursor: unknown) => PagePromise<Page, Item>;
  readonly #paging: Paging;

  constructor(first: ApiPromise<Page>, paging: Paging, follow: (cursor: unknown) => PagePromise<Page, Item>) {
    super(
      first.withResponse().then(({ data, response, requestId }) => {
        const known = {
          response,
          requestId,
          abort: () => {},
          done: () => {},
          waitOn: () => {},
          explain: async (cause: Error) => cause,
          keys: [],
        };
        return { ...known, data };
      }),
      async (received) => (received as typeof received & { data: Page }).data,
    );
    this.#paging = paging;
    this.#follow = follow;
  }

  /** Every page, fetched on demand. */
  async *pages(): AsyncGenerator<Page> {
    let promise: PagePromise<Page, Item> = this;
    const seen = new Set<unknown>();
    for (;;) {
      const page = await promise;
      yield page;
      const cursor = nextCursor(page as Members, this.#paging);
      // A server that repeats a cursor would cause an endless loop.
      if (cursor === undefined || seen.has(cursor)) return;
      seen.add(cursor);
      promise = this.#follow(cursor);
    }
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Item> {
    for await (const page of this.pages()) yield* itemsOf<Item>(page as Members, this.#paging);
  }
}

const itemsOf = <Item>(page: Members, { items }: Paging): readonly Item[] => {
  const list = page?.[items];
  return Array.isArray(list) ? list : [];
};

function nextCursor(page: Members, paging: Paging): unknown {
  const { hasMore, next, itemCursor } = paging;
  if (hasMore !== undefined && page?.[hasMore] !== true) return undefined;
  const last = itemsOf<Members>(page, paging).at(-1);
  const cursor = next === undefined ? last?.[itemCursor ?? 'id'] : page?.[next];
  return cursor === null || cursor === '' ? undefined : cursor;
}

/** Requests a list, and further pages on demand. */
export function paged<Page, Item>(
  config: ClientConfig,
  operation: Operation,
  input: PagedInput,
  options: RequestOptions | undefined,
  paging: Paging,
): PagePromise<Page, Item> {
  const sent = { ...input, query: queryText(input.query) };
  return new PagePromise(send<Page>(config, operation, sent, options, json), paging, (cursor) =>
    paged(
      config,
      operation,
      { ...input, query: { ...input.query, [paging.cursor]: cursor } },
      options,
      paging,
    ),
  );
}
