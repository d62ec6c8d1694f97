import type { Contract, Operation } from '../../generator/contract/model.ts';
import { valueIn } from '../../generator/contract/resources.ts';
import { jsonPath } from '../../generator/json/json-path.ts';
import { child, isObject, valueAt } from '../../generator/json/pointer.ts';
import type { JsonObject, Pointer } from '../../generator/json/types.ts';
import { conjuncts } from '../../generator/schema/conjuncts.ts';
import { distance } from '../mock/near.ts';
import type { Exchange, RunCheck } from '../model.ts';
import type { LiveSettings } from './settings.ts';

/**
 * Checks for values that a server serves and the document does not have: the document is behind the server, which breaks no
 * client, so it is a warning. `undefined` where the configuration does not list what is served.
 */
export function servedButUndocumented(
  contract: Contract,
  settings: LiveSettings | undefined,
): RunCheck | undefined {
  const served = settings?.served;
  const user = contract.operations.find((operation) => mappingOf(operation) !== undefined);
  const mapping = user === undefined ? undefined : mappingOf(user);
  if (served === undefined || user === undefined || mapping === undefined) return undefined;
  const id = 'served-but-undocumented';
  return {
    id,
    appliesTo: [served.operationId],
    check(exchanges) {
      const shown = exchanges.findLast(
        ({ testCase, response }) => testCase.credentials === 'valid' && response.status === 200,
      );
      if (shown === undefined) return [];
      return listed(shown, served)
        .filter((value) => !mapping.values.has(value))
        .map((value) => ({
          shownBy: [shown],
          failure: {
            check: id,
            severity: 'warning',
            operationId: user.operationId,
            discriminatorValue: value,
            keywordLocation: child(mapping.pointer, 'discriminator'),
            message: `${value} is served, but the document does not declare it`,
          },
        }));
    },
  };
}

function mappingOf({ requestBody }: Operation) {
  for (const { schema } of requestBody?.content ?? [])
    if (schema?.discriminator !== undefined)
      return { values: new Set(schema.discriminator.mapping.keys()), pointer: schema.pointer };
  return undefined;
}

/**
 * How a value that the document does not have was responded to, and the overlay actions that add it: to the branch of the closest
 * documented value, where a request with the common members was accepted.
 */
export function undocumentedValue(
  contract: Contract,
  operationId: string,
  value: string,
  exchanges: readonly Exchange[],
): { readonly seen?: string; readonly actions?: readonly JsonObject[] } {
  const operation = contract.operations.find((each) => each.operationId === operationId);
  const discriminator = operation?.requestBody?.content.find(
    ({ schema }) => schema?.discriminator !== undefined,
  )?.schema?.discriminator;
  const mapping = operation === undefined ? undefined : mappingOf(operation);
  const asked = exchanges.find(
    ({ testCase: { operationId: id, credentials, arguments: sent } }) =>
      id === operationId &&
      credentials === 'valid' &&
      isObject(sent.body?.value) &&
      discriminator !== undefined &&
      sent.body.value[discriminator.propertyName] === value,
  );
  if (asked === undefined || discriminator === undefined || mapping === undefined) return {};
  const { status } = asked.response;
  if (status < 200 || status >= 300)
    return { seen: `a request with the common members was rejected (${status})` };
  const [closest] = [...discriminator.mapping].sort(([a], [b]) => distance(value, a) - distance(value, b));
  if (closest === undefined) return {};
  const [, branch] = closest;
  const { document } = contract;
  const written = valueAt(document, child(mapping.pointer, 'discriminator', 'mapping'));
  return {
    seen: `a request with the common members was accepted (${status})`,
    actions: [
      ...(isObject(written)
        ? [
            {
              target: jsonPath(document, child(mapping.pointer, 'discriminator', 'mapping')),
              update: { [value]: written[closest[0]] ?? branch },
            },
          ]
        : []),
      ...enumsOf(document, branch, discriminator.propertyName).map((pointer) => ({
        target: jsonPath(document, pointer),
        update: { enum: [value] },
      })),
    ],
  };
}

/** The places of a schema, its allOf and its references, that list the values of a member. */
function enumsOf(document: JsonObject, pointer: Pointer, name: string, depth = 0): readonly Pointer[] {
  const schema = valueAt(document, pointer);
  if (!isObject(schema) || depth > 8) return [];
  const member = isObject(schema['properties']) ? schema['properties'][name] : undefined;
  const own = isObject(member) && Array.isArray(member['enum']) ? [child(pointer, 'properties', name)] : [];
  const parts = conjuncts<Pointer>(schema, {
    reference: (reference) => (reference.startsWith('#/') ? reference : undefined),
    branch: (_, index) => child(pointer, 'allOf', index),
  });
  return [...own, ...parts.flatMap((part) => enumsOf(document, part, name, depth + 1))];
}

/** The values in a response that lists what is served. */
export function listed(
  { response }: Exchange,
  served: NonNullable<LiveSettings['served']>,
): readonly string[] {
  try {
    const items = valueIn(JSON.parse(new TextDecoder().decode(response.body)), served.items);
    return Array.isArray(items)
      ? items.map((item) => valueIn(item, [served.id])).filter((value) => typeof value === 'string')
      : [];
  } catch {
    return [];
  }
}
