import { createHash } from 'node:crypto';
import type { Contract } from '../../generator/contract/model.ts';
import type { MockCall } from '../model.ts';
import type { MockResponse } from './reply.ts';

/** Remembers the responses to calls with an idempotency key. */
export interface RepeatedKeys {
  /** The response to the first call with the same key and the same request. */
  find(call: MockCall, bytes: Uint8Array): MockResponse | undefined;
  /** Remembers the response of a call that succeeded. */
  keep(call: MockCall, bytes: Uint8Array, response: MockResponse): void;
  reset(): void;
}

/** The oldest keys are forgotten beyond this number. */
const most = 10_000;

/** The keys of one mock: a repeated request gets the first response again (draft-ietf-httpapi-idempotency-key-header, 2.6). */
export function createRepeatedKeys({ inferred }: Contract): RepeatedKeys {
  const known = new Map<string, MockResponse>();
  const nameOf = ({ operationId, request, account }: MockCall, bytes: Uint8Array): string | undefined => {
    const { header } = inferred.idempotency.get(operationId) ?? {};
    const key = header === undefined ? null : request.headers.get(header);
    if (key === null) return undefined;
    const body = createHash('sha256').update(bytes).digest('base64url');
    return JSON.stringify([account, request.method, request.url, key, body]);
  };
  return {
    find(call, bytes) {
      const name = nameOf(call, bytes);
      const response = name === undefined ? undefined : known.get(name);
      return response instanceof Response ? response.clone() : response;
    },
    keep(call, bytes, response) {
      const name = nameOf(call, bytes);
      if (name === undefined || response.status >= 300) return;
      known.set(name, response instanceof Response ? response.clone() : response);
      const [oldest] = known.keys();
      if (known.size > most && oldest !== undefined) known.delete(oldest);
    },
    reset: () => known.clear(),
  };
}
