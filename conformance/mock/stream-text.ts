import type { StreamOfOperation } from '../../generator/contract/model.ts';
import { isObject } from '../../generator/json/pointer.ts';

/** Three items of a stream. A reader does not see an event without data: others take its place. */
export function itemsOf({ reads }: StreamOfOperation, draw: (index: number) => unknown): readonly unknown[] {
  const isSeen = (item: unknown): boolean =>
    reads !== 'event' || (isObject(item) && item['data'] !== undefined && item['data'] !== '');
  const items: unknown[] = [];
  const others: unknown[] = [];
  for (let index = 0; index < 30 && items.length < 3; index++) {
    const item = draw(index);
    (isSeen(item) ? items : others).push(item);
  }
  return items.length > 0 ? items : others.slice(0, 3);
}

/** The body of a stream with these items, its end included. */
export function streamText({ format, reads, end }: StreamOfOperation, items: readonly unknown[]): string {
  switch (format) {
    case 'events':
      return [
        ...items.map((item) => eventText(reads, item)),
        ...(end === undefined ? [] : [`data: ${end}\n\n`]),
      ].join('');
    case 'lines':
      return items.map((item) => `${JSON.stringify(item)}\n`).join('');
    case 'sequence':
      return items.map((item) => `\u001e${JSON.stringify(item)}\n`).join('');
    default:
      return format satisfies never;
  }
}

function eventText(reads: StreamOfOperation['reads'], item: unknown): string {
  if (reads === 'json') return `data: ${JSON.stringify(item)}\n\n`;
  const given = reads === 'event' && isObject(item) ? item : { data: item };
  // A reader does not see an event without data, or with an empty one (HTML, 9.2.6).
  const fields: Readonly<Record<string, unknown>> = {
    ...given,
    data: given['data'] === '' ? ' ' : (given['data'] ?? ' '),
  };
  const lines = ['event', 'id', 'retry', 'data'].flatMap((name) => {
    const value = fields[name];
    // A line break inside of a field begins another line of it.
    return value === undefined
      ? []
      : (typeof value === 'string' ? value : JSON.stringify(value))
          .split(/\r\n|\r|\n/)
          .map((line) => `${name}: ${line}`);
  });
  return `${lines.join('\n')}\n\n`;
}
