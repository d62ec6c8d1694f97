import type { Operation, StreamOfOperation } from '../../contract/model.ts';
import { findResponse, successStatus } from '../../contract/responses.ts';
import { essence } from '../../json/media-type.ts';
import { inference, titleOf } from './override.ts';
import type { Shapes } from './shapes.ts';

/** Media types whose bodies are read piece by piece (OpenAPI 3.2, 4.14.3: sequential media types). */
const formats: { readonly [type: string]: StreamOfOperation['format'] } = {
  'text/event-stream': 'events',
  'application/x-ndjson': 'lines',
  'application/ndjson': 'lines',
  'application/jsonl': 'lines',
  'application/x-jsonlines': 'lines',
  'application/stream+json': 'lines',
  'application/json-seq': 'sequence',
};

/** The stream that an operation may respond with. */
export function inferStream(shapes: Shapes, operation: Operation): StreamOfOperation | undefined {
  const content = findResponse(operation, successStatus(operation))?.content ?? [];
  const media = content.find(({ contentType }) => Object.hasOwn(formats, essence(contentType)));
  const format = media === undefined ? undefined : formats[essence(media.contentType)];
  if (media === undefined || format === undefined) return undefined;
  const toggle = ['stream', 'streaming'].find((name) =>
    shapes.types(shapes.members(shapes.request(operation)).get(name)).has('boolean'),
  );
  const { streamEnd } = media.extensions;
  return {
    contentType: media.contentType,
    format,
    ...(toggle === undefined ? {} : { toggle }),
    ...(streamEnd === undefined ? {} : { end: streamEnd }),
    inference: inference(
      `${titleOf(operation)} responds with a stream of ${format}${toggle === undefined ? '' : ` where ${toggle} is true`}`,
      `${media.contentType} is one of its media types${toggle === undefined ? '' : ` and its body has the boolean ${toggle}`}`,
      operation,
      `responses: { ${successStatus(operation)}: { content: { ${JSON.stringify(media.contentType)}: { x-plumbline-stream-end: '[DONE]' } } } }`,
    ),
  };
}
