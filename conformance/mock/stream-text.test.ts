import { expect, it } from 'vitest';
import { streamText } from './stream-text.ts';

const inference = { what: '', reason: '', override: '' };

it.each([
  { what: 'an object', data: { a: 1 }, line: 'data: {"a":1}' },
  { what: 'a number', data: 0, line: 'data: 0' },
  { what: 'text of two lines', data: 'a\nb', line: 'data: a\ndata: b' },
  { what: 'nothing', data: '', line: 'data:  ' },
])('the data of an event that is $what', ({ data, line }) => {
  const stream = { contentType: 'text/event-stream', format: 'events', reads: 'event', inference } as const;
  const text = streamText(stream, [{ event: 'e', data }]);
  expect(text).toBe(`event: e\n${line}\n\n`);
});
