import type { Operation, Resource } from '../../../generator/contract/model.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import type { Exchange, Step } from '../../model.ts';
import { pathOfCreated } from './created-item.ts';
import type { Kit } from './kit.ts';
import { makerOf, type Send } from './scenario.ts';

/** How often each operation is called. */
const mostCalls = 5;
const mostOperations = 2;

/**
 * Fills a list whose items no operation of its own creates, such as the entries of an account: creates a parent and calls what
 * stands below it. Returns the path of the parent for other operations; `undefined` without a parent.
 */
export function* populate(
  kit: Kit,
  send: Send,
  resource: Resource,
): Generator<Step, ((operation: Operation) => Arguments['path']) | undefined, Exchange> {
  const { parent } = resource;
  const maker = parent === undefined ? undefined : makerOf(parent);
  if (parent === undefined || maker === undefined) return undefined;
  const made = yield* send('create-parent', maker, 'created to have a list', { call: kit.rich(maker, 0) });
  const above = pathOfCreated(parent, made);
  if (above === undefined) return undefined;
  const fillers = parent.below.filter(
    ({ method, requestBody }) => method === 'post' && requestBody !== undefined,
  );
  for (const operation of fillers.slice(0, mostOperations))
    for (let count = 0; count < mostCalls; count++)
      yield* send('populate', operation, 'called to fill a list', { path: above(operation) });
  return above;
}
