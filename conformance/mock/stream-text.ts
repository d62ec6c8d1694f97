import type { StreamOfOperation } from '../../generator/contract/model.ts';
import { isObject } from '../../generator/json/pointer.ts';

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
  // Without data, or with an empty one, a reader takes an event for none (HTML, 9.2.6).
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
