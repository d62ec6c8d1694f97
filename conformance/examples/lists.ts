import { createHash } from 'node:crypto';
import { type ExampleRequest, type ExampleResponse, Refusal } from './server.ts';

/** Items in the order of a member, those without it last. */
export function inOrder<Item extends object>(
  items: readonly Item[],
  member: string,
  isDescending: boolean,
): readonly Item[] {
  const rank = (item: Item): string | number | undefined => {
    const value: unknown = Object.entries(item).find(([name]) => name === member)?.[1];
    return typeof value === 'string' || typeof value === 'number' ? value : undefined;
  };
  return [...items].sort((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    if (left === undefined || right === undefined)
      return Number(left === undefined) - Number(right === undefined);
    if (left === right) return 0;
    return left < right === isDescending ? 1 : -1;
  });
}

/** Remembers responses by a key that the client sends in a header: the same request with the same key gets the same response. */
export function createRepeated() {
  const known = new Map<string, { readonly body: string; readonly response: ExampleResponse }>();
  return (
    { headers, bytes }: ExampleRequest,
    header: string,
    respond: () => ExampleResponse,
  ): ExampleResponse => {
    const key = headers[header];
    if (typeof key !== 'string') return respond();
    if (key.length === 0 || key.length > 64)
      throw new Refusal(400, `header/${header}: must have 1 to 64 characters`);
    const body = createHash('sha256').update(bytes).digest('hex');
    const before = known.get(key);
    if (before?.body === body) return before.response;
    const response = respond();
    known.set(key, { body, response });
    return response;
  };
}
