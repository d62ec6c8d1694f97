import { child } from '../../generator/json/pointer.ts';
import type { HistoryCheck, Played, Verdict } from '../model.ts';
import { judgeEach } from './history.ts';
import {
  alike,
  changesByItself,
  isOk,
  itemIn,
  itemMembers,
  lasting,
  operationOf,
  restless,
  sentItem,
} from './things.ts';

/** A member that was sent as null and still has the value from before. */
const keptDespiteNull = (
  sent: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, unknown>>,
  shown: Readonly<Record<string, unknown>>,
): string | undefined =>
  Object.keys(sent).find(
    (name) =>
      sent[name] === null &&
      ['string', 'number'].includes(typeof before[name]) &&
      before[name] !== '' &&
      before[name] !== 0 &&
      alike(before[name], shown[name]),
  );

/**
 * A created or changed resource reads with the values that were sent. The values are plain ones that no server has a reason to
 * spell differently; members that a server changes by itself are skipped.
 */
export const storedAsSent: HistoryCheck = {
  id: 'stored-as-sent',
  check(history, contract) {
    const { scenario, steps } = history;
    const { resource } = scenario;
    if (resource === undefined || steps.some(({ role }) => role === 'act')) return [];
    const moving = restless(history, resource);
    const verdicts: Verdict[] = [];
    let stored: Played | undefined;
    let lastShown: Readonly<Record<string, unknown>> = {};
    let beforeChange = lastShown;
    for (const step of steps) {
      const { role, exchange } = step;
      const isChange = role === 'create' || role === 'update' || role === 'replace';
      if (isChange && isOk(exchange)) stored = step;
      else if (isChange) stored = undefined;
      if (isChange) beforeChange = lastShown;
      if (stored === undefined || !(isChange || role === 'read' || role === 'read-after-update')) continue;
      const operation = operationOf(contract, exchange);
      const keywordLocation = child(operation?.pointer ?? '#', 'responses');
      const sent = sentItem(resource, stored.exchange);
      const shown = itemIn(resource, exchange);
      if (!isOk(exchange) || sent === undefined || shown === undefined) continue;
      const { documented, unshowable, mayBeNull } = itemMembers(contract, resource, exchange, sent);
      const isKept = (name: string): boolean =>
        Object.hasOwn(shown, name)
          ? alike(sent[name], shown[name])
          : // What is empty or false may be left out, and so may what the document does not promise.
            !documented.has(name) || sent[name] === false || sent[name] === 0 || sent[name] === '';
      const changed = Object.keys(sent).find(
        (name) =>
          (lasting.test(name) || !changesByItself.test(name)) &&
          !moving.has(name) &&
          typeof sent[name] !== 'undefined' &&
          sent[name] !== null &&
          // A server may replace an empty text by a default, and a response cannot show what its schema forbids.
          sent[name] !== '' &&
          !unshowable.has(name) &&
          !isKept(name),
      );
      lastShown = shown;
      if (changed === undefined) {
        const kept = stored.role === 'update' ? keptDespiteNull(sent, beforeChange, shown) : undefined;
        const isMerged = /merge-patch/i.test(stored.exchange.testCase.arguments.body?.contentType ?? '');
        verdicts.push(
          ...judgeEach(
            this.id,
            [exchange],
            () =>
              kept === undefined || moving.has(kept) || !(isMerged || mayBeNull.has(kept))
                ? undefined
                : `${kept} ${isChange ? 'is' : 'reads'} ${JSON.stringify(shown[kept])} as before, changed to null`,
            // Only a merge patch defines that null removes a member (RFC 7396).
            { keywordLocation, instanceLocation: `/${kept}`, ...(isMerged ? {} : { severity: 'warning' }) },
          ),
        );
        continue;
      }
      const verb = stored.role === 'create' ? 'created' : stored.role === 'update' ? 'changed' : 'replaced';
      const what = `${changed} ${isChange ? 'is' : 'reads'} ${JSON.stringify(shown[changed]) ?? 'nothing'}, ${verb} as ${JSON.stringify(sent[changed])}`;
      verdicts.push(
        ...judgeEach(this.id, [exchange], () => what, { keywordLocation, instanceLocation: `/${changed}` }),
      );
    }
    return verdicts;
  },
};
