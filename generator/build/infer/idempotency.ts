import type { IdempotencyOfOperation, Operation } from '../../contract/model.ts';
import { inference, titleOf } from './override.ts';
import { plainName } from './words.ts';

/** Methods that may be sent twice (RFC 9110, 9.2.2). */
const idempotentMethods: ReadonlySet<string> = new Set([
  'get',
  'head',
  'options',
  'trace',
  'put',
  'delete',
  'query',
]);

/** Headers by which a server recognises a repeated request. */
const headers: ReadonlySet<string> = new Set([
  'idempotencykey',
  'xidempotencykey',
  'idempotencytoken',
  'idempotentkey',
  'xidempotenttoken',
  'clienttoken',
]);

/** Whether a call may be sent twice, and by what. */
export function inferIdempotency(operation: Operation): IdempotencyOfOperation | undefined {
  const { method, extensions, parameters } = operation;
  const say = (
    by: IdempotencyOfOperation['by'],
    reason: string,
    header?: string,
  ): IdempotencyOfOperation => ({
    by,
    ...(header === undefined ? {} : { header }),
    inference: inference(
      `${titleOf(operation)} may be sent twice${header === undefined ? '' : ` with the same ${header}`}`,
      reason,
      operation,
      header === undefined ? 'x-plumbline-idempotency: Idempotency-Key' : 'x-plumbline-idempotency: false',
    ),
  });
  if (typeof extensions.idempotency === 'string')
    return say('header', 'x-plumbline-idempotency says so', extensions.idempotency);
  const header = parameters.find(({ in: place, name }) => place === 'header' && headers.has(plainName(name)));
  if (header !== undefined && extensions.idempotency !== false)
    return say('header', `it has the parameter ${header.name}`, header.name);
  return idempotentMethods.has(method)
    ? say('method', `${method.toUpperCase()} is idempotent (RFC 9110, 9.2.2)`)
    : undefined;
}
