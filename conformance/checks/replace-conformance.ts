import { isJson } from '../../generator/json/media-type.ts';
import { child } from '../../generator/json/pointer.ts';
import { memberSchema } from '../../generator/wire/decode.ts';
import type { HistoryCheck } from '../model.ts';
import { inRole, judgeEach } from './history.ts';
import { alike, changesByItself, isOk, itemIn, namesOfItem, operationOf, sentItem } from './things.ts';

/**
 * PUT replaces the whole item (RFC 9110 section 9.3.4): a member that it does not send does not keep its value. Many servers
 * merge on purpose, so this is a warning.
 */
export const replaceConformance: HistoryCheck = {
  id: 'replace-conformance',
  check(history, contract) {
    const { resource } = history.scenario;
    const [before] = inRole(history, 'read');
    const [created] = inRole(history, 'create');
    const [replaced] = inRole(history, 'replace-least');
    if (resource === undefined || before === undefined || created === undefined || replaced === undefined)
      return [];
    const [was, sent, first] = [
      itemIn(resource, before),
      sentItem(resource, replaced),
      sentItem(resource, created),
    ];
    const operation = operationOf(contract, replaced);
    const media = operation?.requestBody?.content.find(({ contentType }) => isJson(contentType))?.schema;
    const schema =
      media === undefined ? undefined : contract.schemaAt(media.pointer, 'request').normal.schema;
    return inRole(history, 'read-after-replace-least').flatMap((exchange) => {
      const now = itemIn(resource, exchange);
      if (!isOk(exchange) || was === undefined || now === undefined || sent === undefined) return [];
      const kept = Object.keys(first ?? {}).find(
        (name) =>
          !Object.hasOwn(sent, name) &&
          // A member that the PUT cannot contain is not replaced by it.
          memberSchema(contract, schema, name) !== undefined &&
          !changesByItself.test(name) &&
          !namesOfItem(resource).has(name) &&
          isTelling(first?.[name]) &&
          alike(first?.[name], was[name]) &&
          alike(first?.[name], now[name]) &&
          Object.hasOwn(now, name),
      );
      return judgeEach(
        this.id,
        [exchange],
        () =>
          kept === undefined
            ? undefined
            : `${kept} still reads ${JSON.stringify(now[kept])} after a PUT without it: PUT replaces the item`,
        {
          severity: 'warning',
          keywordLocation: child(operation?.pointer ?? '#', 'requestBody'),
          instanceLocation: `/body/${kept}`,
        },
      );
    });
  },
};

/** Whether a value differs from every default that a server may give. */
const isTelling = (value: unknown): boolean =>
  (typeof value === 'string' && value !== '') || (typeof value === 'number' && value !== 0);
