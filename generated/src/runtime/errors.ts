/** What every error of this client extends; its message never holds a key. */
export class ClientError extends Error {
  override readonly name: string = 'ClientError';
}

/** The client was given something it cannot work with; no request has been sent. */
export class ConfigurationError extends ClientError {
  override readonly name = 'ConfigurationError';
  /** The option or argument at fault. */
  declare readonly option: string;
  constructor(option: string, reason: string) {
    super(`${option}: ${reason}`);
    this.option = option;
  }
}

/** No response arrived: refused, reset, name not found. `cause` is the platform's error, copied without keys. */
export class ApiConnectionError extends ClientError {
  override readonly name: string = 'ApiConnectionError';
}

/** No response within `timeout` milliseconds. */
export class RequestTimeoutError extends ApiConnectionError {
  override readonly name = 'RequestTimeoutError';
}

/** The caller's `signal` was aborted. */
export class RequestAbortedError extends ClientError {
  override readonly name = 'RequestAbortedError';
}

/** A stream of events ended early or held something else than events. */
export class StreamError extends ClientError {
  override readonly name: string = 'StreamError';
}

/** A body that breaks its schema, with one line for each place. */
export class ValidationError extends ClientError {
  override readonly name = 'ValidationError';
  readonly part: 'request' | 'response';
  readonly messages: readonly string[];
  constructor(operationId: string, part: 'request' | 'response', messages: readonly string[]) {
    super(`${operationId}: the ${part} breaks its schema: ${messages.join('; ')}`);
    this.part = part;
    this.messages = messages;
  }
}

/** What a response with an error says. */
export interface ErrorDetails {
  readonly status: number;
  /** The response's body: parsed where it is JSON, else text; keys are taken out. */
  readonly body: unknown;
  /** Keys are taken out. */
  readonly headers: Headers;
  readonly requestId: string | undefined;
  /** `error.type` of the body, if there is one. */
  readonly type: string | undefined;
  /** `error.code` of the body, if there is one. */
  readonly code: string | undefined;
}

/** The API responded with an error. */
export class ApiError extends ClientError implements ErrorDetails {
  override readonly name: string = 'ApiError';
  declare readonly status: number;
  declare readonly body: unknown;
  declare readonly headers: Headers;
  declare readonly requestId: string | undefined;
  declare readonly type: string | undefined;
  declare readonly code: string | undefined;
  constructor(message: string, details: ErrorDetails) {
    super(`${details.status} ${message}${details.requestId ? ` (request ${details.requestId})` : ''}`);
    Object.assign(this, details);
  }
}

/** 400 */
export class BadRequestError extends ApiError {
  override readonly name = 'BadRequestError';
}

/** 401 */
export class AuthenticationError extends ApiError {
  override readonly name = 'AuthenticationError';
}

/** 403 */
export class PermissionDeniedError extends ApiError {
  override readonly name = 'PermissionDeniedError';
}

/** 404 */
export class NotFoundError extends ApiError {
  override readonly name = 'NotFoundError';
}

/** 409 */
export class ConflictError extends ApiError {
  override readonly name = 'ConflictError';
}

/** 422 */
export class UnprocessableEntityError extends ApiError {
  override readonly name = 'UnprocessableEntityError';
}

/** 429 */
export class RateLimitError extends ApiError {
  override readonly name = 'RateLimitError';
}

/** 500 and above */
export class InternalServerError extends ApiError {
  override readonly name = 'InternalServerError';
}

/** The first that says something. */
export const first = (...values: readonly unknown[]): string | undefined =>
  values.map((value) => (typeof value === 'object' ? '' : `${value ?? ''}`)).find(Boolean);
