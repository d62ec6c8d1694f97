import type {
  ActionOnState,
  Contract,
  Inferred,
  ItemStates,
  Operation,
  Resource,
} from '../../contract/model.ts';
import { statesInWords } from '../../contract/states-in-words.ts';
import { isObject } from '../../json/guards.ts';
import type { JsonSchema } from '../../json/types.ts';
import { listedTexts } from './listed-texts.ts';
import { inference, titleOf } from './override.ts';
import type { Shapes } from './shapes.ts';
import { lowerWords } from './words.ts';

const names = /^(status|state|phase|stage|lifecycle)$/i;
const endings = /(_(status|state|phase|stage)|(Status|State|Phase|Stage))$/;

/** Verbs whose state is spelt in another way than the verb with an ending. */
const irregular: { readonly [verb: string]: readonly string[] } = {
  pay: ['paid'],
  send: ['sent'],
  start: ['running', 'active', 'inprogress'],
  run: ['running', 'inprogress'],
  begin: ['running', 'active', 'inprogress'],
  resume: ['running', 'active'],
  restart: ['running', 'active'],
  activate: ['active'],
  deactivate: ['inactive'],
  stop: ['stopped'],
  hold: ['held', 'onhold'],
  withdraw: ['withdrawn'],
  open: ['open'],
  reopen: ['open', 'reopened'],
  deny: ['denied'],
  retry: ['queued', 'pending'],
  enqueue: ['queued'],
  finish: ['done', 'completed'],
  complete: ['done'],
  fulfill: ['fulfilled'],
  unpublish: ['draft', 'unpublished'],
  unarchive: ['active', 'open'],
  void: ['void', 'voided'],
};

/** The states of items, and what actions on them do to the state. */
export function inferStates(
  contract: Contract,
  shapes: Shapes,
  resources: readonly Resource[],
): Pick<Inferred, 'states' | 'actions'> {
  const states = new Map<Resource, ItemStates>();
  const actions = new Map<string, ActionOnState>();
  for (const resource of resources) {
    const found = stateOf(contract, shapes, resource);
    if (found === undefined) continue;
    const own = resource.operations.actions.filter(
      ({ method, path }) => method === 'post' && path.startsWith(resource.itemPath ?? `${resource.path}/{`),
    );
    const acts = own.map((operation) => [operation, stateAfter(operation, found.listed)] as const);
    for (const [operation, to] of acts)
      actions.set(operation.operationId, {
        ...(to === undefined ? {} : { to }),
        words: statesInWords(operation, found.listed),
        inference: inference(
          `${titleOf(operation)} ${to === undefined ? `is done to an item whose state is its ${found.member}` : `leads to the ${found.member} ${to}`}`,
          to === undefined
            ? 'the document does not say to which state it leads'
            : `${found.member} lists ${to}`,
          operation,
          'x-plumbline-resource: false',
        ),
      });
    const targets = new Set(acts.map(([, to]) => to));
    const initial =
      found.stated ?? found.listed.find((state) => !targets.has(state)) ?? found.listed[0] ?? '';
    states.set(resource, { member: found.member, listed: found.listed, initial });
  }
  return { states, actions };
}

interface Found extends Omit<ItemStates, 'initial'> {
  /** The default. */
  readonly stated?: string;
}

/** The member of an item that lists states: `status`. */
function stateOf(contract: Contract, shapes: Shapes, resource: Resource): Found | undefined {
  const { retrieve, create, update, replace } = resource.operations;
  for (const operation of [retrieve, create, update, replace]) {
    if (operation === undefined) continue;
    const item = (resource.holders.get(operation.operationId) ?? []).reduce<JsonSchema | undefined>(
      (holder, name) => shapes.members(holder).get(name),
      shapes.response(operation),
    );
    const members = [...shapes.members(item)].map(
      ([name, schema]) => [name, schema, listedTexts(contract, schema)] as const,
    );
    const listing = members.filter(([, , listed]) => listed.length > 1);
    const [member, schema, listed] =
      listing.find(([name]) => names.test(name)) ?? listing.find(([name]) => endings.test(name)) ?? [];
    if (member === undefined || listed === undefined) continue;
    const stated = isObject(schema) ? schema['default'] : undefined;
    return { member, listed, ...(typeof stated === 'string' && listed.includes(stated) ? { stated } : {}) };
  }
  return undefined;
}

/** The listed state that an action leads to by its name: `confirm` to `confirmed`, `pay` to `paid`. */
function stateAfter({ path }: Operation, listed: readonly string[]): string | undefined {
  const [verb = ''] = lowerWords(path.split(/[/:]/).filter(Boolean).at(-1) ?? '');
  const plain = (state: string): string => state.toLowerCase().replaceAll(/[^a-z]/g, '');
  const stem = verb.replace(/e$/, '').replace(/([^aeiou])y$/, '$1i');
  const spelt = listed.find((state) => stem.length > 2 && plain(state).startsWith(stem));
  if (spelt !== undefined) return spelt;
  const known = Object.hasOwn(irregular, verb) ? (irregular[verb] ?? []) : [];
  return listed.find((state) => known.includes(plain(state)));
}
