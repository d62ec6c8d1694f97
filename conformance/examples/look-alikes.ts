import { membersOf, onRequest, onResponse, type Wrap } from './alteration.ts';
import { Refusal } from './server.ts';

/** ETags are weak, in responses and in conditions of requests. */
export const weakTags: Wrap = (next) =>
  onResponse((response) => {
    const { etag } = response.headers ?? {};
    return etag === undefined
      ? response
      : { ...response, headers: { ...response.headers, etag: `W/${etag}` } };
  })(
    onRequest((request) => {
      const match = request.headers['if-match'];
      return match === undefined
        ? request
        : { ...request, headers: { ...request.headers, 'if-match': match.replaceAll('W/', '') } };
    })(next),
  );

/** DELETE of what does not exist succeeds (RFC 9110, 9.2.2). */
export const idempotentDelete: Wrap =
  (next) =>
  async (request, ...parameters) => {
    try {
      return await next(request, ...parameters);
    } catch (cause) {
      if (cause instanceof Refusal && cause.status === 404) return { status: 204 };
      throw cause;
    }
  };

/** Every response takes a time, in milliseconds. */
export const slowly =
  (milliseconds: number): Wrap =>
  (next) =>
  async (request, ...parameters) => {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return next(request, ...parameters);
  };

/** What an operation creates is 404 for other operations for some milliseconds. */
export function delayed(
  create: string,
  reads: readonly string[],
  milliseconds: number,
): { readonly [operationId: string]: Wrap } {
  const since = new Map<string, number>();
  const late: Wrap =
    (next) =>
    async (request, ...parameters) => {
      const response = await next(request, ...parameters);
      const made = since.get(parameters.at(-1) ?? '') ?? 0;
      if (Date.now() - made < milliseconds) throw new Refusal(404, 'not shown yet');
      return response;
    };
  return {
    [create]: onResponse((response) => {
      since.set(String(membersOf(response.body)['id']), Date.now());
      return response;
    }),
    ...Object.fromEntries(reads.map((operationId) => [operationId, late])),
  };
}
