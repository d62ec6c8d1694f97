import { child } from '../../generator/json/pointer.ts';
import type { HistoryCheck } from '../model.ts';
import { inRole, judgeEach } from './history.ts';
import { alike, changesByItself, isOk, itemIn, lasting, operationOf, sentItem } from './things.ts';

const isTime = (value: unknown): boolean => typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value);

/**
 * Two reads without a change in between return the same. Reading may change counters and times, unless the client set them or
 * they are times of creation.
 */
export const idempotentGet: HistoryCheck = {
  id: 'idempotent-get',
  check(history, contract) {
    const { resource } = history.scenario;
    // An action may still be running between the reads.
    if (resource === undefined || inRole(history, 'act').length > 0) return [];
    const [first, ...again] = inRole(history, 'read').filter(isOk);
    const [made] = inRole(history, 'create').filter(isOk);
    if (first === undefined) return [];
    const before = itemIn(resource, first);
    const sent = made === undefined ? {} : (sentItem(resource, made) ?? {});
    return again.flatMap((exchange) => {
      const now = itemIn(resource, exchange);
      if (before === undefined || now === undefined) return [];
      const isCounter = (name: string): boolean =>
        (typeof before[name] === 'number' && typeof now[name] === 'number') ||
        (isTime(before[name]) && isTime(now[name]));
      const changed = Object.keys({ ...before, ...now }).find(
        (name) =>
          !alike(before[name], now[name]) &&
          (lasting.test(name) ||
            Object.hasOwn(sent, name) ||
            !(changesByItself.test(name) || isCounter(name))),
      );
      return judgeEach(
        this.id,
        [exchange],
        () =>
          changed === undefined
            ? undefined
            : `${changed} was ${JSON.stringify(before[changed])}, and ${JSON.stringify(now[changed])} when read again`,
        {
          keywordLocation: child(operationOf(contract, exchange)?.pointer ?? '#', 'responses'),
          instanceLocation: `/${changed}`,
        },
      );
    });
  },
};
