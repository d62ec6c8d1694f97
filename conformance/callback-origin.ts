import type { Operation } from '../generator/contract/model.ts';
import { callbackUrl } from '../generator/wire/callback-url.ts';
import type { Arguments } from '../generator/wire/message.ts';

/**
 * Stands in a planned request for the address at which callbacks are received. The address changes with each run, the plan and
 * the journal do not. Names below `.invalid` lead nowhere (RFC 2606).
 */
export const callbackOrigin = 'http://plumbline-callback.invalid';

/** The URL that a request gives for the callbacks of an operation. */
export const callbackAddress = ({ operationId }: Operation): string =>
  `${callbackOrigin}/${encodeURIComponent(operationId)}`;

/** A callback of an operation, and the URL that a call gives for it. */
export interface DueCallback {
  readonly name: string;
  readonly url: string;
  readonly operations: readonly Operation[];
}

/** The callbacks for which a call gives a URL of ours. */
export const dueCallbacks = ({ callbacks }: Operation, call: Arguments): readonly DueCallback[] =>
  callbacks.flatMap(({ name, expression, operations }) => {
    const url = callbackUrl(expression, call);
    return url?.startsWith(`${callbackOrigin}/`) === true ? [{ name, url, operations }] : [];
  });
