import { createMock, type Listening } from 'openapi-plumbline/mock';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { figure, isFull } from '../../generator/testing/figure.ts';
import { loadSubject } from '../../scripts/run/subject.ts';
import { behaviours } from './index.ts';

/** Many streams at once, and clients that go away. */

const { contract } = await loadSubject(undefined);
let server: Listening;
beforeAll(async () => {
  server = await createMock(contract, { behaviours }).listen();
});
afterAll(() => server.close());

const stream = (signal?: AbortSignal): Promise<Response> =>
  fetch(`${server.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer k', 'content-type': 'application/json' },
    // Five choices of at least ten chunks each.
    body: JSON.stringify({
      model: 'moonshot-v1-8k',
      messages: [{ role: 'user', content: 'Hello' }],
      n: 5,
      temperature: 1,
      stream: true,
    }),
    ...(signal === undefined ? {} : { signal }),
  });

// First, while no other test has left connections that are kept alive.
it('clients that go away leave nothing behind', async () => {
  const sockets = (): number =>
    process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
  await (await stream()).text();
  const before = sockets();
  const count = isFull ? 1000 : 50;
  for (let gone = 0; gone < count; gone++) {
    const abort = new AbortController();
    const response = await stream(abort.signal);
    await response.body?.getReader().read();
    abort.abort();
  }
  await expect.poll(sockets, { timeout: 5000 }).toBeLessThanOrEqual(before);
  figure({
    issue: 7,
    what: 'clients that disappear in the middle of a stream',
    expected: 'leak nothing: handles before and after',
    seen: `${before} and ${sockets()} sockets after ${count}`,
    ok: sockets() <= before,
  });
}, 240_000);

it('streams at once lose nothing', async () => {
  const count = isFull ? 1000 : 50;
  const texts = await Promise.all(Array.from({ length: count }, async () => (await stream()).text()));
  const [first = ''] = texts;
  expect(first.split('\n\n').length).toBeGreaterThan(50);
  // The id and the text come from the request, so all are the same but for the second they were made in.
  const timeless = (text: string): string => text.replace(/"created":\d+/g, '');
  expect(new Set(texts.map(timeless)).size).toBe(1);
  expect(first.endsWith('data: [DONE]\n\n')).toBe(true);
  figure({
    issue: 7,
    what: 'streams at once',
    expected: '1,000 of 50 chunks, none lost',
    seen: `${texts.length} of ${first.split('\n\n').length - 2} chunks, all alike`,
    ok: true,
  });
}, 240_000);
