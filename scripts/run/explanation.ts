import { vocabulary } from '../../generator/build/extensions.ts';
import type {
  Contract,
  Inference,
  KeySource,
  Operation,
  Resource,
  SecurityScheme,
} from '../../generator/contract/model.ts';
import { child, isObject } from '../../generator/json/pointer.ts';
import type { JsonObject, Pointer } from '../../generator/json/types.ts';
import { callsOf } from '../../generator/print/calls.ts';

/** What is inferred from a document, as plain data: the output of `plumbline explain --json`. */
export interface Explanation {
  readonly document: { readonly title: string; readonly version: string; readonly dialect: string };
  readonly credentials: readonly {
    readonly name: string;
    readonly type: string;
    readonly sentAs: string;
    readonly env: string;
  }[];
  readonly operations: readonly ExplainedOperation[];
  readonly resources: readonly ExplainedResource[];
  /** Places of requests that take the key of an item. */
  readonly references: readonly {
    readonly operationId: string;
    readonly in: string;
    readonly members: readonly string[];
    readonly resource: string;
    readonly inference: Inference;
  }[];
  readonly unique: readonly {
    readonly operationId: string;
    readonly members: readonly string[];
    readonly inference: Inference;
  }[];
  /** Values of query parameters that order a list. */
  readonly sorts: readonly { readonly operationId: string; readonly inference: Inference }[];
  /** Actions on items that have a state. */
  readonly actions: readonly {
    readonly operationId: string;
    readonly to?: string;
    /** The sentence of the document about the states in which it works. */
    readonly words?: string;
    readonly inference: Inference;
  }[];
  /** Names of the webhooks, with their methods. */
  readonly webhooks: readonly string[];
  readonly ignored: readonly Inference[];
}

export interface ExplainedOperation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  /** The place in the document: file, line and column. */
  readonly place: string;
  /** How the SDK calls it: `client.users.create`. */
  readonly call: string;
  readonly role: string;
  readonly resource?: string;
  readonly inference?: Inference;
  /** Any one of these; all schemes of one are needed together. Empty: no credential. */
  readonly credentials: readonly (readonly string[])[];
  readonly request?: readonly string[];
  readonly responses: { readonly [status: string]: readonly string[] };
  /** Values of the discriminator of the request body. */
  readonly variants: readonly string[];
  /** Names of its callbacks. */
  readonly callbacks: readonly string[];
  readonly pagination?: JsonObject;
  readonly stream?: JsonObject;
  readonly idempotency?: JsonObject;
}

export interface ExplainedResource {
  readonly path: string;
  readonly kind: string;
  readonly itemPath?: string;
  readonly parent?: string;
  readonly keys: readonly { readonly parameter: string; readonly member?: readonly string[] }[];
  readonly created?: KeySource;
  /** Required query parameters that choose what a path without a parameter reads. */
  readonly chosenBy: readonly string[];
  /** Role to operationId, or to several. */
  readonly operations: { readonly [role: string]: string | readonly string[] };
  /** operationId to the members of its response that lead to the item or the items. */
  readonly holders: { readonly [operationId: string]: readonly string[] };
  readonly inference: Inference;
}

/** Explains a contract: names, roles, resources and how ids flow, paging, streams, what was ignored. Pure. */
export function explain(contract: Contract): Explanation {
  const { inferred, info, dialect } = contract;
  const calls = new Map(
    callsOf(contract).map(({ operation, resource, methodName }) => [
      operation.operationId,
      ['client', ...resource, methodName].join('.'),
    ]),
  );
  return {
    document: { title: info.title, version: info.version, dialect },
    credentials: [...contract.securitySchemes.values()].map((scheme) => ({
      name: scheme.name,
      type: scheme.type,
      sentAs: sentAs(scheme),
      env: scheme.env,
    })),
    operations: contract.operations.map((operation) =>
      explained(contract, operation, calls.get(operation.operationId) ?? ''),
    ),
    resources: inferred.resources.map(resource),
    references: inferred.references.map((reference) => ({ ...reference, resource: reference.resource.path })),
    unique: inferred.unique,
    sorts: [...inferred.sorts].flatMap(([operationId, sorts]) =>
      sorts.map(({ inference }) => ({ operationId, inference })),
    ),
    actions: [...inferred.actions].map(([operationId, { to, words, inference }]) => ({
      operationId,
      ...(to === undefined ? {} : { to }),
      ...(words.sentence === '' ? {} : { words: words.sentence }),
      inference,
    })),
    webhooks: contract.webhooks.map(({ method, path }) => `${method.toUpperCase()} ${path}`),
    ignored: [...inferred.ignored, ...unknownExtensions(contract)],
  };
}

/** Where a credential stands in a request. */
function sentAs(scheme: SecurityScheme): string {
  if (scheme.type === 'apiKey') return `${scheme.in} ${scheme.parameterName}`;
  if (scheme.type === 'mutualTLS') return 'the client certificate';
  return `header Authorization${scheme.scheme === undefined ? '' : ` (${scheme.scheme})`}`;
}

/** What was understood and ignored of a document, a line each: what `generate` and `conform` say of it. Pure. */
export function remarksOf(contract: Contract): readonly string[] {
  const { resources, pagination, streams, references } = contract.inferred;
  const counts = [
    [resources.length, 'resource'],
    [pagination.size, 'paged list'],
    [streams.size, 'stream'],
    [
      references.filter((each) => each.in !== 'path').length,
      'reference between resources',
      'references between resources',
    ],
  ] as const;
  const found = counts.flatMap(([count, one, many = `${one}s`]) =>
    count === 0 ? [] : [`${count} ${count === 1 ? one : many}`],
  );
  const ignored = [...contract.inferred.ignored, ...unknownExtensions(contract)].map(({ what }) => what);
  return [
    ...(found.length === 0 ? [] : [`inferred: ${found.join(', ')} (plumbline explain gives the reasons)`]),
    ...ignored.slice(0, mostRemarks),
    ...(ignored.length > mostRemarks
      ? [`and ${ignored.length - mostRemarks} more are ignored: plumbline explain`]
      : []),
  ];
}

/** Lines about what is ignored that `generate` and `conform` print. */
const mostRemarks = 3;

function explained(contract: Contract, operation: Operation, call: string): ExplainedOperation {
  const { operationId, method, path, pointer, requestBody, responses, security } = operation;
  const { roles, pagination, streams, idempotency } = contract.inferred;
  const role = roles.get(operationId);
  const origin = contract.origin(pointer);
  const { line, column } = origin.position() ?? {};
  const discriminator = requestBody?.content.find(({ schema }) => schema?.discriminator !== undefined)?.schema
    ?.discriminator;
  const known = <T extends object>(name: string, value: T | undefined): { readonly [key: string]: T } =>
    value === undefined ? {} : { [name]: value };
  return {
    operationId,
    method,
    path,
    place: [origin.file, line, column].filter((part) => part !== undefined).join(':'),
    call,
    role: role?.role ?? 'action',
    ...(role?.resource === undefined ? {} : { resource: role.resource.path }),
    ...(role === undefined ? {} : { inference: role.inference }),
    credentials: security.map((requirement) => [...requirement.keys()]),
    ...(requestBody === undefined
      ? {}
      : { request: requestBody.content.map(({ contentType }) => contentType) }),
    responses: Object.fromEntries(
      responses.map(({ status, content }) => [status, content.map(({ contentType }) => contentType)]),
    ),
    variants: [...(discriminator?.mapping.keys() ?? [])],
    callbacks: operation.callbacks.map(({ name, expression }) => `${name} at ${expression}`),
    ...known('pagination', pagination.get(operationId)),
    ...known('stream', streams.get(operationId)),
    ...known('idempotency', idempotency.get(operationId)),
  };
}

function resource(each: Resource): ExplainedResource {
  const { searches, actions, ...single } = each.operations;
  const operations: { [role: string]: string | readonly string[] } = {};
  for (const [role, operation] of Object.entries(single)) operations[role] = operation.operationId;
  for (const [role, several] of Object.entries({ searches, actions }))
    if (several.length > 0) operations[role] = several.map(({ operationId }) => operationId);
  return {
    path: each.path,
    kind: each.kind,
    ...(each.itemPath === undefined ? {} : { itemPath: each.itemPath }),
    ...(each.parent === undefined ? {} : { parent: each.parent.path }),
    keys: each.keys,
    ...(each.created === undefined ? {} : { created: each.created }),
    chosenBy:
      each.kind === 'singleton'
        ? (each.operations.retrieve?.parameters ?? [])
            .filter((parameter) => parameter.in === 'query' && parameter.required)
            .map(({ name }) => name)
        : [],
    operations,
    holders: Object.fromEntries(each.holders),
    inference: each.inference,
  };
}

/** Members whose own members are names that the document chooses. */
const nameMaps: ReadonlySet<string> = new Set(
  'properties patternProperties $defs definitions schemas headers mapping scopes variables encoding'.split(
    ' ',
  ),
);

/** Members that contain data. */
const dataMembers: ReadonlySet<string> = new Set('example examples default const enum value'.split(' '));

/** Unknown members `x-...` of the document: each name once, with its count and first place. */
function unknownExtensions(contract: Contract): readonly Inference[] {
  const found = new Map<string, { count: number; readonly first: Pointer }>();
  const visit = (value: unknown, pointer: Pointer, isNames: boolean): void => {
    if (Array.isArray(value))
      for (const [index, each] of value.entries()) visit(each, child(pointer, String(index)), false);
    if (!isObject(value)) return;
    for (const [name, member] of Object.entries(value)) {
      if (isNames) visit(member, child(pointer, name), false);
      else if (!name.startsWith('x-')) {
        if (!dataMembers.has(name)) visit(member, child(pointer, name), nameMaps.has(name));
      } else if (!Object.hasOwn(vocabulary, name)) {
        const known = found.get(name) ?? { count: 0, first: child(pointer, name) };
        known.count++;
        found.set(name, known);
      }
    }
  };
  visit(contract.document, '#', false);
  return [...found].map(([name, { count, first }]) => ({
    what: `${name} is ignored${count === 1 ? '' : `, ${count} times`}`,
    reason: `unknown to this tool; first at ${first}`,
    override: 'none: it means nothing here',
  }));
}
