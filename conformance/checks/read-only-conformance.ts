import { valueIn } from '../../generator/contract/resources.ts';
import { child } from '../../generator/json/pointer.ts';
import type { HistoryCheck } from '../model.ts';
import { inRole, judgeEach } from './history.ts';
import { isOk, itemIn, operationOf } from './things.ts';

/** The server owns readOnly members: a value that a client sends for one is ignored or refused (OpenAPI 3.1, Schema Object). */
export const readOnlyConformance: HistoryCheck = {
  id: 'read-only-conformance',
  check(history, contract) {
    const { resource } = history.scenario;
    if (resource === undefined) return [];
    const [sent] = inRole(history, 'set-read-only');
    const changer = sent === undefined ? undefined : operationOf(contract, sent);
    return history.steps.flatMap(({ role, exchange, about }) => {
      if (role !== 'read-after-read-only' || about === undefined || !isOk(exchange)) return [];
      const [member = '', value] = JSON.parse(about) as [string, unknown];
      return judgeEach(
        this.id,
        [exchange],
        () =>
          valueIn(itemIn(resource, exchange), [member]) === value
            ? `${member} reads ${JSON.stringify(value)}, which a client sent although the member is readOnly`
            : undefined,
        {
          keywordLocation: child(changer?.pointer ?? '#', 'requestBody'),
          instanceLocation: `/body/${member}`,
        },
      );
    });
  },
};
