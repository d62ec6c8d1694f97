import { keyParameters } from '../../generator/contract/resources.ts';
import { child } from '../../generator/json/pointer.ts';
import type { HistoryCheck } from '../model.ts';
import { inRole, judgeEach } from './history.ts';
import { isOk, itemIn, keyIn, madeKey, operationOf } from './things.ts';

/** A response about an item is about the item that the path names: it has the key by which it was requested. */
export const itemOfPath: HistoryCheck = {
  id: 'item-of-path',
  check(history, contract) {
    const { resource } = history.scenario;
    const made = inRole(history, 'create').find(isOk);
    if (resource === undefined || made === undefined) return [];
    const sibling = inRole(history, 'create-sibling').find(isOk);
    const keys = [made, sibling].map((each) => (each === undefined ? undefined : madeKey(resource, each)));
    const { retrieve, update, replace } = resource.operations;
    const roles = ['read', 'read-after-update', 'update', 'replace', 'read-own', 'read-sibling'] as const;
    return inRole(history, ...roles).flatMap((exchange) => {
      const operation = operationOf(contract, exchange);
      if (operation === undefined || ![retrieve, update, replace].includes(operation) || !isOk(exchange))
        return [];
      const name = keyParameters(resource, operation.path).at(-1);
      const requested = name === undefined ? undefined : exchange.testCase.arguments.path[name];
      const shown = keyIn(resource, itemIn(resource, exchange));
      // A name for the item other than its key, such as a slug, decides nothing.
      const key = keys.find((each) => each !== undefined && each === String(requested));
      if (shown === undefined || key === undefined) return [];
      return judgeEach(
        this.id,
        [exchange],
        () =>
          shown.toLowerCase() === key.toLowerCase()
            ? undefined
            : `the item has the key ${JSON.stringify(shown)}, the path has ${JSON.stringify(key)}`,
        { keywordLocation: child(operation.pointer, 'responses'), instanceLocation: '/key' },
      );
    });
  },
};
