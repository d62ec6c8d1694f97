import type { HistoryCheck } from '../model.ts';
import { inRole, judgeEach } from './history.ts';
import { isOk, madeKey, operationOf } from './things.ts';

/**
 * A creation that is sent again with its idempotency key creates nothing: the response is about the first item, or a refusal
 * (draft-ietf-httpapi-idempotency-key-header section 2.6).
 */
export const sameKeySameItem: HistoryCheck = {
  id: 'same-key-same-item',
  check(history, contract) {
    const { resource } = history.scenario;
    const [first] = inRole(history, 'create');
    if (resource === undefined || first === undefined) return [];
    const again = history.steps.filter(({ role }) => role === 'create-same-key');
    return again.flatMap(({ exchange: again, about }) => {
      const [before, after] = [madeKey(resource, first), madeKey(resource, again)];
      // A refusal and a response without an item decide nothing.
      if (!isOk(again) || before === undefined || after === undefined) return [];
      const operation = operationOf(contract, again);
      const name = contract.inferred.idempotency.get(operation?.operationId ?? '')?.header ?? 'the header';
      const header = operation?.parameters.find((each) => each.in === 'header' && each.name === name);
      return judgeEach(
        this.id,
        [again],
        () =>
          before === after
            ? undefined
            : `${about ?? 'the same request'} with the same ${name} created a second item: ${after}, the first was ${before}`,
        {
          instanceLocation: `/header/${name}`,
          ...(header === undefined ? {} : { keywordLocation: header.pointer }),
        },
      );
    });
  },
};
