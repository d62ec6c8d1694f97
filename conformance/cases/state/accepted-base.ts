import type { Operation } from '../../../generator/contract/model.ts';
import { equalJson } from '../../../generator/json/equal-json.ts';
import { isObject } from '../../../generator/json/pointer.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import type { Exchange, TestCase } from '../../model.ts';
import { richCall } from '../rich-call.ts';
import type { StateContext } from './context.ts';

/**
 * Bases that the server accepts. A least call that is valid by the document may break what only the server knows, such as an end
 * that must be after its start; cases are built on a call that was accepted then, so that they differ from it in one place.
 */
export interface AcceptedBases {
  /** Calls with plausible values to try before the next case of an operation: none while the least call is fine. */
  attempts(operation: Operation): readonly Arguments[];
  /** The arguments of a case with all that it has in common with the least call taken from the accepted one. */
  rebased(operation: Operation, given: TestCase): Arguments;
  learn(exchange: Exchange): void;
}

/** Bases without knowledge of the server. */
export function createAcceptedBases({ samplerOf, slotAt, accepts }: StateContext): AcceptedBases {
  const refused = new Set<string>();
  const accepted = new Set<string>();
  const attempted = new Set<string>();
  const bases = new Map<string, unknown>();
  return {
    attempts(operation) {
      const { operationId, requestBody } = operation;
      const isNeeded = refused.has(operationId) && !accepted.has(operationId) && requestBody !== undefined;
      if (!isNeeded || attempted.has(operationId)) return [];
      attempted.add(operationId);
      const sampler = samplerOf(operation);
      const calls = [
        richCall(sampler, 0),
        richCall(sampler, 0, 'required'),
        richCall(sampler, 1),
        richCall(sampler, 1, 'required'),
      ];
      return calls.filter((call) => call !== undefined);
    },
    rebased(operation, { arguments: call, discriminatorValue, edit, twin, intent, phase, focus }) {
      // Whether the least call itself is accepted is what these cases show.
      if (intent === 'valid' && phase === 'coverage' && focus === undefined) return call;
      const base = bases.get(operation.operationId);
      const slot = slotAt(operation, 'body', '');
      const least = samplerOf(operation).leastCall(discriminatorValue)?.body?.value;
      const { body } = call;
      if (base === undefined || body === undefined || slot === undefined || least === undefined) return call;
      const value = moved(body.value, least, base);
      const isValid = accepts(slot, value);
      // The edit must still be what is wrong, and all that is wrong.
      const isSame =
        edit === undefined
          ? isValid
          : !isValid &&
            twin?.arguments.body !== undefined &&
            accepts(slot, moved(twin.arguments.body.value, least, base));
      return isSame ? { ...call, body: { ...body, value } } : call;
    },
    learn({ testCase: sent, response: { status } }) {
      if (sent.intent !== 'valid' || sent.credentials !== 'valid' || sent.isFixed === true) return;
      const { operationId } = sent;
      if (status === 400 || status === 422) refused.add(operationId);
      if (status < 200 || status >= 300 || accepted.has(operationId)) return;
      accepted.add(operationId);
      const value = sent.arguments.body?.value;
      if (refused.has(operationId) && isObject(value)) bases.set(operationId, value);
    },
  };
}

/** A value with everything that it shares with `least` taken from `base`; what it lacks of `least`, it lacks. */
function moved(value: unknown, least: unknown, base: unknown): unknown {
  if (equalJson(value, least)) return base;
  if (Array.isArray(value) && Array.isArray(least) && Array.isArray(base)) {
    const [leastItem, baseItem] = [least[0], base[0]];
    return leastItem === undefined || baseItem === undefined
      ? value
      : value.map((item) => moved(item, leastItem, baseItem));
  }
  if (!isObject(value) || !isObject(least) || !isObject(base)) return value;
  const names = new Set([...Object.keys(base), ...Object.keys(value)]);
  return Object.fromEntries(
    [...names].flatMap((name): readonly (readonly [string, unknown])[] => {
      const [has, had] = [Object.hasOwn(value, name), Object.hasOwn(least, name)];
      if (!has) return had ? [] : [[name, base[name]]];
      return [
        [name, had && Object.hasOwn(base, name) ? moved(value[name], least[name], base[name]) : value[name]],
      ];
    }),
  );
}
