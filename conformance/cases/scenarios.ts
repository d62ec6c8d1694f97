import type { Contract, Operation } from '../../generator/contract/model.ts';
import { type CreatedResource, keyParameter, ofItem, valueIn } from '../../generator/contract/resources.ts';
import type { Arguments } from '../../generator/wire/message.ts';
import type { CasePlan, Exchange, Rule, Scenario, Step, StepRole } from '../model.ts';
import { createDraws } from './draws.ts';
import { takesId, unknownId } from './ids.ts';
import { testCase } from './test-case.ts';
import { topResources } from './top-resources.ts';

/** Scenarios of the resources that the document implies, each on the operation that creates. */
export function planScenarios(
  contract: Contract,
  operation: Operation,
  seed: number,
  rules: readonly Rule[] = [],
): CasePlan {
  const resources = topResources(contract).filter(({ operations: { create } }) => create === operation);
  const scenarios = resources.flatMap((resource) => {
    const sender = createSenders(contract, seed, rules);
    return [
      lifecycle(resource, sender),
      unknownIds(contract, resource, sender),
      ...(resource.operations.list?.extensions.pagination === undefined
        ? []
        : [pagination(resource, resource.operations.list, sender)]),
      ...resource.below
        .filter(({ method }) => method === 'post')
        .map((action) => actTwice(resource, action, sender)),
    ];
  });
  return { operationId: operation.operationId, phase: 'stateful', cases: [], scenarios };
}

/** Makes steps: the least call of an operation, with some arguments given. */
type Sender = (
  role: StepRole,
  operation: Operation,
  title: string,
  given?: Partial<Pick<Arguments, 'path' | 'query'>>,
) => Step | undefined;

/** A sender for each run of a scenario: the same scenario run again sends steps of the same names. */
type Senders = (scenario: string) => Sender;

function createSenders(contract: Contract, seed: number, rules: readonly Rule[]): Senders {
  const calls = new Map<Operation, Arguments | undefined>();
  const context = (operation: Operation) => ({ contract, operation, phase: 'stateful' }) as const;
  const send = (
    name: string,
    role: StepRole,
    operation: Operation,
    title: string,
    given: Partial<Pick<Arguments, 'path' | 'query'>> = {},
  ): Step | undefined => {
    if (!calls.has(operation))
      calls.set(operation, createDraws(contract, operation, seed, { rules }).leastCall(undefined));
    const call = calls.get(operation);
    if (call === undefined) return undefined;
    const filled = {
      ...call,
      path: { ...call.path, ...given.path },
      query: { ...call.query, ...given.query },
    };
    return { role, testCase: testCase(context(operation), `${role}/${name}`, title, filled) };
  };
  return (scenario) => {
    let count = 0;
    return (role, ...rest) => send(`${scenario}-${count++}`, role, ...rest);
  };
}

type Run = Generator<Step, void, Exchange>;

/** What the body of an answer says; nothing when it is no JSON. */
export function bodyOf({ response }: Exchange): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(response.body));
  } catch {
    return undefined;
  }
}

function idOf(resource: CreatedResource, exchange: Exchange): string | undefined {
  const id = exchange.response.status < 300 ? valueIn(bodyOf(exchange), resource.created.members) : undefined;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
}

/** Sends a step when there is one. */
function* sent(step: Step | undefined): Generator<Step, Exchange | undefined, Exchange> {
  return step === undefined ? undefined : yield step;
}

function scenario(
  resource: CreatedResource,
  name: string,
  senders: Senders,
  run: (send: Sender) => Run,
): Scenario {
  const {
    path,
    operations: { create },
  } = resource;
  return { id: `${path}/${name}`, operationId: create.operationId, run: () => run(senders(name)) };
}

/** Made, read, listed, deleted; then it is gone, and gone it stays. */
const lifecycle = (resource: CreatedResource, senders: Senders): Scenario =>
  scenario(resource, 'lifecycle', senders, function* (send): Run {
    const { create, retrieve, list, delete: remove } = resource.operations;
    const { below } = resource;
    const parameter = keyParameter(resource);
    const made = yield* sent(send('create', create, 'made, to be followed'));
    const id = made === undefined ? undefined : idOf(resource, made);
    if (id === undefined) return;
    const path = { [parameter]: id };
    if (retrieve !== undefined) {
      yield* sent(send('read', retrieve, 'read after it was made', { path }));
      yield* sent(send('read', retrieve, 'read once more', { path }));
    }
    if (list !== undefined) yield* sent(send('list', list, 'listed after it was made'));
    if (remove === undefined) return;
    yield* sent(send('delete', remove, 'deleted', { path }));
    if (retrieve !== undefined)
      yield* sent(send('read-after-delete', retrieve, 'read after it was deleted', { path }));
    for (const part of below.filter(({ method }) => method === 'get'))
      yield* sent(send('read-after-delete', part, 'read after it was deleted', { path }));
    yield* sent(send('delete-again', remove, 'deleted twice', { path }));
    if (list !== undefined) yield* sent(send('list-after-delete', list, 'listed after it was deleted'));
  });

/** Ids that nothing has, and that are no plain words. */
const strangeIds = [
  '../secret',
  '..%2f',
  'a.b',
  '%',
  '%00',
  '\u0000',
  'ünïcödé-中-😀',
  `long-${'x'.repeat(300)}`,
  "' OR '1'='1",
  '{"$gt":""}',
];

const unknownIds = (contract: Contract, resource: CreatedResource, senders: Senders): Scenario =>
  scenario(resource, 'unknown-ids', senders, function* (send): Run {
    const parameter = keyParameter(resource);
    const operations = ofItem(resource);
    for (const operation of operations) {
      const id = unknownId(contract, operation, parameter);
      if (id === undefined) continue;
      yield* sent(send('unknown-id', operation, 'an id that nothing has', { path: { [parameter]: id } }));
    }
    const [first] = operations;
    if (first === undefined) return;
    for (const id of strangeIds.filter(takesId(contract, first, parameter)))
      yield* sent(
        send('unknown-id', first, `the id ${JSON.stringify(id.slice(0, 20))}`, { path: { [parameter]: id } }),
      );
  });

/** Five are made and walked through: two at a time, then in large steps to the end, whatever was there before. */
const pagination = (resource: CreatedResource, list: Operation, senders: Senders): Scenario =>
  scenario(resource, 'pagination', senders, function* (send): Run {
    const { pagination: paging } = list.extensions;
    if (paging?.limit === undefined || paging.hasMore === undefined) return;
    let made = 0;
    for (let count = 0; count < 5; count++) {
      const exchange = yield* sent(send('create', resource.operations.create, 'made, to be listed'));
      const id = exchange === undefined ? undefined : idOf(resource, exchange);
      if (id !== undefined) made++;
    }
    let cursor: unknown;
    const met: unknown[] = [];
    for (let page = 0; page < 12 && made > 0; page++) {
      // What was made is newest or oldest: small pages first, then the rest, bounded.
      const size = page < 3 ? 2 : 100;
      const query = { [paging.limit]: size, ...(cursor === undefined ? {} : { [paging.cursor]: cursor }) };
      const exchange = yield* sent(send('page', list, `page ${page + 1}, ${size} at most`, { query }));
      const body = exchange === undefined ? undefined : bodyOf(exchange);
      const items = valueIn(body, resource.holders.get(list.operationId) ?? []);
      if (!Array.isArray(items) || items.length === 0) return;
      met.push(...items.map((item) => valueIn(item, [paging.itemCursor ?? 'id'])));
      cursor = met.at(-1);
      if (valueIn(body, [paging.hasMore]) !== true) break;
    }
    if (met.length < 3) return;
    // A page that is as full as it may be, and the last.
    const query = { [paging.limit]: 2, [paging.cursor]: met.at(-3) };
    yield* sent(send('last-page', list, 'the last page, full', { query }));
  });

/** How often an item is read while an action comes to its end. */
const patience = 4;

/** An action on one thing, read while it comes to its end, then the same again: what state did the first leave? */
const actTwice = (resource: CreatedResource, action: Operation, senders: Senders): Scenario =>
  scenario(resource, action.operationId, senders, function* (send): Run {
    const made = yield* sent(send('create', resource.operations.create, `made for ${action.operationId}`));
    const id = made === undefined ? undefined : idOf(resource, made);
    if (id === undefined) return;
    const path = { [keyParameter(resource)]: id };
    yield* sent(send('act', action, `${action.operationId} once`, { path }));
    const { retrieve } = resource.operations;
    for (let count = 0; count < patience && retrieve !== undefined; count++) {
      const read = yield* sent(send('read', retrieve, `read after ${action.operationId}`, { path }));
      if (read === undefined || read.response.status >= 400) break;
    }
    yield* sent(send('act-again', action, `${action.operationId} twice`, { path }));
  });
