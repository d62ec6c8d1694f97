import {
  ApiError,
  ApiConnectionError,
  AuthenticationError,
  BadRequestError,
  ConflictError,
  first,
  InternalServerError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  UnprocessableEntityError,
} from './errors.js';
import type { UnreadResponse } from './promise.js';
import { cleaner, cleanError } from './secrets.js';

/** No response arrived. */
export function connectionError(cause: Error, keys: readonly string[]): ApiConnectionError {
  const clean = cleanError(cause, cleaner(keys));
  // undici puts the reason one level down.
  return new ApiConnectionError(`no response: ${((clean.cause ?? clean) as Error).message}`, { cause: clean });
}

const classes: { readonly [status: number]: typeof ApiError } = {
  400: BadRequestError,
  401: AuthenticationError,
  403: PermissionDeniedError,
  404: NotFoundError,
  409: ConflictError,
  422: UnprocessableEntityError,
  429: RateLimitError,
};

/** The members of whatever came; none of what has no members. */
const membersOf = (value: unknown) => (value ?? {}) as { readonly [name: string]: unknown };

/**
 * The error for a response. Understands `{error: {message, type, code}}`, `{error: "text"}`, `{message, code}` and
 * `{detail}`; of anything else, HTML say, the message shows the beginning of its text.
 */
export function apiError({ response, requestId, keys }: UnreadResponse, said: unknown): ApiError {
  const { status } = response;
  const clean = cleaner(keys);
  const body = clean(said);
  const headers = new Headers([...response.headers].map(([name, value]): [string, string] => [name, clean(value)]));
  const outer = membersOf(body);
  const inner = membersOf(outer['error']);
  const text = first(inner['message'], outer['error'], outer['message'], outer['detail'], body);
  const message =
    text
      ?.replace(/(<[^>]*>|\s)+/g, ' ')
      .trim()
      .slice(0, 300) || 'no message';
  return new (classes[status] ?? (status >= 500 ? InternalServerError : ApiError))(message, {
    status,
    headers,
    body,
    requestId,
    type: first(inner['type'], outer['type']),
    code: first(inner['code'], outer['code']),
  });
}
