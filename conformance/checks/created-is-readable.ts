import { createdResources, valueIn } from '../../generator/contract/resources.ts';
import { equalJson } from '../../generator/json/equal-json.ts';
import { isObject } from '../../generator/json/pointer.ts';
import type { HistoryOracle } from '../model.ts';
import { inRole, jsonOf, judgeEach } from './history.ts';

/** Members that may change by themselves. */
const volatile =
  /(^|_)(status|state|phase|progress|updated|modified|expires|used|usage|count|counts)($|_)|_at$|At$|url$/i;

/** When a thing was made stays, whatever else its name looks like. */
const lasting = /^created(_?at)?$/i;

/** What was made can be read, under its id and with the texts and numbers it was made with. */
export const createdIsReadable: HistoryOracle = {
  id: 'created-is-readable',
  check(history, contract) {
    const resource = createdResources(contract).find(
      ({ operations: { create } }) => create.operationId === history.scenario.operationId,
    );
    const [made] = inRole(history, 'create');
    if (
      resource === undefined ||
      made === undefined ||
      made.response.status >= 300 ||
      inRole(history, 'act').length > 0
    )
      return [];
    const wrapper = resource.created.members.slice(0, -1);
    const created = valueIn(jsonOf(made), wrapper);
    return judgeEach(this.id, inRole(history, 'read'), (exchange) => {
      const { status } = exchange.response;
      if (status === 404 || status === 410) return `${status}: what was just made cannot be read`;
      const read = valueIn(jsonOf(exchange), wrapper);
      if (status >= 300 || !isObject(created) || !isObject(read)) return undefined;
      const changed = Object.keys(created).find(
        (name) =>
          (lasting.test(name) || !volatile.test(name)) &&
          ['string', 'number'].includes(typeof created[name]) &&
          Object.hasOwn(read, name) &&
          !equalJson(read[name], created[name]),
      );
      return changed === undefined
        ? undefined
        : `${changed} reads ${JSON.stringify(read[changed])}, was ${JSON.stringify(created[changed])} when it was made`;
    });
  },
};
