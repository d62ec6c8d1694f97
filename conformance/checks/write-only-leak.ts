import type { Contract, Operation } from '../../generator/contract/model.ts';
import { findResponse } from '../../generator/contract/responses.ts';
import { findMediaType, isJson } from '../../generator/json/media-type.ts';
import { child, isObject, valueAt } from '../../generator/json/pointer.ts';
import { conjuncts } from '../../generator/schema/conjuncts.ts';
import { memberSchema } from '../../generator/wire/decode.ts';
import type { Check, Exchange } from '../model.ts';
import { jsonOf } from './history.ts';
import { failed, headerOf, notApplicable, passed } from './verdict.ts';

/** A writeOnly member, and where the document declares it. */
interface Secret {
  readonly path: readonly string[];
  readonly pointer: string;
}

/** No response has a writeOnly member: such members are for requests only (OpenAPI 3.1, Schema Object). */
export const writeOnlyLeak: Check = {
  id: 'write-only-leak',
  check(exchange, { contract, operation }) {
    const contentType = headerOf(exchange, 'content-type');
    if (contentType === undefined) return notApplicable('the response has no body');
    const secrets = secretsOf(contract, operation, exchange.response.status, contentType);
    const echoed = echoedSecret(contract, operation, exchange);
    if (echoed !== undefined)
      return failed(this, exchange, {
        message: `the response has ${echoed} as it was sent, which is a secret of the request`,
        keywordLocation: operation.requestBody?.pointer ?? operation.pointer,
        instanceLocation: `/${echoed}`,
      });
    if (secrets.length === 0) return notApplicable('the document has no writeOnly member here');
    const body = jsonOf(exchange);
    const leaked = secrets.find(({ path }) => isAt(body, path));
    if (leaked === undefined) return passed;
    const name = leaked.path.filter((step) => step !== '*').join('.');
    return failed(this, exchange, {
      message: `the response has ${name}, which is writeOnly`,
      keywordLocation: `${leaked.pointer}/writeOnly`,
      instanceLocation: `/${name}`,
    });
  },
};

/** Names of members that no response shows, whether the document says so or not. */
const secretNames = /^(password|passwd|passcode|passphrase|pin|cvv|cvc|secret|client_?secret)$/i;

/** A secret member of the request that the response repeats, though its schema does not have it there. */
function echoedSecret(contract: Contract, operation: Operation, exchange: Exchange): string | undefined {
  const sent = exchange.testCase.arguments.body?.value;
  const body = jsonOf(exchange);
  if (!isObject(sent) || !isObject(body)) return undefined;
  const media = operation.requestBody?.content.find(({ contentType }) => isJson(contentType))?.schema;
  const writeOnly = new Set(
    media === undefined
      ? []
      : [...find(contract, media.pointer, [], new Set())].flatMap(({ path }) =>
          path.length === 1 ? [path[0]] : [],
        ),
  );
  const shown = findMediaType(
    findResponse(operation, exchange.response.status)?.content ?? [],
    headerOf(exchange, 'content-type') ?? '',
  )?.schema?.normal.schema;
  // Where the document describes no body, a response may be anything.
  if (shown === undefined) return undefined;
  return Object.keys(sent).find(
    (name) =>
      (writeOnly.has(name) || secretNames.test(name)) &&
      typeof sent[name] === 'string' &&
      sent[name] !== '' &&
      sent[name] === body[name] &&
      memberSchema(contract, shown, name) === undefined,
  );
}

function isAt(value: unknown, path: readonly string[]): boolean {
  const [step, ...rest] = path;
  if (step === undefined) return value !== undefined && value !== null;
  if (step === '*') return Array.isArray(value) && value.some((item) => isAt(item, rest));
  return isObject(value) && Object.hasOwn(value, step) && isAt(value[step], rest);
}

const known = new WeakMap<Contract, Map<string, readonly Secret[]>>();

function secretsOf(
  contract: Contract,
  operation: Operation,
  status: number,
  contentType: string,
): readonly Secret[] {
  const pointer = findMediaType(findResponse(operation, status)?.content ?? [], contentType)?.schema?.pointer;
  if (pointer === undefined) return [];
  const own = known.get(contract) ?? new Map<string, readonly Secret[]>();
  known.set(contract, own);
  const found = own.get(pointer) ?? [...find(contract, pointer, [], new Set())];
  own.set(pointer, found);
  return found;
}

/** WriteOnly members of a schema as the document writes it, references and compositions followed. */
function* find(
  contract: Contract,
  pointer: string,
  path: readonly string[],
  seen: ReadonlySet<string>,
): Generator<Secret> {
  const schema = valueAt(contract.document, pointer);
  if (!isObject(schema) || seen.has(pointer) || path.length > 6) return;
  const here = new Set(seen).add(pointer);
  if (schema['writeOnly'] === true && path.length > 0) yield { path, pointer };
  const { properties, items } = schema;
  const parts = conjuncts<string>(schema, {
    reference: (reference) => (reference.startsWith('#') ? reference : undefined),
    branch: (_, index) => `${pointer}/allOf/${index}`,
  });
  for (const part of parts) yield* find(contract, part, path, here);
  if (isObject(properties))
    for (const name of Object.keys(properties))
      yield* find(contract, child(pointer, 'properties', name), [...path, name], here);
  if (isObject(items)) yield* find(contract, `${pointer}/items`, [...path, '*'], here);
}
