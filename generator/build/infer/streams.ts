import type { MediaType, Operation, StreamOfOperation } from '../../contract/model.ts';
import { findResponse, successStatus } from '../../contract/responses.ts';
import { streamFormat } from '../../json/media-type.ts';
import { child, isObject } from '../../json/pointer.ts';
import type { JsonSchema, Pointer } from '../../json/types.ts';
import { inference, titleOf } from './override.ts';
import type { Shapes } from './shapes.ts';

/** The stream that an operation may respond with. */
export function inferStream(shapes: Shapes, operation: Operation): StreamOfOperation | undefined {
  const content = findResponse(operation, successStatus(operation))?.content ?? [];
  const media = content.find(({ contentType }) => streamFormat(contentType) !== undefined);
  const format = media && streamFormat(media.contentType);
  if (media === undefined || format === undefined) return undefined;
  const toggle = ['stream', 'streaming'].find((name) =>
    shapes.types(shapes.members(shapes.request(operation)).get(name)).has('boolean'),
  );
  const { streamEnd } = media.extensions;
  const item = itemOf(shapes, media, format);
  return {
    contentType: media.contentType,
    format,
    reads: readsOf(shapes, format, item?.schema),
    ...(item === undefined ? {} : { item: item.pointer }),
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

/**
 * The schema of one item: `itemSchema` of OpenAPI 3.2, else `schema`, which documents of 3.0 and 3.1 write for the data of one event
 * or for one line. A list of lines is described by its items.
 */
function itemOf(
  shapes: Shapes,
  { schema, itemSchema }: MediaType,
  format: StreamOfOperation['format'],
): { readonly schema: JsonSchema; readonly pointer: Pointer } | undefined {
  const use = itemSchema ?? schema;
  if (use === undefined) return undefined;
  const own = use.normal.schema;
  const items = itemSchema === undefined && format !== 'events' ? shapes.items(own) : undefined;
  const isOwnList = isObject(use.raw) && isObject(use.raw['items']);
  return items !== undefined && isOwnList
    ? { schema: items, pointer: child(use.pointer, 'items') }
    : { schema: own, pointer: use.pointer };
}

const partsOfEvent = new Set(['data', 'event', 'id', 'retry', 'comment']);

function readsOf(
  shapes: Shapes,
  format: StreamOfOperation['format'],
  item: JsonSchema | undefined,
): StreamOfOperation['reads'] {
  if (format !== 'events') return 'json';
  const types = shapes.types(item);
  const members = [...shapes.members(item).keys()];
  if (item === undefined || (types.size === 1 && types.has('string'))) return 'text';
  return members.includes('data') && members.every((name) => partsOfEvent.has(name)) ? 'event' : 'json';
}
