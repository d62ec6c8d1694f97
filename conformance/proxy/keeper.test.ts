import fc from 'fast-check';
import { expect, it } from 'vitest';
import { endToEnd, pairsOf, withHost } from './headers.ts';
import { keeper } from './keeper.ts';

it('a kept body consists of copies of its chunks', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (chunks) => {
      const { add, bytes } = keeper();
      const whole = Buffer.concat(chunks);
      for (const chunk of chunks) {
        add(chunk);
        chunk.fill(0);
      }
      expect(Buffer.from(bytes() ?? [])).toEqual(whole);
    }),
    { numRuns: 50 },
  );
});

it('a body that is too long is not kept', () => {
  const { add, bytes } = keeper();
  for (let index = 0; index < 17; index++) add(new Uint8Array(1024 * 1024));
  expect(bytes()).toBeUndefined();
});

it.each<{ readonly given: readonly string[]; readonly want: readonly string[] }>([
  { given: ['A', '1', 'a', '2'], want: ['A', '1', 'a', '2'] },
  { given: ['Connection', 'close, X-Own', 'x-own', '1', 'X-Other', '2'], want: ['X-Other', '2'] },
  {
    given: ['Transfer-Encoding', 'chunked', 'TE', 'trailers', 'Upgrade', 'h2c', 'Date', 'now'],
    want: ['Date', 'now'],
  },
  { given: ['Set-Cookie', 'a', 'Set-Cookie', 'b'], want: ['Set-Cookie', 'a', 'Set-Cookie', 'b'] },
])('of the headers $given, $want are end to end', ({ given, want }) => {
  expect(endToEnd(given)).toEqual(want);
});

it('the host is replaced at its place, and everything else is unchanged', () => {
  const header = fc.tuple(fc.stringMatching(/^[a-gA-G-]{1,9}$/), fc.string());
  fc.assert(
    fc.property(fc.array(header), fc.nat(9), (headers, at) => {
      const given = headers.toSpliced(at, 0, ['HoSt', 'old']);
      const pairs = pairsOf(withHost(given.flat(), 'new'));
      expect(pairs).toEqual(headers.toSpliced(at, 0, ['HoSt', 'new']));
      expect(pairsOf(withHost(headers.flat(), 'new'))).toEqual([...headers, ['host', 'new']]);
    }),
    { numRuns: 50 },
  );
});
