import type { Operation } from './operation.js';
import type { UnreadResponse } from './promise.js';
import { type Framing, type Stream, streamOf } from './stream.js';

/** Texts between separators; blank ones are left out. */
const between =
  (separator: RegExp | string): Framing =>
  (onFrame) => {
    let rest = '';
    return (text) => {
      const pieces = (rest + (text ?? '\n')).split(separator);
      rest = text === undefined ? '' : (pieces.pop() ?? '');
      for (const data of pieces) if (data.trim() !== '') onFrame({ data });
    };
  };

/** Reads JSON Lines: an item a line. */
export const lines = <Item>(received: UnreadResponse, operation: Operation): Promise<Stream<Item>> =>
  streamOf(received, operation, /json/i, between(/\r?\n/));

/** Reads a JSON text sequence (RFC 7464): an item behind each record separator. */
export const sequence = <Item>(received: UnreadResponse, operation: Operation): Promise<Stream<Item>> =>
  streamOf(received, operation, /json/i, between('\u001e'));
