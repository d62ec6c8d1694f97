import { findResponse } from '../../generator/contract/responses.ts';
import { child } from '../../generator/json/pointer.ts';
import type { Exchange, HistoryCheck, Verdict } from '../model.ts';
import { judgeEach } from './history.ts';
import { alike, isOk, itemIn, operationOf, sentItem } from './things.ts';
import { headerOf, passed } from './verdict.ts';

/** A strong ETag changes with the representation (RFC 9110 section 8.8.3): after a change that reads show, it is another one. */
export const etagConformance: HistoryCheck = {
  id: 'etag-conformance',
  check({ scenario: { resource }, steps }, contract) {
    if (resource === undefined) return [];
    const verdicts: Verdict[] = [];
    let before: Exchange | undefined;
    let change: Exchange | undefined;
    for (const { role, exchange } of steps) {
      if ((role === 'update' || role === 'replace') && isOk(exchange)) change = exchange;
      if ((role !== 'read' && role !== 'read-after-update') || !isOk(exchange)) continue;
      const [old, now] = [before, exchange];
      before = exchange;
      const cause = change;
      change = undefined;
      if (old === undefined || cause === undefined) continue;
      const [tag, same] = [headerOf(old, 'etag'), headerOf(now, 'etag')];
      if (tag === undefined || same === undefined || tag.startsWith('W/')) continue;
      const [was, is] = [itemIn(resource, old), itemIn(resource, now)];
      const changed = Object.keys(sentItem(resource, cause) ?? {}).find(
        (name) => was !== undefined && is !== undefined && !alike(is[name], was[name]),
      );
      if (changed === undefined || tag !== same) {
        verdicts.push(passed);
        continue;
      }
      const operation = operationOf(contract, exchange);
      const header = (operation === undefined ? undefined : findResponse(operation, 200))?.headers.find(
        ({ name }) => name.toLowerCase() === 'etag',
      );
      verdicts.push(
        ...judgeEach(
          this.id,
          [exchange],
          () =>
            `the ETag is still ${tag} after ${changed} was changed from ${JSON.stringify(was?.[changed])} to ${JSON.stringify(is?.[changed])}`,
          {
            instanceLocation: '/header/etag',
            keywordLocation: header?.pointer ?? child(operation?.pointer ?? '#', 'responses'),
          },
        ),
      );
    }
    for (const { role, exchange } of steps)
      if (role === 'conditional' && before !== undefined)
        verdicts.push(
          ...judgeEach(
            this.id,
            [exchange],
            () =>
              exchange.response.status === 304
                ? '304 although the ETag in If-None-Match is not that of the item'
                : undefined,
            {
              instanceLocation: '/header/if-none-match',
              keywordLocation: child(operationOf(contract, exchange)?.pointer ?? '#', 'responses'),
            },
          ),
        );
    return verdicts;
  },
};
