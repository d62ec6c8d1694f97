import type { Operation } from '../../../generator/contract/model.ts';
import { withValueIn } from '../../../generator/contract/resources.ts';
import { child, tokensOf } from '../../../generator/json/pointer.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import { callbackAddress, dueCallbacks } from '../../callback-origin.ts';
import type { Scenario } from '../../model.ts';
import { sendableIn } from '../sendable.ts';
import type { Kit } from './kit.ts';
import { type Run, sequence } from './scenario.ts';

/**
 * Calls that give the server a URL of ours for its callbacks, twice: what is true of the first one could be chance. Operations
 * whose callbacks take their URL from elsewhere, or whose schema forbids ours, have none.
 */
export function calledBack(kit: Kit, operation: Operation): readonly Scenario[] {
  if (operation.callbacks.length === 0) return [];
  const least = kit.least(operation);
  const places = operation.callbacks.flatMap(({ expression }) => placeOf(expression) ?? []);
  if (least === undefined || places.length === 0) return [];
  const call = places.reduce((made, place) => withUrl(made, place, callbackAddress(operation)), least);
  const isSendable = kit.sampler(operation).slots.every((slot) => {
    const value = slot.kind === 'body' ? call.body?.value : argumentOf(call, slot.parameter);
    return value === undefined ? !slot.required : sendableIn(kit.contract, slot)(value);
  });
  if (!isSendable || dueCallbacks(operation, call).length === 0) return [];
  const fixed = places.map(({ location, path }) =>
    location === 'body' ? `/body${child('#', ...path).slice(1)}` : `/${location}/${path[0] ?? ''}`,
  );
  const { operationId, path } = operation;
  return [
    sequence(kit, { id: `${path}/callbacks`, name: 'callbacks', operationId }, function* (send): Run {
      yield* send('call-back', operation, 'gives a URL for callbacks', { call, fixed });
      yield* send('call-back', operation, 'gives a URL for callbacks again', { call, fixed });
    }),
  ];
}

/** Where a request holds the URL of a callback. */
interface Place {
  readonly location: 'body' | 'query' | 'header';
  readonly path: readonly string[];
}

/** The place that an expression begins with; `undefined` where the URL begins with something else. */
function placeOf(expression: string): Place | undefined {
  const [, location, rest = ''] = /^\{?\$request\.(body|query|header)[.#]([^{}]*)/.exec(expression) ?? [];
  if (location === 'body') return { location, path: tokensOf(`#${rest}`) };
  return location === 'query' || location === 'header' ? { location, path: [rest] } : undefined;
}

function withUrl(call: Arguments, { location, path }: Place, url: string): Arguments {
  const [name = ''] = path;
  if (location !== 'body') return { ...call, [location]: { ...call[location], [name]: url } };
  const body = call.body ?? { contentType: 'application/json', value: {} };
  return { ...call, body: { ...body, value: withValueIn(body.value, path, url) } };
}

const argumentOf = (call: Arguments, parameter: { readonly in: string; readonly name: string }): unknown =>
  parameter.in === 'path' ||
  parameter.in === 'query' ||
  parameter.in === 'header' ||
  parameter.in === 'cookie'
    ? call[parameter.in][parameter.name]
    : undefined;
