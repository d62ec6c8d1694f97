import { child } from '../../generator/json/pointer.ts';
import type { Exchange, HistoryCheck } from '../model.ts';
import { inRole, judgeEach } from './history.ts';
import { isOk, operationOf } from './things.ts';

/**
 * Where a key is optional, a wrong one is refused or ignored: it does not open what a valid key opens and is hidden without one.
 */
export const optionalAuth: HistoryCheck = {
  id: 'optional-auth',
  check(history, contract) {
    const [first, second] = inRole(history, 'with-key');
    const [wrong] = inRole(history, 'with-wrong-key');
    const [none] = inRole(history, 'without-key');
    if (first === undefined || second === undefined || wrong === undefined || none === undefined) return [];
    // Only a response that is the same each time can be compared.
    if (!isOk(first) || bodyOf(first) !== bodyOf(second)) return [];
    return judgeEach(
      this.id,
      [wrong],
      () =>
        isOk(wrong) && bodyOf(wrong) === bodyOf(first) && !(isOk(none) && bodyOf(none) === bodyOf(first))
          ? 'a wrong key gets the response of a valid one, which is another one without a key'
          : undefined,
      {
        keywordLocation: child(operationOf(contract, wrong)?.pointer ?? '#', 'security'),
        instanceLocation: '/optional-key',
      },
    );
  },
};

const bodyOf = ({ response }: Exchange): string => Buffer.from(response.body).toString('latin1');
