import type { Resource } from '../../generator/contract/model.ts';
import { child } from '../../generator/json/pointer.ts';
import type { Exchange, History, HistoryCheck } from '../model.ts';
import { inRole, judgeEach } from './history.ts';
import {
  alike,
  changesByItself,
  isOk,
  itemIn,
  itemMembers,
  lasting,
  madeKey,
  operationOf,
  restless,
} from './things.ts';
import { headerOf } from './verdict.ts';

/**
 * A created resource can be read, with the values that the response to its creation had, and for as long as it can be updated.
 */
export const createdIsReadable: HistoryCheck = {
  id: 'created-is-readable',
  check(history, contract) {
    const { resource } = history.scenario;
    const [made] = inRole(history, 'create').slice(-1);
    if (resource === undefined || made === undefined || !isOk(made) || inRole(history, 'act').length > 0)
      return [];
    const created = itemIn(resource, made);
    const moving = restless(history, resource);
    const firstChange = history.steps.findIndex(({ role }) => role === 'update' || role === 'replace');
    const wrongPlace = judgeEach(
      this.id,
      [made],
      () => {
        const key = madeKey(resource, made);
        const named = resource.created?.in === 'response' ? keyInLocation(resource, made) : undefined;
        return key === undefined || named === undefined || named === key
          ? undefined
          : `Location names ${named}, the created item is ${key}`;
      },
      {
        keywordLocation: child(operationOf(contract, made)?.pointer ?? '#', 'responses'),
        instanceLocation: '/header/location',
      },
    );
    const idle = firstChange < 0 ? history.steps : history.steps.slice(0, firstChange);
    const reads = idle
      .filter(({ role }) => role === 'read')
      .flatMap(({ exchange }) => {
        const { status } = exchange.response;
        const keywordLocation = child(operationOf(contract, exchange)?.pointer ?? '#', 'responses');
        if (status === 404 || status === 410)
          return judgeEach(this.id, [exchange], () => `${status}: the created item cannot be read`, {
            keywordLocation,
            instanceLocation: '/status',
          });
        const read = itemIn(resource, exchange);
        if (!isOk(exchange) || created === undefined || read === undefined) return [];
        const { documented } = itemMembers(contract, resource, exchange, created);
        const changed = Object.keys(created).find(
          (name) =>
            (lasting.test(name) || (!changesByItself.test(name) && !moving.has(name))) &&
            ['string', 'number'].includes(typeof created[name]) &&
            // Members that no schema names may say anything, such as the time of the response.
            documented.has(name) &&
            Object.hasOwn(read, name) &&
            !alike(created[name], read[name]),
        );
        return judgeEach(
          this.id,
          [exchange],
          () =>
            changed === undefined
              ? undefined
              : `${changed} reads ${JSON.stringify(read[changed])}, was ${JSON.stringify(created[changed])} when it was created`,
          {
            keywordLocation,
            instanceLocation: `/${changed}`,
          },
        );
      });
    const lost = lostBetweenUpdates(history);
    const stays =
      lost === undefined
        ? []
        : judgeEach(
            this.id,
            [lost],
            () => `${lost.response.status}: the item cannot be read any more, and can still be updated`,
            {
              keywordLocation: child(operationOf(contract, lost)?.pointer ?? '#', 'responses'),
              instanceLocation: '/status',
            },
          );
    return [...wrongPlace, ...reads, ...stays];
  },
};

/**
 * A read after an update that finds nothing, where an earlier one did and a later update succeeds: what an update retires, or what
 * is gone after some reads, can be neither read nor updated.
 */
function lostBetweenUpdates({ steps }: History): Exchange | undefined {
  const end = steps.findIndex(({ role, exchange }) => role === 'delete' && isOk(exchange));
  const alive = end < 0 ? steps : steps.slice(0, end);
  const at = alive.findIndex(
    ({ role, exchange }, index) =>
      role === 'read-after-update' &&
      [404, 410].includes(exchange.response.status) &&
      alive.slice(0, index).some((earlier) => earlier.role.startsWith('read') && isOk(earlier.exchange)),
  );
  const isUpdatedLater = alive
    .slice(at + 1)
    .some(({ role, exchange }) => role === 'update' && isOk(exchange));
  return at >= 0 && isUpdatedLater ? alive[at]?.exchange : undefined;
}

/** The key in the Location of a created item, where that is the path of an item of the resource. */
function keyInLocation({ itemPath }: Resource, made: Exchange): string | undefined {
  const location = headerOf(made, 'location')?.split(/[?#]/)[0];
  if (location === undefined || itemPath === undefined) return undefined;
  const shape = itemPath.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{[^{}]+\}/g, '([^/]+)');
  const key = new RegExp(`${shape}/?$`).exec(location)?.at(-1);
  try {
    return key === undefined ? undefined : decodeURIComponent(key);
  } catch {
    return key;
  }
}
