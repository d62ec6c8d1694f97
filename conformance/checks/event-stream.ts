import { createParser } from 'eventsource-parser';
import { findResponse } from '../../generator/contract/responses.ts';
import { essence, type StreamFormat, streamFormat } from '../../generator/json/media-type.ts';
import type { Check, Exchange } from '../model.ts';
import { failed, headerOf, notApplicable, passed } from './verdict.ts';

/** A requested stream arrives as a stream: events in order, each valid against its schema, ended as documented. */
export const eventStream: Check = {
  id: 'event-stream',
  check(exchange, context) {
    const { testCase, response } = exchange;
    const contentType = headerOf(exchange, 'content-type') ?? '';
    if (response.status >= 300) return notApplicable('the response is not a success');
    const stream = context.contract.inferred.streams.get(context.operation.operationId);
    const content = findResponse(context.operation, response.status)?.content ?? [];
    const media = content.find((each) => each.contentType === stream?.contentType);
    if (stream?.item === undefined || media === undefined)
      return notApplicable('the document declares no stream here');
    const { item, format, reads, end } = stream;
    const type = essence(stream.contentType);
    const isStream = streamFormat(contentType) === format;
    const accept = exchange.request.headers.find(([name]) => name.toLowerCase() === 'accept')?.[1] ?? '';
    const isRequested = testCase.intent === 'valid' && essence(accept) === type;
    const place = { keywordLocation: media.pointer, instanceLocation: '/stream' };
    if (!isStream) {
      if (!isRequested) return notApplicable('the request is not for a stream');
      return failed(this, exchange, {
        ...place,
        message: `a stream was requested, the response is ${contentType || 'nothing'}`,
        severity: context.severityOf(media.pointer),
      });
    }
    const frames = framesOf(exchange, format);
    const events = frames.map(({ data }) => data);
    const body = end === undefined || events.at(-1) !== end ? frames : frames.slice(0, -1);
    if (end !== undefined && events.at(-1) !== end) {
      const after = events.includes(end) ? `continues after ${end}` : `does not end with ${end}`;
      return failed(this, exchange, {
        ...place,
        instanceLocation: '/end',
        message: `the stream ${after}`,
        severity: context.severityOf(media.pointer),
      });
    }
    // A reader does not see an event whose text is empty (HTML, 9.2.6).
    if (body.length === 0 && reads !== 'text')
      return failed(this, exchange, {
        ...place,
        instanceLocation: '/events',
        message: 'the stream has no events',
      });
    for (const [index, frame] of body.entries()) {
      const { data } = frame;
      const value = reads === 'json' ? parse(data) : { json: reads === 'text' ? data : frame };
      if (value === undefined)
        return failed(this, exchange, {
          ...place,
          instanceLocation: '/data',
          message: `event ${index + 1} is not JSON: ${data.slice(0, 80)}`,
        });
      // The data of an event is text; where its schema has another type, it is that as JSON.
      const read = reads === 'event' ? parse(data) : undefined;
      const asJson = read === undefined ? undefined : { ...frame, data: read.json };
      if (asJson !== undefined && context.validate(item, asJson).length === 0) continue;
      const [error] = context.validate(item, value.json);
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

/** An item of a stream as it came: its data, and the name and id of an event that has them. */
type Frame = { readonly data: string } & { readonly [field in 'event' | 'id']?: string };

/** Before each item of a JSON text sequence (RFC 7464). */
const recordSeparator = '\u001e';

/** The items of a stream. */
function framesOf({ response }: Exchange, format: StreamFormat): readonly Frame[] {
  const text = new TextDecoder().decode(response.body);
  if (format !== 'events')
    return text
      .split(format === 'lines' ? /\r?\n/ : recordSeparator)
      .filter((data) => data.trim() !== '')
      .map((data) => ({ data }));
  const found: Frame[] = [];
  const parser = createParser({
    onEvent: ({ data, event, id }) =>
      found.push({ data, ...(event === undefined ? {} : { event }), ...(id === undefined ? {} : { id }) }),
  });
  // An event counts only with the blank line that ends it; a body that breaks off loses its last event.
  parser.feed(text);
  return found;
}

/** The data of each event of a stream. */
export const dataOf = (exchange: Exchange): readonly string[] =>
  framesOf(exchange, 'events').map(({ data }) => data);

function parse(data: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(data) };
  } catch {
    return undefined;
  }
}
