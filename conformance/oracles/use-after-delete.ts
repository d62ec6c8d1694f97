import type { HistoryOracle } from '../model.ts';
import { inRole, judgeEach } from './history.ts';

/** What was deleted is not there any more. */
export const useAfterDelete: HistoryOracle = {
  id: 'use-after-delete',
  check(history) {
    if (!inRole(history, 'delete').some(({ response }) => response.status < 300)) return [];
    return judgeEach(this.id, inRole(history, 'read-after-delete'), ({ response }) =>
      response.status < 300 ? `still there (${response.status}) after it was deleted` : undefined,
    );
  },
};
