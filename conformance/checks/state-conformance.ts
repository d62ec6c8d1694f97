import type { Contract, Operation, Resource } from '../../generator/contract/model.ts';
import { findResponse, successStatus } from '../../generator/contract/responses.ts';
import { saysOnce, saysOtherCause, statesInWords } from '../../generator/contract/states-in-words.ts';
import { isJson } from '../../generator/json/media-type.ts';
import { isObject } from '../../generator/json/pointer.ts';
import type { JsonSchema } from '../../generator/json/types.ts';
import { memberSchema } from '../../generator/wire/decode.ts';
import type { Exchange, HistoryCheck, Played, Verdict } from '../model.ts';
import { stateMember } from '../shown-state.ts';
import { judgeEach } from './history.ts';
import { isOk, itemIn, operationOf } from './things.ts';
import { passed } from './verdict.ts';

/**
 * An action that documents 409 is refused where the document says so: in the states that its words name, or at least in one of
 * all the states that the document lists for the item.
 */
export const stateConformance: HistoryCheck = {
  id: 'state-conformance',
  check({ scenario: { resource }, steps }, contract) {
    if (resource === undefined) return [];
    const acts = steps.filter(({ role }) => role === 'act');
    const listed = listedStates(contract, resource, steps);
    return [...new Set(acts.map(({ exchange }) => operationOf(contract, exchange)))].flatMap(
      (operation): readonly Verdict[] => {
        const conflict = operation?.responses.find(({ status }) => status === '409');
        if (operation === undefined || conflict === undefined) return [];
        const own = acts.filter(({ exchange }) => exchange.testCase.operationId === operation.operationId);
        const accepted = own.filter(({ exchange }) => isOk(exchange));
        const place = { keywordLocation: conflict.pointer, instanceLocation: `/${operation.operationId}` };
        const { allowed, forbidden, sentence } = statesInWords(operation, listed);
        const again = saysOnce(conflict.description) ? repeatOf(acts, operation) : undefined;
        if (again !== undefined && allowed.size + forbidden.size === 0)
          return judgeEach(
            this.id,
            [again],
            () =>
              `answered ${again.response.status} when it had been done, expected 409: "${conflict.description?.trim()}"`,
            place,
          );
        const leadsTo = targetsOf(steps, resource, operation);
        const wrong = accepted.find(
          ({ about }) =>
            about !== undefined &&
            listed.includes(about) &&
            ((forbidden.has(about) && (!leadsTo.has(about) || saysAlready(sentence, about))) ||
              (allowed.size > 0 && !allowed.has(about))),
        );
        if (wrong !== undefined)
          return judgeEach(
            this.id,
            [wrong.exchange],
            () =>
              `answered ${wrong.exchange.response.status} in the state ${wrong.about}, expected 409: "${sentence}"`,
            place,
          );
        const states = new Set(accepted.map(({ about }) => about));
        const last = accepted.at(-1);
        const isEverywhere =
          !saysOtherCause(conflict.description) &&
          listed.length > 1 &&
          listed.every((state) => states.has(state));
        if (last === undefined || own.length !== accepted.length || !isEverywhere) return [passed];
        return judgeEach(
          this.id,
          [last.exchange],
          () => `accepted in every state (${listed.join(', ')}), although 409 is documented`,
          place,
        );
      },
    );
  },
};

const saysAlready = (sentence: string, state: string): boolean => {
  const name = state.replaceAll(/[^A-Za-z0-9]+/g, '.?');
  return new RegExp(`\\balready (been )?${name}|${name} already\\b`, 'i').test(sentence);
};

/** The second of two accepted runs of an action on one item with no other accepted action between them. */
function repeatOf(acts: readonly Played[], { operationId }: Operation): Exchange | undefined {
  const lastOf = new Map<string, string>();
  for (const { exchange } of acts) {
    if (!isOk(exchange)) continue;
    const item = JSON.stringify(Object.values(exchange.testCase.arguments.path));
    if (exchange.testCase.operationId === operationId && lastOf.get(item) === operationId) return exchange;
    lastOf.set(item, exchange.testCase.operationId);
  }
  return undefined;
}

/** The states that items show after an accepted run of an action. */
function targetsOf(
  steps: readonly Played[],
  resource: Resource,
  { operationId }: Operation,
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [index, { role, exchange }] of steps.entries()) {
    if (role !== 'act' || exchange.testCase.operationId !== operationId || !isOk(exchange)) continue;
    for (const { exchange: each } of [{ exchange }, ...steps.slice(index + 1, index + 2)]) {
      const item = isOk(each) ? itemIn(resource, each) : undefined;
      const member = item === undefined ? undefined : stateMember(item);
      if (item !== undefined && member !== undefined) found.add(String(item[member]));
    }
  }
  return found;
}

/** The values that the document lists for the member of an item that says its state. */
function listedStates(contract: Contract, resource: Resource, steps: readonly Played[]): readonly string[] {
  for (const { exchange } of steps) {
    const item = isOk(exchange) ? itemIn(resource, exchange) : undefined;
    const member = item === undefined ? undefined : stateMember(item);
    const operation = operationOf(contract, exchange);
    if (member === undefined || operation === undefined) continue;
    const content = findResponse(operation, successStatus(operation))?.content ?? [];
    const whole = content.find(({ contentType }) => isJson(contentType))?.schema?.normal.schema;
    const holder = (resource.holders.get(operation.operationId) ?? []).reduce<JsonSchema | undefined>(
      (at, name) => memberSchema(contract, at, name),
      whole,
    );
    const listed = resolved(contract, memberSchema(contract, holder, member));
    if (isObject(listed) && Array.isArray(listed['enum']))
      return listed['enum'].filter((value) => typeof value === 'string');
  }
  return [];
}

const resolved = (contract: Contract, schema: JsonSchema | undefined): JsonSchema | undefined =>
  isObject(schema) && typeof schema['$ref'] === 'string'
    ? resolved(contract, contract.schemaAt(schema['$ref']).normal.schema)
    : schema;
