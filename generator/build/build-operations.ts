import type { Callback, Contract, HttpMethod, Operation } from '../contract/model.ts';
import { child, isObject, valueAt } from '../json/pointer.ts';
import type { Pointer } from '../json/types.ts';
import { buildRequestBody, buildResponses } from './build-bodies.ts';
import { buildParameters } from './build-parameters.ts';
import { buildSecurity } from './build-security.ts';
import { buildServers } from './build-servers.ts';
import { operationExtensions } from './extensions.ts';
import { camelCase } from './naming.ts';
import { resolveReference } from './resolve.ts';

const methods: readonly HttpMethod[] = [
  'get',
  'put',
  'post',
  'delete',
  'options',
  'head',
  'patch',
  'trace',
  'query',
];

/**
 * Methods whose requests have no body that means anything (RFC 9110, 9.3.1, 9.3.2, 9.3.8); fetch refuses to send
 * one.
 */
const bodiless: ReadonlySet<HttpMethod> = new Set(['get', 'head', 'trace']);

/** The operations of `paths` or `webhooks`, in the document's order. */
export function buildOperations(contract: Contract, section: 'paths' | 'webhooks'): readonly Operation[] {
  const items = valueAt(contract.document, `#/${section}`);
  const paths = Object.keys(isObject(items) ? items : {}).filter((path) => !path.startsWith('x-'));
  const taken = new Set<string>();
  return paths.flatMap((path) => pathItem(contract, path, child(`#/${section}`, path), taken));
}

function pathItem(
  contract: Contract,
  path: string,
  place: Pointer,
  taken: Set<string>,
  /** The operations that contain this callback: an operation whose callback refers to itself is read once. */
  within: ReadonlySet<Pointer> = new Set(),
): readonly Operation[] {
  const { value: item, pointer } = resolveReference(contract.document, place);
  // The order of the path item's own members, not of the list above.
  const present = Object.keys(item).filter((key): key is HttpMethod =>
    methods.some((method) => method === key),
  );
  const more = isObject(item['additionalOperations']) ? item['additionalOperations'] : {};
  return [
    ...present
      .filter((method) => isObject(item[method]))
      .map((method) => operation(contract, path, method, pointer, child(pointer, method), taken, within)),
    ...Object.keys(more)
      .filter((method) => isToken(method) && isObject(more[method]))
      .map((method) =>
        operation(
          contract,
          path,
          method,
          pointer,
          child(pointer, 'additionalOperations', method),
          taken,
          within,
        ),
      ),
  ];
}

/** A valid HTTP method (RFC 9110, 5.6.2). */
const isToken = (method: string): boolean => /^[!#$%&'*+.^_`|~\w-]+$/.test(method);

function operation(
  contract: Contract,
  path: string,
  method: HttpMethod,
  item: Pointer,
  pointer: Pointer,
  taken: Set<string>,
  within: ReadonlySet<Pointer>,
): Operation {
  const { document } = contract;
  const members = valueAt(document, pointer) as Record<string, unknown>;
  const text = (key: string) => (typeof members[key] === 'string' ? (members[key] as string) : undefined);
  const summary = text('summary');
  const description = text('description');
  const requestBody =
    members['requestBody'] === undefined || bodiless.has(method)
      ? undefined
      : buildRequestBody(contract, child(pointer, 'requestBody'));
  const operationServers = buildServers(members['servers']);
  const itemServers = buildServers(valueAt(document, child(item, 'servers')));
  return {
    operationId: uniqueId(text('operationId') ?? camelCase(`${method} ${path.replace(/[{}]/g, '')}`), taken),
    method,
    path,
    ...(summary === undefined ? {} : { summary }),
    ...(description === undefined ? {} : { description }),
    tags: Array.isArray(members['tags']) ? members['tags'].map(String) : [],
    deprecated: members['deprecated'] === true,
    parameters: buildParameters(contract, [child(item, 'parameters'), child(pointer, 'parameters')]),
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: buildResponses(contract, child(pointer, 'responses')),
    callbacks: callbacks(contract, child(pointer, 'callbacks'), within),
    security: buildSecurity(members['security'] ?? document['security']),
    servers:
      operationServers.length > 0
        ? operationServers
        : itemServers.length > 0
          ? itemServers
          : contract.servers,
    extensions: operationExtensions(members),
    pointer,
  };
}

function callbacks(contract: Contract, place: Pointer, within: ReadonlySet<Pointer>): readonly Callback[] {
  const named = valueAt(contract.document, place);
  if (!isObject(named)) return [];
  return Object.keys(named).flatMap((name) => {
    const { value, pointer } = resolveReference(contract.document, child(place, name));
    if (within.has(pointer)) return [];
    return Object.keys(value)
      .filter((expression) => !expression.startsWith('x-'))
      .map((expression) => ({
        name,
        expression,
        operations: pathItem(
          contract,
          expression,
          child(pointer, expression),
          new Set(),
          new Set([...within, pointer]),
        ),
      }));
  });
}

function uniqueId(wanted: string, taken: Set<string>): string {
  let id = wanted;
  for (let count = 2; taken.has(id); count++) id = `${wanted}${count}`;
  taken.add(id);
  return id;
}
