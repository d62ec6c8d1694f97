import type { Contract, Resource } from '../../generator/contract/model.ts';
import { child } from '../../generator/json/pointer.ts';
import type { History, HistoryCheck, Verdict } from '../model.ts';
import { judgeEach } from './history.ts';
import { alike, changesByItself, isOk, itemIn, lasting, operationOf, restless, sentItem } from './things.ts';
import { passed } from './verdict.ts';

/** An update changes the members that it sends; members that were set before and are not sent stay as they were. */
export const updateKeepsTheRest: HistoryCheck = {
  id: 'update-keeps-the-rest',
  check(history, contract) {
    const { steps } = history;
    const { resource } = history.scenario;
    if (resource === undefined) return [];
    const moving = restless(history, resource);
    const verdicts: Verdict[] = [];
    // Only members that a client set: computed ones may depend on anything.
    const set = new Map<string, unknown>();
    for (const { role, exchange, about } of steps) {
      const shown = isOk(exchange) ? itemIn(resource, exchange) : undefined;
      const sent = sentItem(resource, exchange) ?? {};
      if (role === 'replace') break;
      if (role === 'create' && isOk(exchange))
        for (const [name, value] of Object.entries(sent))
          if (
            !changesByItself.test(name) &&
            !moving.has(name) &&
            shown !== undefined &&
            alike(value, shown[name]) &&
            Object.hasOwn(shown, name)
          )
            set.set(name, value);
      if (role !== 'update' && role !== 'read-after-update') continue;
      if (role === 'update' && isOk(exchange))
        for (const [name, value] of Object.entries(sent))
          if (shown === undefined || alike(value, shown[name])) set.set(name, value);
          else set.delete(name);
      if (shown === undefined) continue;
      const lost = [...set].find(([name, value]) => Object.hasOwn(shown, name) && !alike(value, shown[name]));
      if (lost === undefined) {
        verdicts.push(passed);
        continue;
      }
      const [name, value] = lost;
      const how = role === 'update' ? 'is' : 'reads';
      verdicts.push(
        ...judgeEach(
          this.id,
          [exchange],
          () =>
            `${name} ${how} ${JSON.stringify(shown[name])} after only ${about ?? 'another member'} was changed; before, it was ${JSON.stringify(value)}`,
          {
            keywordLocation: child(operationOf(contract, exchange)?.pointer ?? '#', 'responses'),
            instanceLocation: `/${name}`,
          },
        ),
      );
    }
    return [...verdicts, ...ofTimes(history, contract, resource)];
  },
};

const updated = /^(updated|modified|last_?(updated|modified))(_?(at|on|time))?$/i;

/** A change leaves the time of creation as it is, and moves the time of the last change where that has fractions of seconds. */
function ofTimes(history: History, contract: Contract, resource: Resource): readonly Verdict[] {
  const verdicts: Verdict[] = [];
  let before: Readonly<Record<string, unknown>> | undefined;
  for (const { role, exchange } of history.steps) {
    const shown = isOk(exchange) ? itemIn(resource, exchange) : undefined;
    if (role === 'read' && shown !== undefined) before = shown;
    if (role !== 'read-after-update' || shown === undefined || before === undefined) continue;
    const old = before;
    before = shown;
    const moved = Object.keys(shown).find(
      (name) => lasting.test(name) && typeof old[name] === 'string' && !alike(old[name], shown[name]),
    );
    const isChanged = Object.keys(shown).some(
      (name) => !updated.test(name) && Object.hasOwn(old, name) && !alike(old[name], shown[name]),
    );
    const stuck = Object.keys(shown).find(
      (name) =>
        updated.test(name) &&
        isChanged &&
        typeof shown[name] === 'string' &&
        /\.\d{3}/.test(shown[name]) &&
        old[name] === shown[name],
    );
    const name = moved ?? stuck;
    verdicts.push(
      ...judgeEach(
        updateKeepsTheRest.id,
        [exchange],
        () =>
          name === undefined
            ? undefined
            : moved === undefined
              ? `${name} still reads ${JSON.stringify(shown[name])} after a change`
              : `${name} reads ${JSON.stringify(shown[name])} after a change; before, it was ${JSON.stringify(old[name])}`,
        {
          keywordLocation: child(operationOf(contract, exchange)?.pointer ?? '#', 'responses'),
          instanceLocation: `/${name}`,
          // No document says when a server notes a change.
          ...(moved === undefined ? { severity: 'warning' } : {}),
        },
      ),
    );
  }
  return verdicts;
}
