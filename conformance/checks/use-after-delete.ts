import { documentedStatus } from '../../generator/contract/responses.ts';
import type { HistoryOracle } from '../model.ts';
import { inRole, judgeEach } from './history.ts';

/** What was deleted is not there any more: not to be read, nor to be deleted again where the document has a status for that. */
export const useAfterDelete: HistoryOracle = {
  id: 'use-after-delete',
  check(history, contract) {
    if (!inRole(history, 'delete').some(({ response }) => response.status < 300)) return [];
    const saysGone = (operationId: string): boolean => {
      const operation = contract.operations.find((each) => each.operationId === operationId);
      return operation !== undefined && documentedStatus(operation, [404, 410]) !== undefined;
    };
    return [
      ...judgeEach(this.id, inRole(history, 'read-after-delete'), ({ response }) =>
        response.status < 300 ? `still there (${response.status}) after it was deleted` : undefined,
      ),
      ...judgeEach(this.id, inRole(history, 'delete-again'), ({ response: { status }, testCase }) =>
        status < 300 && saysGone(testCase.operationId)
          ? `answered ${status} although it was deleted before`
          : undefined,
      ),
    ];
  },
};
