import { typeAt } from '../build/build-type.ts';
import { camelCase, fileName, pascalCase, uniqueNames, variableName } from '../build/naming.ts';
import type {
  Contract,
  MediaType,
  Operation,
  Pagination,
  Parameter,
  SchemaUse,
  TypeExpression,
} from '../contract/model.ts';
import { methodNames } from './method-names.ts';
import { modelsOf } from './models.ts';

/** How the body of a request travels. */
export type BodyKind = 'json' | 'multipart' | 'urlencoded' | 'text' | 'binary';

/** How a response body is read. */
export type AnswerKind = 'json' | 'text' | 'blob' | 'nothing';

/** An operation as a person calls it. */
export interface Call {
  readonly operation: Operation;
  /** Of the standalone function, e.g. `createChatCompletion`. */
  readonly functionName: string;
  /** Of the constant that describes the operation, e.g. `createChatCompletionOperation`. */
  readonly constantName: string;
  /** Of its module under `src/resources/`, without extension. */
  readonly module: string;
  /** Path of the resource on the client, e.g. `['chat', 'completions']`. */
  readonly resource: readonly string[];
  /** On the class of the resource, e.g. `create`. */
  readonly methodName: string;
  /** Path parameters in the order of the path, each an argument of its own. */
  readonly path: readonly {
    readonly parameter: Parameter;
    readonly variable: string;
    readonly type: TypeExpression;
  }[];
  /** Query, header and cookie parameters: one argument. */
  readonly params:
    | { readonly typeName: string; readonly list: readonly Parameter[]; readonly optional: boolean }
    | undefined;
  readonly body:
    | {
        readonly kind: BodyKind;
        readonly media: MediaType;
        readonly type: TypeExpression;
        readonly optional: boolean;
      }
    | undefined;
  readonly answer: {
    readonly kind: AnswerKind;
    readonly type: TypeExpression;
    readonly contentType?: string;
  };
  /** Events instead of a single response: always, or when the boolean member `toggle` of the body is true. */
  readonly stream:
    | {
        readonly item: TypeExpression;
        readonly toggle: string | undefined;
        readonly end: string | undefined;
        /** Of the standalone function that streams. */
        readonly functionName: string;
      }
    | undefined;
  readonly paging: (Pagination & { readonly item: TypeExpression }) | undefined;
}

const known = new WeakMap<Contract, readonly Call[]>();

/** The calls of a contract, in the document's order. */
export function callsOf(contract: Contract): readonly Call[] {
  const calls = known.get(contract) ?? build(contract);
  known.set(contract, calls);
  return calls;
}

/** Names that the modules of functions use themselves, and `then`: `await import()` would call it. */
const ownNames: ReadonlySet<string> = new Set(
  'send paged json jsonBody text blob nothing stream multipart urlEncoded binary pathValues queryText queryStyle pathStyle headerText cookieText jsonText operations functions config body params options configure then'.split(
    ' ',
  ),
);

function build(contract: Contract): readonly Call[] {
  const { operations } = contract;
  const ids = operations.map(({ operationId }) => operationId);
  const functions = uniqueNames(ids, variableName, ownNames);
  const constants = uniqueNames(
    ids,
    (id) => `${functions.get(id) ?? id}Operation`,
    new Set([...ownNames, ...functions.values()]),
  );
  // Computed on demand, since it reads every type of the document.
  let paramTypes: ReadonlyMap<string, string> | undefined;
  const paramType = (id: string): string => {
    paramTypes ??= uniqueNames(
      ids,
      (each) => `${pascalCase(each)}Params`,
      new Set(modelsOf(contract).list.map(({ name }) => name)),
    );
    return paramTypes.get(id) ?? 'Params';
  };
  const methods = allMethodNames(contract);
  const heads = operations.map((operation) => resourceOf(contract, operation)[0] ?? 'api');
  const modules = uniqueNames([...new Set(heads)], fileName, new Set(['index']));
  return operations.map((operation, index) => {
    const functionName = functions.get(operation.operationId) ?? operation.operationId;
    const body = bodyOf(contract, operation);
    const list = operation.parameters.filter(
      ({ in: place, name }) => place !== 'path' && !isImplied(place, name),
    );
    return {
      operation,
      functionName,
      constantName: constants.get(operation.operationId) ?? `${functionName}Operation`,
      module: modules.get(heads[index] ?? '') ?? 'api',
      resource: resourceOf(contract, operation),
      methodName: methods.get(operation.operationId) ?? functionName,
      path: pathOf(contract, operation, functionName),
      params:
        list.length === 0
          ? undefined
          : {
              get typeName() {
                return paramType(operation.operationId);
              },
              list,
              optional: list.every(({ required }) => !required),
            },
      body,
      ...answerOf(contract, operation, body?.type, functionName, new Set(functions.values())),
    };
  });
}

/** Headers that OpenAPI wants ignored as parameters: they follow from the body, the answer and the security. */
const isImplied = (place: string, name: string): boolean =>
  place === 'header' && ['accept', 'content-type', 'authorization'].includes(name.toLowerCase());

/** The name that the overlay gives, else the first tag with its parents, else the first fixed segment of the path. */
export function resourceOf(contract: Contract, { extensions, tags, path }: Operation): readonly string[] {
  const [tag] = tags;
  const segment = path.split('/').find((part) => part !== '' && !part.includes('{') && !/^v\d+$/.test(part));
  const named = tag === undefined ? [segment ?? 'api'] : lineageOf(contract, tag);
  return (extensions.resource ?? named).map(camelCase);
}

/** A tag with those above it, outermost first; a circle ends where it closes. */
function lineageOf({ tags }: Contract, tag: string): readonly string[] {
  const line = [tag];
  for (
    let above = parentOf(tags, tag);
    above !== undefined && !line.includes(above);
    above = parentOf(tags, above)
  )
    line.unshift(above);
  return line;
}

const parentOf = (tags: Contract['tags'], tag: string): string | undefined =>
  tags.find(({ name }) => name === tag)?.parent;

function allMethodNames(contract: Contract): ReadonlyMap<string, string> {
  const { operations } = contract;
  const byResource = new Map<string, Operation[]>();
  for (const operation of operations) {
    const key = resourceOf(contract, operation).join('.');
    byResource.set(key, [...(byResource.get(key) ?? []), operation]);
  }
  const paths = new Set(operations.flatMap((operation) => prefixes(resourceOf(contract, operation))));
  return new Map(
    [...byResource].flatMap(([resource, members]) => {
      const below = [...paths]
        .filter((path) => path.startsWith(`${resource}.`))
        .map((path) => path.slice(resource.length + 1).split('.')[0] ?? '');
      return [...methodNames(contract, resource.split('.'), members, below)];
    }),
  );
}

const prefixes = (path: readonly string[]): readonly string[] =>
  path.map((_, index) => path.slice(0, index + 1).join('.'));

function pathOf(contract: Contract, { path, parameters }: Operation, functionName: string): Call['path'] {
  const inPath = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name ?? '');
  // The method of the resource calls the function, which an argument of its name would hide.
  const taken = ['', 'Stream', 'Events', 'Items'].map((ending) => `${functionName}${ending}`);
  const names = uniqueNames(inPath, variableName, new Set([...ownNames, ...taken]));
  return [...new Set(inPath)].flatMap((name) => {
    const parameter = parameters.find((candidate) => candidate.in === 'path' && candidate.name === name);
    if (parameter === undefined) return [];
    const use = parameter.schema ?? parameter.content?.schema;
    return [{ parameter, variable: names.get(name) ?? name, type: typeOf(contract, use) }];
  });
}

/** The type to write for a schema; `unknown` where it is absent. */
export const typeOf = (contract: Contract, use: SchemaUse | undefined): TypeExpression =>
  use === undefined ? { kind: 'unknown' } : typeAt(contract, use.pointer);

const isJson = (contentType: string): boolean => /[/+]json\b/i.test(contentType);

function bodyKind(contentType: string): BodyKind {
  if (isJson(contentType)) return 'json';
  if (/^multipart\//i.test(contentType)) return 'multipart';
  if (/^application\/x-www-form-urlencoded/i.test(contentType)) return 'urlencoded';
  return /^text\/|[/+](xml|yaml|x-ndjson|jsonl)\b/i.test(contentType) ? 'text' : 'binary';
}

const bodyOrder: readonly BodyKind[] = ['json', 'multipart', 'urlencoded', 'binary', 'text'];

function bodyOf(contract: Contract, { requestBody }: Operation): Call['body'] {
  const kinds = (requestBody?.content ?? []).map((media) => ({ media, kind: bodyKind(media.contentType) }));
  const best = bodyOrder
    .map((kind) => kinds.find((one) => one.kind === kind))
    .find((one) => one !== undefined);
  if (requestBody === undefined || best === undefined) return undefined;
  const type: TypeExpression =
    best.kind === 'text'
      ? { kind: 'string' }
      : best.kind === 'binary'
        ? { kind: 'string', format: 'binary' }
        : typeOf(contract, best.media.schema);
  return { ...best, type, optional: !requestBody.required };
}

function answerOf(
  contract: Contract,
  { responses, extensions, method }: Operation,
  body: TypeExpression | undefined,
  functionName: string,
  functions: ReadonlySet<string>,
): Pick<Call, 'answer' | 'stream' | 'paging'> {
  const success = responses.filter(({ status }) => status.startsWith('2'));
  const chosen = success.length > 0 ? success : responses.filter(({ status }) => status === 'default');
  const media = method === 'head' ? [] : chosen.flatMap(({ content }) => content);
  const events = media.find(({ contentType }) => /^text\/event-stream\b/i.test(contentType));
  const item =
    events?.itemSchema ??
    (events === undefined ? undefined : media.find(({ itemSchema }) => itemSchema)?.itemSchema);
  const plain = media.filter(({ contentType }) => !/^text\/event-stream\b/i.test(contentType));
  const json = plain.filter(({ contentType }) => isJson(contentType) || contentType === '*/*');
  const answer = answerKind(contract, json, plain);
  const toggle = plain.length > 0 ? toggleOf(contract, body) : undefined;
  const isStreaming = item !== undefined && (toggle !== undefined || plain.length === 0);
  const paging = extensions.pagination;
  return {
    answer,
    stream: isStreaming
      ? {
          item: typeOf(contract, item),
          toggle,
          end: events?.extensions.streamEnd,
          functionName:
            toggle === undefined
              ? functionName
              : ([`${functionName}Stream`, `${functionName}Events`].find((name) => !functions.has(name)) ??
                `${functionName}Items`),
        }
      : undefined,
    paging:
      paging === undefined ? undefined : { ...paging, item: itemOf(contract, answer.type, paging.items) },
  };
}

function answerKind(
  contract: Contract,
  json: readonly MediaType[],
  plain: readonly MediaType[],
): Call['answer'] {
  const [other] = plain;
  if (json.length > 0) {
    const types = json.map(({ schema }) => typeOf(contract, schema));
    const distinct = [...new Map(types.map((type) => [JSON.stringify(type), type])).values()];
    const [only] = distinct;
    const type: TypeExpression =
      distinct.length === 1 && only !== undefined
        ? only
        : { kind: 'union', members: distinct, applicator: 'anyOf' };
    return { kind: 'json', type };
  }
  if (other === undefined) return { kind: 'nothing', type: { kind: 'unknown' } };
  const { contentType } = other;
  return bodyKind(contentType) === 'text'
    ? { kind: 'text', type: { kind: 'string' }, contentType }
    : { kind: 'blob', type: { kind: 'string', format: 'binary' }, contentType };
}

/** The boolean member of the body that requests events instead of a single response. */
function toggleOf(contract: Contract, body: TypeExpression | undefined): string | undefined {
  const name = 'stream';
  return body !== undefined && memberOf(contract, body, name)?.kind === 'boolean' ? name : undefined;
}

/** The type of a named member, through references; of a union, of its first branch that has it. */
function memberOf(
  contract: Contract,
  type: TypeExpression,
  name: string,
  depth = 0,
): TypeExpression | undefined {
  if (depth > 20) return undefined;
  switch (type.kind) {
    case 'reference': {
      const target = modelsOf(contract).definition(type.pointer);
      return target === undefined ? undefined : memberOf(contract, target, name, depth + 1);
    }
    case 'object':
      return type.properties.find((property) => property.name === name)?.type;
    case 'union':
    case 'intersection':
      return type.members
        .map((member) => memberOf(contract, member, name, depth + 1))
        .find((found) => found !== undefined);
    default:
      return undefined;
  }
}

function itemOf(contract: Contract, page: TypeExpression, items: string): TypeExpression {
  const list = memberOf(contract, page, items);
  return list?.kind === 'array' ? list.items : { kind: 'unknown' };
}
