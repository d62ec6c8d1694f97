import type { Operation } from '../../generator/contract/model.ts';
import { findMediaType, isJson } from '../../generator/json/media-type.ts';
import { child } from '../../generator/json/pointer.ts';
import type { WireRequest } from '../../generator/wire/message.ts';
import { callbackOrigin, type DueCallback, dueCallbacks } from '../callback-origin.ts';
import type { Check, CheckContext, Exchange, Failure } from '../model.ts';
import { jsonOf } from './history.ts';
import { isOk } from './things.ts';
import { failed, notApplicable, passed, undetermined } from './verdict.ts';

/**
 * A callback arrives at the URL that the request gave, as the document describes it: its method, media type, body and required
 * headers. A late one and a second one are as good. That none arrives is a failure where the response promises one: it is
 * 202, or shows an item whose work is not done yet. Otherwise the document does not say when one comes: a subscription waits for its event.
 * As long as no callback of any operation reached this machine it is a warning, since the server may not be able to.
 */
export const callbackConformance: Check = {
  id: 'callback-conformance',
  check(exchange, context) {
    const due = dueCallbacks(context.operation, exchange.testCase.arguments);
    if (due.length === 0) return notApplicable('the request gives no URL for callbacks');
    if (!isOk(exchange)) return notApplicable('the request was not accepted');
    const { callbacks } = exchange;
    if (callbacks === undefined)
      return undetermined(
        'callbacks were not received: the server is not on this machine, or the response is a recorded one',
      );
    const { received, waited, isReachable, isExpected } = callbacks;
    const [first] = due;
    if (received.length === 0 && first !== undefined) {
      const seconds = (waited / 1000).toFixed(1);
      if (!isExpected && !isPromised(exchange))
        return undetermined(
          `no callback ${first.name} arrived within ${seconds} s, and the document does not say when one comes; --expect-callback says that it has to`,
        );
      return failed(this, exchange, {
        message: `no callback ${first.name} arrived at the URL of the request within ${seconds} s${isReachable || isExpected ? '' : '; check that the server reaches this machine, or give more time with --callback-wait'}`,
        keywordLocation: child(context.operation.pointer, 'callbacks', first.name),
        instanceLocation: `/callback/${first.name}`,
        severity: isReachable || isExpected ? 'error' : 'warning',
      });
    }
    for (const callback of received) {
      const wrong = wrongIn(callback, due, context);
      if (wrong !== undefined) return failed(this, exchange, wrong);
    }
    return passed;
  },
};

/** Words for work that has begun and is not done. */
const unfinished =
  /^(accepted|created|in[_ -]?progress|new|pending|processing|queued|running|scheduled|started|submitted|waiting)$/i;

/** Whether a response says that something is still to come. */
function isPromised(exchange: Exchange): boolean {
  if (exchange.response.status === 202) return true;
  const item = jsonOf(exchange);
  return (
    typeof item === 'object' &&
    item !== null &&
    Object.entries(item).some(
      ([name, value]) =>
        /^(state|status)$/i.test(name) && typeof value === 'string' && unfinished.test(value),
    )
  );
}

type Wrong = Pick<Failure, 'message'> & Partial<Failure>;

/** Why a callback is not as the document describes it. */
function wrongIn(
  callback: WireRequest,
  due: readonly DueCallback[],
  context: CheckContext,
): Wrong | undefined {
  const pathOf = (url: string): string => new URL(url).pathname;
  const path = pathOf(`${callbackOrigin}${callback.target}`);
  const here = due.filter(({ url }) => pathOf(url) === path);
  const [one] = here.length === 0 ? due : here;
  if (one === undefined) return undefined;
  const place = `/callback/${one.name}`;
  if (here.length === 0)
    return {
      message: `the callback arrived at ${path}, expected at ${pathOf(one.url)}`,
      keywordLocation: one.operations[0]?.pointer ?? context.operation.pointer,
      instanceLocation: `${place}/url`,
    };
  const operations = here.flatMap((each) => each.operations);
  const operation = operations.find(({ method }) => method.toUpperCase() === callback.method);
  if (operation === undefined)
    return {
      message: `the callback ${one.name} is ${callback.method}, expected ${operations.map(({ method }) => method.toUpperCase()).join(' or ')}`,
      keywordLocation: operations[0]?.pointer ?? context.operation.pointer,
      instanceLocation: `${place}/method`,
    };
  return wrongContent(callback, operation, one.name, context);
}

function wrongContent(
  { headers, body }: WireRequest,
  { requestBody, parameters }: Operation,
  name: string,
  { validate, severityOf }: CheckContext,
): Wrong | undefined {
  const place = `/callback/${name}`;
  const header = (wanted: string): string | undefined =>
    headers.find(([each]) => each === wanted.toLowerCase())?.[1];
  const missing = parameters.find(
    (each) => each.in === 'header' && each.required && header(each.name) === undefined,
  );
  if (missing !== undefined)
    return {
      message: `the callback ${name} has no header ${missing.name}`,
      keywordLocation: missing.pointer,
      instanceLocation: `${place}/header/${missing.name}`,
    };
  if (requestBody === undefined) return undefined;
  if (body === undefined)
    return requestBody.required
      ? {
          message: `the callback ${name} has no body`,
          keywordLocation: child(requestBody.pointer, 'required'),
          instanceLocation: `${place}/body`,
        }
      : undefined;
  const type = header('content-type');
  const media = type === undefined ? undefined : findMediaType(requestBody.content, type);
  if (media === undefined)
    return {
      message: `the callback ${name} has the content type ${type ?? '(none)'}, expected ${requestBody.content.map(({ contentType }) => contentType).join(' or ')}`,
      keywordLocation: child(requestBody.pointer, 'content'),
      instanceLocation: `${place}/content-type`,
    };
  if (media.schema === undefined || !isJson(media.contentType)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    return {
      message: `the body of the callback ${name} is not JSON: ${(cause as Error).message}`,
      keywordLocation: media.schema.pointer,
      instanceLocation: `${place}/body`,
    };
  }
  const [error] = validate(media.schema.pointer, value);
  return error === undefined
    ? undefined
    : {
        message: `the callback ${name}${error.instanceLocation === '' ? '' : ` at ${error.instanceLocation}`} ${error.message}`,
        keywordLocation: error.keywordLocation,
        instanceLocation: `${place}/body${error.instanceLocation}`,
        severity: severityOf(error.keywordLocation),
      };
}
