import type { Operation, Resource } from '../../../generator/contract/model.ts';
import { valueIn } from '../../../generator/contract/resources.ts';
import { isObject } from '../../../generator/json/pointer.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import type { Exchange, Scenario, Step } from '../../model.ts';
import { shownState } from '../../shown-state.ts';
import { jsonBody } from '../state/pool.ts';
import { pathOfCreated } from './created-item.ts';
import type { Kit } from './kit.ts';
import { isOk, makerOf, type Run, type Send, scenario } from './scenario.ts';

/** Bounds of the search, so that a resource with many actions stays cheap. */
const mostActions = 5;
const mostParts = 2;
const mostStates = 6;
const mostReads = 3;
const mostMoves = 3;

/** Milliseconds in which an untouched item may go to its next state: the first one, a later one. */
const firstMove = 300;
const laterMove = 700;

/**
 * Tries every action of an item in every state that actions lead to, breadth first. A state is what the item shows of itself;
 * an item that shows none has two: untouched, and after each action. Where the document lists states to which no action leads,
 * an item is left alone until it stays in one.
 */
export function states(kit: Kit, resource: Resource): readonly Scenario[] {
  const { retrieve, actions: all } = resource.operations;
  const maker = makerOf(resource);
  const { below, itemPath = '\0' } = resource;
  const isOfItem = ({ method, path }: Operation): boolean => method !== 'get' && path.startsWith(itemPath);
  // What stands below an item may depend on its state too, where a conflict is documented.
  const parts = below.filter(
    (operation) =>
      operation.method === 'post' &&
      !all.includes(operation) &&
      operation.responses.some(({ status }) => status === '409'),
  );
  const actions = [
    ...all.filter(isOfItem).slice(0, mostActions),
    ...(all.some(isOfItem) ? parts.slice(0, mostParts) : []),
  ];
  if (maker === undefined || actions.length === 0) return [];
  type At = (operation: Operation) => Arguments['path'];

  const act = (send: Send, action: Operation, at: At, state: string | undefined) =>
    send('act', action, `${action.operationId}${state === undefined ? '' : ` in ${state}`}`, {
      path: at(action),
      ...(state === undefined ? {} : { about: state }),
    });

  /** The state to wait for the end of: none where the response to an action shows that it changes no state. */
  const waitsFor = (acted: Exchange, before: string | undefined): string | undefined =>
    stateIn(acted) === before ? undefined : before;

  /** The state that an item shows, read for a while after an action until it differs from the state before. */
  function* look(
    send: Send,
    at: At,
    before: string | undefined,
  ): Generator<Step, string | undefined, Exchange> {
    if (retrieve === undefined) return undefined;
    let read = yield* send('read-after-act', retrieve, 'read for its state', {
      path: at(retrieve),
      until: (each) => before === undefined || stateIn(each) !== before,
    });
    // An action may go through several states by itself.
    for (let count = 0; before !== undefined && count < mostReads && isOk(read); count++) {
      const again = yield* send('read-after-act', retrieve, 'read until its state stays', {
        path: at(retrieve),
      });
      if (!isOk(again) || stateIn(again) === stateIn(read)) break;
      read = again;
    }
    return isOk(read) ? stateIn(read) : undefined;
  }

  function stateIn(exchange: Exchange): string | undefined {
    const body = jsonBody(exchange);
    const item = valueIn(body, resource.holders.get(exchange.testCase.operationId) ?? []) ?? body;
    return isObject(item) ? shownState(item) : undefined;
  }

  return [
    scenario(kit, resource, 'states', function* (send): Run {
      const known = new Set<string>();
      const waiting: { readonly through: readonly Operation[]; readonly state: string | undefined }[] = [
        { through: [], state: undefined },
      ];
      for (let place = waiting.shift(); place !== undefined; place = waiting.shift()) {
        const { through } = place;
        let item = yield* itemAfter(through);
        for (const action of actions) {
          if (item === undefined) item = yield* itemAfter(through);
          if (item === undefined) break;
          const { at, state } = item;
          known.add(state ?? through.map(({ operationId }) => operationId).join(' '));
          const acted = yield* act(send, action, at, state);
          // A refusal leaves the item as it was, which the read shows; an accepted action has used it up.
          if (!isOk(acted)) {
            yield* look(send, at, undefined);
            continue;
          }
          const after = yield* look(send, at, waitsFor(acted, state));
          item = undefined;
          const next = after ?? [...through, action].map(({ operationId }) => operationId).join(' ');
          if (known.has(next) || known.size + waiting.length >= mostStates) continue;
          if (after === undefined && through.length > 0) continue;
          known.add(next);
          waiting.push({ through: [...through, action], state: after });
        }
      }

      yield* afterAWhile();

      /** Tries the actions on items that went through their states by themselves, such as finished jobs. */
      function* afterAWhile(): Run {
        const { states: ofItems, actions: onStates } = kit.contract.inferred;
        const led = new Set(actions.map(({ operationId }) => onStates.get(operationId)?.to));
        const { listed = [], initial } = ofItems.get(resource) ?? {};
        const isMoving = listed.some((state) => state !== initial && !led.has(state));
        if (retrieve === undefined || !isMoving) return;
        let item = yield* itemAfter([]);
        for (const action of actions) {
          const state: string | undefined = item === undefined ? undefined : yield* settled(item, retrieve);
          if (item === undefined || state === undefined) return;
          const acted = yield* act(send, action, item.at, state);
          yield* look(send, item.at, isOk(acted) ? waitsFor(acted, state) : undefined);
          if (isOk(acted)) item = yield* itemAfter([]);
        }
      }

      /** The state in which an item stays, where it left its first one by itself. */
      function* settled(
        { at, state: first }: { readonly at: At; readonly state: string | undefined },
        read: Operation,
      ): Generator<Step, string | undefined, Exchange> {
        let state = first;
        for (let count = 0; count < mostMoves; count++) {
          const before = state;
          const exchange = yield* send('read-idle', read, 'read until its state changes by itself', {
            path: at(read),
            until: (each) => stateIn(each) !== before,
            patience: count === 0 ? firstMove : laterMove,
          });
          if (!isOk(exchange) || stateIn(exchange) === before) break;
          state = stateIn(exchange);
        }
        return state === first ? undefined : state;
      }

      function* itemAfter(
        through: readonly Operation[],
      ): Generator<Step, { at: At; state: string | undefined } | undefined, Exchange> {
        const made = yield* send('create', maker, 'created for its actions');
        const at = pathOfCreated(resource, made);
        if (at === undefined) return undefined;
        // The response shows the state; a read may already show the next one.
        let state = (made === undefined ? undefined : stateIn(made)) ?? (yield* look(send, at, undefined));
        for (const action of through) {
          const acted = yield* act(send, action, at, state);
          if (!isOk(acted)) return undefined;
          state = yield* look(send, at, waitsFor(acted, state));
        }
        return { at, state };
      }
    }),
  ];
}
