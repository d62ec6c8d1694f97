import type {
  ContractExtensions,
  MediaTypeExtensions,
  OperationExtensions,
  OperationRole,
  Pagination,
  ResourceOverride,
} from '../contract/model.ts';
import { isObject } from '../json/pointer.ts';

/** The known members `x-plumbline-*`; an unknown one is a diagnostic. */
export const vocabulary = {
  'x-plumbline-name': 'on info: the client class; on an inline schema: its type',
  'x-plumbline-resource':
    'on an operation: resource path of the client, e.g. chat.completions; or {client, path, role, key, unique, references}; or false',
  'x-plumbline-method': 'on an operation: method name',
  'x-plumbline-env': 'on info: environment variable of the base URL; on a security scheme: of the key',
  'x-plumbline-request-id': 'on info: response headers that carry a request id',
  'x-plumbline-retry': 'on info: {never: [error types]}',
  'x-plumbline-pagination': 'on an operation: {cursor, items, itemCursor or next, hasMore, limit}, or false',
  'x-plumbline-idempotency': 'on an operation: the header of the idempotency key, or false',
  'x-plumbline-unlisted':
    'on a schema with a discriminator: true, values that it does not list are typed, and validated in requests, by what all branches extend',
  'x-plumbline-stream-end': 'on a media type with itemSchema: data of the last event',
} as const;

export type ExtensionName = keyof typeof vocabulary;

const text = (holder: unknown, name: ExtensionName): string | undefined => {
  const value = isObject(holder) ? holder[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const texts = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : Array.isArray(value)
      ? value.filter((item) => typeof item === 'string')
      : [];

const given = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };

export const schemaName = (schema: unknown): string | undefined => text(schema, 'x-plumbline-name');

/** Whether a discriminator takes values that it does not list. */
export const takesUnlisted = (schema: unknown): boolean =>
  isObject(schema) && schema['x-plumbline-unlisted' satisfies ExtensionName] === true;

export const keyEnvironment = (scheme: unknown): string | undefined => text(scheme, 'x-plumbline-env');

export function contractExtensions(info: unknown): ContractExtensions {
  const members = isObject(info) ? info : {};
  const retry = members['x-plumbline-retry' satisfies ExtensionName];
  return {
    ...given('name', text(info, 'x-plumbline-name')),
    ...given('baseUrlEnv', text(info, 'x-plumbline-env')),
    requestIdHeaders: texts(members['x-plumbline-request-id' satisfies ExtensionName]),
    neverRetry: isObject(retry) ? texts(retry['never']) : [],
  };
}

export function operationExtensions(operation: unknown): OperationExtensions {
  const members = isObject(operation) ? operation : {};
  const resource = members['x-plumbline-resource' satisfies ExtensionName];
  const client = isObject(resource) ? resource['client'] : resource;
  return {
    ...given('resource', typeof client === 'string' && client !== '' ? client.split('.') : undefined),
    ...given('resourceOverride', resourceOverride(resource)),
    ...given('method', text(operation, 'x-plumbline-method')),
    ...given('pagination', pagination(members['x-plumbline-pagination' satisfies ExtensionName])),
    ...(members['x-plumbline-pagination' satisfies ExtensionName] === false ? { isPaged: false } : {}),
    ...given(
      'idempotency',
      members['x-plumbline-idempotency' satisfies ExtensionName] === false
        ? false
        : text(operation, 'x-plumbline-idempotency'),
    ),
  };
}

const roles: readonly OperationRole[] = [
  'list',
  'create',
  'retrieve',
  'update',
  'replace',
  'delete',
  'action',
];

function resourceOverride(value: unknown): ResourceOverride | undefined {
  if (value === false) return false;
  if (!isObject(value)) return undefined;
  const member = (key: string) => (typeof value[key] === 'string' ? (value[key] as string) : undefined);
  const references = value['references'];
  return {
    ...given('path', member('path')),
    ...given(
      'role',
      roles.find((role) => role === value['role']),
    ),
    ...given('key', member('key')),
    ...given('unique', Array.isArray(value['unique']) ? texts(value['unique']) : undefined),
    ...given(
      'references',
      isObject(references)
        ? new Map(
            Object.entries(references).map(([name, path]) => [name, typeof path === 'string' ? path : false]),
          )
        : undefined,
    ),
  };
}

export const mediaTypeExtensions = (mediaType: unknown): MediaTypeExtensions =>
  given('streamEnd', text(mediaType, 'x-plumbline-stream-end'));

function pagination(value: unknown): Pagination | undefined {
  if (!isObject(value) || typeof value['cursor'] !== 'string' || typeof value['items'] !== 'string')
    return undefined;
  const { cursor, items } = value;
  const member = (key: string) => (typeof value[key] === 'string' ? (value[key] as string) : undefined);
  return {
    cursor,
    items,
    ...given('itemCursor', member('itemCursor')),
    ...given('next', member('next')),
    ...given('hasMore', member('hasMore')),
    ...given('limit', member('limit')),
  };
}
