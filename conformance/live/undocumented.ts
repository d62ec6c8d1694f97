import type { Contract, Operation } from '../../generator/contract/model.ts';
import { valueIn } from '../../generator/contract/resources.ts';
import { child } from '../../generator/json/pointer.ts';
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
