import type { Contract, MediaType, Operation, StreamOfOperation, TypeExpression } from '../contract/model.ts';
import type { Call } from './call.ts';
import { bodyKind, isJson } from './call-body.ts';
import { modelsOf } from './models.ts';
import { typeOf } from './type-of-use.ts';

/** What a call returns: the response, a stream of events, pages of a list. */
export function responseOf(
  contract: Contract,
  { operationId, responses, extensions, method }: Operation,
  functionName: string,
  functions: ReadonlySet<string>,
): Pick<Call, 'response' | 'stream' | 'paging'> {
  const success = responses.filter(({ status }) => status.startsWith('2'));
  const chosen = success.length > 0 ? success : responses.filter(({ status }) => status === 'default');
  const media = method === 'head' ? [] : chosen.flatMap(({ content }) => content);
  const events = contract.inferred.streams.get(operationId);
  const isEvents = ({ contentType }: MediaType): boolean => contentType === events?.contentType;
  const plain = media.filter((each) => !isEvents(each));
  const json = plain.filter(({ contentType }) => isJson(contentType) || contentType === '*/*');
  const response = responseKind(contract, json, plain);
  const { toggle } = plain.length > 0 && events !== undefined ? events : {};
  const paging = extensions.pagination;
  return {
    response,
    stream:
      events === undefined || (toggle === undefined && plain.length > 0)
        ? undefined
        : {
            item: itemTypeOf(contract, events),
            toggle,
            end: events.end,
            contentType: events.contentType,
            format: events.format,
            reads: events.reads,
            functionName:
              toggle === undefined
                ? functionName
                : ([`${functionName}Stream`, `${functionName}Events`].find((name) => !functions.has(name)) ??
                  `${functionName}Items`),
          },
    paging:
      paging === undefined ? undefined : { ...paging, item: itemOf(contract, response.type, paging.items) },
  };
}

function responseKind(
  contract: Contract,
  json: readonly MediaType[],
  plain: readonly MediaType[],
): Call['response'] {
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

function itemTypeOf(contract: Contract, { item, reads }: StreamOfOperation): TypeExpression {
  if (item !== undefined) return typeOf(contract, contract.schemaAt(item));
  return reads === 'text' ? { kind: 'string' } : { kind: 'unknown' };
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
