/** What the chunks of a completion have in common, whatever else they hold. */
export interface ChunkLike {
  readonly choices?: readonly ChoiceLike[] | undefined;
  readonly usage?: unknown;
}

interface ChoiceLike {
  readonly index?: number | undefined;
  readonly delta?: object | undefined;
  readonly finish_reason?: string | null | undefined;
  readonly usage?: unknown;
}

/** A choice with its deltas put together. */
export interface WholeChoice {
  readonly index: number;
  /** Texts joined; tool calls in the order of their index, without it. */
  readonly message: { readonly [name: string]: unknown };
  readonly finish_reason: string | null;
}

/** A whole response, put together from chunks. */
export interface WholeResponse {
  readonly choices: readonly WholeChoice[];
  /** From the tail chunk, else from the last choice that had one. */
  readonly usage: unknown;
  readonly [name: string]: unknown;
}

/** Puts chunks together, one after the other. */
export interface Fold {
  add(chunk: ChunkLike): void;
  /** The response as far as it came. */
  whole(): WholeResponse;
}

type Members = { [name: string]: unknown };

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Names that every chunk repeats: they are taken over, not joined. */
const repeated = new Set(['id', 'type', 'role', 'index', 'name']);

/** Joins what a delta adds to what there is: texts are appended, objects merged, list items matched by `index`. */
function join(before: unknown, delta: unknown, name: string): unknown {
  if (delta === undefined || delta === null) return before ?? delta;
  if (typeof before === 'string' && typeof delta === 'string')
    return repeated.has(name) ? delta || before : before + delta;
  if (Array.isArray(delta))
    return delta.reduce<unknown[]>(joinItem, Array.isArray(before) ? [...before] : []);
  if (!isMembers(delta)) return delta;
  const whole: Members = isMembers(before) ? { ...before } : {};
  for (const [key, value] of Object.entries(delta)) {
    const joined = join(Object.hasOwn(whole, key) ? whole[key] : undefined, value, key);
    Object.defineProperty(whole, key, {
      value: joined,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return whole;
}

function joinItem(items: unknown[], item: unknown): unknown[] {
  const index = isMembers(item) ? item['index'] : undefined;
  const place = items.findIndex(
    (other) => index !== undefined && isMembers(other) && other['index'] === index,
  );
  if (place < 0) return [...items, join(undefined, item, '')];
  return items.map((other, at) => (at === place ? join(other, item, '') : other));
}

/** The list as a whole response has it: its items ordered by their index, which only deltas carry. */
const ordered = (items: readonly unknown[]): readonly unknown[] =>
  items.every((item): item is Members => isMembers(item) && typeof item['index'] === 'number')
    ? [...items]
        .sort((a, b) => Number(a['index']) - Number(b['index']))
        .map(({ index: _, ...rest }) => rest)
    : items;

/** Makes an empty fold. */
export function createFold(): Fold {
  const choices = new Map<number, WholeChoice>();
  let head: Members = {};
  let tail: unknown;
  let inChoice: unknown;
  return {
    add({ choices: parts = [], usage, ...rest }) {
      head = { ...head, ...rest };
      tail = usage ?? tail;
      for (const { index = 0, delta, finish_reason, usage: own } of parts) {
        const known = choices.get(index);
        inChoice = own ?? inChoice;
        choices.set(index, {
          index,
          message: join(known?.message ?? {}, delta, '') as Members,
          finish_reason: finish_reason ?? known?.finish_reason ?? null,
        });
      }
    },
    whole() {
      const { object } = head;
      return {
        ...head,
        ...(typeof object === 'string' ? { object: object.replace(/\.chunk$/, '') } : {}),
        choices: [...choices.values()]
          .sort((a, b) => a.index - b.index)
          .map(({ message, ...rest }) => ({
            ...rest,
            message: Object.fromEntries(
              Object.entries(message).map(([name, value]) => [
                name,
                Array.isArray(value) ? ordered(value) : value,
              ]),
            ),
          })),
        usage: tail ?? inChoice,
      };
    },
  };
}

/** Puts the chunks of a streamed response together: the same message as without streaming. */
export async function foldChunks(
  chunks: AsyncIterable<ChunkLike> | Iterable<ChunkLike>,
): Promise<WholeResponse> {
  const fold = createFold();
  for await (const chunk of chunks) fold.add(chunk);
  return fold.whole();
}
