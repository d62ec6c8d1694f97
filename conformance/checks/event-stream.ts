import { createParser } from 'eventsource-parser';
import { findResponse } from '../../generator/contract/responses.ts';
import { essence, findMediaType } from '../../generator/json/media-type.ts';
import type { Check, Exchange } from '../model.ts';
import { failed, headerOf, notApplicable, passed } from './verdict.ts';

/** A requested stream arrives as a stream: events in order, each valid against its schema, ended as documented. */
export const eventStream: Check = {
  id: 'event-stream',
  check(exchange, context) {
    const { testCase, response } = exchange;
    const contentType = headerOf(exchange, 'content-type') ?? '';
    const isStream = essence(contentType) === 'text/event-stream';
    if (response.status >= 300) return notApplicable('the response is not a success');
    const content = findResponse(context.operation, response.status)?.content ?? [];
    const media = findMediaType(content, 'text/event-stream');
    if (media?.itemSchema === undefined) return notApplicable('the document declares no stream here');
    const accept = exchange.request.headers.find(([name]) => name.toLowerCase() === 'accept')?.[1] ?? '';
    const isRequested = testCase.intent === 'valid' && essence(accept) === 'text/event-stream';
    const place = { keywordLocation: media.pointer, instanceLocation: '/stream' };
    if (!isStream) {
      if (!isRequested) return notApplicable('the request is not for a stream');
      return failed(this, exchange, {
        ...place,
        message: `a stream was requested, the response is ${contentType || 'nothing'}`,
        severity: context.severityOf(media.pointer),
      });
    }
    const events = dataOf(exchange);
    const end = media.extensions.streamEnd;
    const body = end === undefined || events.at(-1) !== end ? events : events.slice(0, -1);
    if (end !== undefined && events.at(-1) !== end) {
      const after = events.includes(end) ? `continues after ${end}` : `does not end with ${end}`;
      return failed(this, exchange, {
        ...place,
        instanceLocation: '/end',
        message: `the stream ${after}`,
        severity: context.severityOf(media.pointer),
      });
    }
    if (body.length === 0)
      return failed(this, exchange, {
        ...place,
        instanceLocation: '/events',
        message: 'the stream has no events',
      });
    for (const [index, data] of body.entries()) {
      const value = parse(data);
      if (value === undefined)
        return failed(this, exchange, {
          ...place,
          instanceLocation: '/data',
          message: `event ${index + 1} is not JSON: ${data.slice(0, 80)}`,
        });
      const [error] = context.validate(media.itemSchema.pointer, value.json);
      if (error === undefined) continue;
      const { keywordLocation, instanceLocation, message } = error;
      return failed(this, exchange, {
        keywordLocation,
        instanceLocation,
        message: `event ${index + 1} at ${instanceLocation || 'its root'} ${message}`,
        severity: context.severityOf(keywordLocation),
      });
    }
    return passed;
  },
};

/** The data of each event of a stream. */
export function dataOf({ response }: Exchange): readonly string[] {
  const found: string[] = [];
  const parser = createParser({ onEvent: ({ data }) => found.push(data) });
  // An event counts only with the blank line that ends it; a body that breaks off loses its last event.
  parser.feed(new TextDecoder().decode(response.body));
  return found;
}

function parse(data: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(data) };
  } catch {
    return undefined;
  }
}
