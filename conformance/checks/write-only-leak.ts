import type { Contract, Operation } from '../../generator/contract/model.ts';
import { findResponse } from '../../generator/contract/responses.ts';
import { findMediaType } from '../../generator/json/media-type.ts';
import { child, isObject, valueAt } from '../../generator/json/pointer.ts';
import { conjuncts } from '../../generator/schema/conjuncts.ts';
import type { Check } from '../model.ts';
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
