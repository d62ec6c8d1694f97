import type { Contract, Operation } from '../../generator/contract/model.ts';
import { documentedStatus, findResponse, successStatus } from '../../generator/contract/responses.ts';
import { isJson } from '../../generator/json/media-type.ts';
import { isObject } from '../../generator/json/pointer.ts';
import type { Arguments } from '../../generator/wire/message.ts';
import type { Complaints } from '../complaints.ts';
import { type SentResource, sentResourcesOf } from './sent-resources.ts';

/** What came with its id and was not deleted yet. */
export interface SentStore {
  /** The id asked for when nothing of that id is there; in a lenient mock where the document has a status to say so. */
  missing(operation: Operation, call: Arguments): string | undefined;
  /** Stores what was sent, and gives the answer that tells of it; `undefined` where this store has nothing to tell. */
  settle(operation: Operation, call: Arguments, answer: unknown): unknown;
  reset(): void;
}

type Role = 'put' | 'retrieve' | 'update' | 'remove' | 'search';

/** State for resources whose things are sent with their ids. */
export function createSentStore(contract: Contract, complaints: Complaints, lenient: boolean): SentStore {
  const roles = new Map<Operation, readonly [SentResource, Role]>();
  const items = new Map<SentResource, Map<string, unknown>>();
  for (const resource of sentResourcesOf(contract)) {
    const { create, replace, retrieve, update, remove, searches } = resource;
    items.set(resource, new Map());
    const entries: readonly (readonly [Role, Operation | undefined])[] = [
      ['put', create],
      ['put', replace],
      ['retrieve', retrieve],
      ['remove', remove],
      ...update.map((operation) => ['update', operation] as const),
      ...searches.map((operation) => ['search', operation] as const),
    ];
    for (const [role, operation] of entries)
      if (operation !== undefined) roles.set(operation, [resource, role]);
  }
  const storedOf = (resource: SentResource): Map<string, unknown> => items.get(resource) ?? new Map();
  const fits = (operation: Operation, value: unknown): boolean => {
    const content = findResponse(operation, successStatus(operation))?.content ?? [];
    const pointer = content.find(({ contentType }) => isJson(contentType))?.schema?.pointer;
    return pointer !== undefined && complaints(pointer, value, 'response').length === 0;
  };
  /** A number where the thing may have one, else a text. */
  const nextId = (
    { retrieve, id: [member = 'id'] }: SentResource,
    stored: Map<string, unknown>,
    sent: object,
  ) => {
    const number = stored.size + 1;
    const fitsNumber = retrieve !== undefined && fits(retrieve, { ...sent, [member]: number });
    return fitsNumber ? number : String(number);
  };
  return {
    missing(operation, call) {
      const [resource, role] = roles.get(operation) ?? [];
      if (resource === undefined || role === 'put' || role === 'search') return undefined;
      const id = String(call.path[resource.parameter]);
      const isPassed = lenient && documentedStatus(operation, [404, 410]) === undefined;
      return isPassed || storedOf(resource).has(id) ? undefined : id;
    },
    settle(operation, call, answer) {
      const [resource, role] = roles.get(operation) ?? [];
      if (resource === undefined || role === undefined) return undefined;
      const stored = storedOf(resource);
      const sent = isObject(call.body?.value) ? call.body.value : undefined;
      const [member = 'id'] = resource.id;
      const id = String(call.path[resource.parameter]);
      switch (role) {
        case 'put': {
          if (sent === undefined) return undefined;
          const own = sent[member] ?? nextId(resource, stored, { ...sent });
          const made = { ...sent, [member]: own };
          stored.set(String(own), made);
          return made;
        }
        case 'update': {
          const before = stored.get(id);
          const changed = { ...(isObject(before) ? before : {}), ...sent };
          stored.delete(id);
          stored.set(String(changed[member] ?? id), changed);
          return changed;
        }
        case 'remove':
          stored.delete(id);
          return undefined;
        case 'retrieve': {
          const item = stored.get(id);
          return item !== undefined && fits(operation, item) ? item : answer;
        }
        case 'search': {
          const found = [...stored.values()].reverse().filter((item) => matches(item, call.query));
          return fits(operation, found) ? found : answer;
        }
        default:
          return role satisfies never;
      }
    },
    reset() {
      for (const stored of items.values()) stored.clear();
    },
  };
}

/** Whether a thing has the values asked for, where it has simple members of those names. */
const matches = (item: unknown, query: Arguments['query']): boolean =>
  isObject(item) &&
  Object.entries(query).every(([name, wanted]) => {
    const value = item[name];
    if (typeof value === 'object' || value === undefined) return typeof value === 'object';
    return [wanted].flat().includes(value);
  });
