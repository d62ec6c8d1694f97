import type { Operation } from '../../generator/contract/model.ts';
import { parameterNames } from '../../generator/contract/resources.ts';
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
      const refusal = documentedRefusal(operation);
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

const wordsOfReferences =
  /\b(unknown|no such|non-?existent|not found|does(n't| not) exist|do not exist|must exist|must be an existing)\b/i;

/** The status that the document gives for an unknown reference; `undefined` where it does not say. */
function documentedRefusal({ path, responses, description }: Operation): string | undefined {
  const spoken = responses.find(
    ({ status, description: words }) =>
      /^4(00|04|09|22)$/.test(status) && wordsOfReferences.test(words ?? '') && status !== '404',
  );
  if (spoken !== undefined) return spoken.status;
  const missing = responses.find(({ status }) => status === '404');
  if (missing !== undefined && parameterNames(path).length === 0) return missing.status;
  return wordsOfReferences.test(description ?? '') ? (missing?.status ?? '4xx') : undefined;
}
