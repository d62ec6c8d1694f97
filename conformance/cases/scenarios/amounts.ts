import type { Contract, Operation, Resource } from '../../../generator/contract/model.ts';
import { isObject } from '../../../generator/json/pointer.ts';
import { shapeOf, typesOf } from '../../../generator/wire/decode.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import type { Exchange, Scenario, Step } from '../../model.ts';
import { holdsAt } from '../holds.ts';
import { shownSchema } from '../item-schema.ts';
import { type Leaf, leavesOf, replaceAt } from '../leaves.ts';
import { jsonBody } from '../state/pool.ts';
import { keyOfCreated, pathOfCreated } from './created-item.ts';
import type { Kit } from './kit.ts';
import { isOk, type Run, type Send, scenario } from './scenario.ts';

/** Members that say how much of something an item has. */
const balances = /^((current_?|account_?)?balance(_?(cents|minor))?|funds|points|stock|on_?hand)$/i;

/** Operations that change that at once, by the last word of their path. */
const movements =
  /^(deposits?|withdraw(al)?s?|credits?|debits?|transfers?|transactions|top-?ups?|payouts?|restocks?|charges?)$/i;

const amountNames = /^(amount|value|sum|quantity|points)(_?(cents|minor))?$/i;

/** Words of a conflict that ends with an empty item. */
const notEmpty =
  /\b(balance|funds|money|stock)\b.*\b(not|non-?zero|left|remain\w*|has|have|zero)\b|\b(has|have|still|not|non-?zero)\b.*\b(balance|funds|money|stock|empty)\b/i;

/** Amounts in the order of preference: the first that fills an item, and later ones. */
const large = [900, 90, 9] as const;
const small = [70, 7, 3] as const;

/** Most operations that are tried on an item. */
const mostOperations = 3;

/** Books amounts on items and reads before and after how much they have: what was booked is what changed. */
export function amounts(kit: Kit, resource: Resource, create: Operation): readonly Scenario[] {
  const { contract } = kit;
  const { retrieve } = resource.operations;
  const member = retrieve === undefined ? undefined : balanceOf(contract, resource, retrieve);
  if (retrieve === undefined || member === undefined) return [];
  const moving = contract.operations.filter(
    ({ method, path }) => method === 'post' && movements.test(path.split('/').at(-1) ?? ''),
  );
  const own = moving
    .filter((operation) => resource.below.includes(operation) && amountIn(kit, operation, []) !== undefined)
    .slice(0, mostOperations);
  const between = moving.flatMap((operation) => {
    const ends = contract.inferred.references.filter(
      (each) =>
        each.operationId === operation.operationId && each.in === 'body' && each.resource === resource,
    );
    return ends.length === 2 ? [{ operation, ends: ends.map(({ members }) => members) }] : [];
  });
  // Operations that work on an empty item only, as the words of their 409 say.
  const closing = [resource.operations.delete, ...resource.operations.actions]
    .filter((operation) => operation !== undefined)
    .filter(({ responses }) =>
      responses.some(({ status, description = '' }) => status === '409' && notEmpty.test(description)),
    );
  if (own.length + between.length === 0) return [];
  return [
    scenario(kit, resource, 'amounts', function* (send): Run {
      const first = yield* send('create', create, 'created for amounts');
      const at = pathOfCreated(resource, first);
      if (at === undefined) return;
      const items = [at];
      // What takes out comes after what puts in, wherever the document has it.
      const refused: Operation[] = [];
      let isFilled = false;
      for (const operation of own) {
        const isBooked: boolean = yield* book(send, items, operation, isFilled ? small : large);
        isFilled ||= isBooked;
        if (!isBooked) refused.push(operation);
      }
      for (const operation of isFilled ? refused : []) yield* book(send, items, operation, small);
      for (const operation of isFilled ? closing : []) {
        const now = yield* send('read-before-amount', retrieve, 'read before it is closed', {
          path: at(retrieve),
        });
        // What was booked may be pending.
        if (!isOk(now) || !(Number(shownBalance(now)) > 0)) break;
        yield* send('close-filled', operation, 'closed although it is not empty', { path: at(operation) });
      }
      if (between.length === 0) return;
      const second = yield* send('create', create, 'created as the other side');
      const atSecond = pathOfCreated(resource, second);
      const keys = [keyOfCreated(resource, first), keyOfCreated(resource, second)];
      if (atSecond === undefined) return;
      for (const { operation, ends } of between)
        yield* book(
          send,
          [at, atSecond],
          operation,
          small,
          ends.map((members, index) => [members, keys[index]]),
        );
    }),
  ];

  /** Reads the items, books an amount on them, and reads them again; whether that was accepted. */
  function* book(
    send: Send,
    items: readonly ((operation: Operation) => Arguments['path'])[],
    operation: Operation,
    wanted: readonly number[],
    ends: readonly (readonly [members: readonly string[], key: unknown])[] = [],
  ): Generator<Step, boolean, Exchange> {
    const amount = amountIn(kit, operation, wanted);
    const [item] = items;
    if (retrieve === undefined || member === undefined || amount === undefined || item === undefined)
      return false;
    const { call, place } = amount;
    const before: unknown[] = [];
    for (const each of items) {
      const read = yield* send('read-before-amount', retrieve, `read before ${operation.operationId}`, {
        path: each(retrieve),
      });
      before.push(read === undefined ? undefined : shownBalance(read));
    }
    const value = ends.reduce<unknown>(
      (body, [members, key]) => replaceAt(body, members, key),
      call.body?.value,
    );
    const booked = yield* send('amount', operation, 'booked between two reads', {
      call: call.body === undefined ? call : { ...call, body: { ...call.body, value } },
      path: ends.length > 0 ? {} : item(operation),
      fixed: [place, ...ends.map(([members]) => ['', 'body', ...members].join('/'))],
      about: JSON.stringify([member, amount.amount]),
    });
    if (!isOk(booked)) return false;
    for (const [index, each] of items.entries())
      yield* send('read-after-amount', retrieve, `read after ${operation.operationId}`, {
        path: each(retrieve),
        until: (read) => shownBalance(read) !== before[index],
      });
    return true;
  }

  function shownBalance(read: Exchange): unknown {
    const body = jsonBody(read);
    const leaf = leavesOf(body).find(({ path }) => path.at(-1) === member);
    return leaf?.leaf;
  }
}

function balanceOf(contract: Contract, resource: Resource, retrieve: Operation): string | undefined {
  const { properties } = shapeOf(contract, shownSchema(contract, resource, retrieve));
  return [...properties].find(([name, schema]) => {
    const types = typesOf(contract, schema);
    return balances.test(name) && ['integer', 'number', 'string'].some((type) => types.has(type));
  })?.[0];
}

/** The least call of an operation with the first of some amounts that its schema accepts; `[]` keeps the sampled one. */
function amountIn(
  kit: Kit,
  operation: Operation,
  wanted: readonly number[],
): { readonly call: Arguments; readonly place: string; readonly amount: number } | undefined {
  const call = kit.least(operation);
  const slot = kit.sampler(operation).slots.find(({ kind }) => kind === 'body');
  if (call?.body === undefined || slot === undefined || !isObject(call.body.value)) return undefined;
  const { body } = call;
  const found = leavesOf(body.value).find(isAmount);
  if (found === undefined) return undefined;
  const accepts = holdsAt(kit.contract, slot);
  const spelt = (amount: number): unknown =>
    typeof found.leaf === 'string' ? (found.leaf.includes('.') ? amount.toFixed(2) : String(amount)) : amount;
  const amount =
    wanted.length === 0
      ? Number(found.leaf)
      : wanted.find((each) => accepts(replaceAt(body.value, found.path, spelt(each))));
  if (amount === undefined) return undefined;
  const value = wanted.length === 0 ? body.value : replaceAt(body.value, found.path, spelt(amount));
  return {
    call: { ...call, body: { ...body, value } },
    place: ['', 'body', ...found.path].join('/'),
    amount,
  };
}

const isAmount = ({ path, leaf }: Leaf): boolean =>
  amountNames.test(path.at(-1) ?? '') &&
  (typeof leaf === 'number' || (typeof leaf === 'string' && /^\d+(\.\d+)?$/.test(leaf)));
