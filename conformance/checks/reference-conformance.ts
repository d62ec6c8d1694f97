import { unknownReferenceStatus } from '../../generator/contract/responses.ts';
import { child } from '../../generator/json/pointer.ts';
import type { HistoryCheck } from '../model.ts';
import { inRole, judgeEach } from './history.ts';
import { isOk, operationOf } from './things.ts';

/**
 * A reference to an item that does not exist is refused where the document says so: it documents 404 for a creation that has
 * nothing else to find, or speaks of references in the words of a refusal.
 */
export const referenceConformance: HistoryCheck = {
  id: 'reference-conformance',
  check(history, contract) {
    const isAccepted = inRole(history, 'create').some(isOk);
    return history.steps.flatMap(({ role, exchange, about = '' }) => {
      const operation = operationOf(contract, exchange);
      if (role !== 'create-unknown-reference' || operation === undefined || !isAccepted) return [];
      const refusal = unknownReferenceStatus(operation);
      if (refusal === undefined) return [];
      return judgeEach(
        this.id,
        [exchange],
        () =>
          isOk(exchange)
            ? `answered ${exchange.response.status} although ${about} names nothing that exists, expected ${refusal}`
            : undefined,
        {
          keywordLocation: child(operation.pointer, 'responses'),
          instanceLocation: `/reference/${about}`,
        },
      );
    });
  },
};
