import { expect, it } from 'vitest';
import { inParallel } from './in-parallel.ts';
import { pause } from './pause.ts';

/** Sources that say when they begin and end, and how many are under way. */
function sources(count: number) {
  let active = 0;
  const seen = { most: 0 };
  const all = Array.from(
    { length: count },
    (_, index) =>
      async function* () {
        active++;
        seen.most = Math.max(seen.most, active);
        yield `${index} begins`;
        await pause(3);
        yield `${index} ends`;
        active--;
      },
  );
  return { all, seen };
}

async function eventsOf(width: number, mayStart: () => boolean = () => true) {
  const { all, seen } = sources(5);
  const events: string[] = [];
  for await (const event of inParallel(all, width, mayStart)) events.push(event);
  return { events, most: seen.most };
}

it('runs so many sources at once and yields all of their events', async () => {
  const { events, most } = await eventsOf(3);
  expect(most).toBe(3);
  expect(events.length).toBe(10);
  for (const index of [0, 1, 2, 3, 4])
    expect(events.indexOf(`${index} ends`)).toBeGreaterThan(events.indexOf(`${index} begins`));
});

it('keeps the order with one at a time', async () => {
  const { events } = await eventsOf(1);
  expect(events.slice(0, 4)).toEqual(['0 begins', '0 ends', '1 begins', '1 ends']);
});

it('starts no more where that is over', async () => {
  let left = 2;
  const { events } = await eventsOf(1, () => left-- > 0);
  expect(events).toEqual(['0 begins', '0 ends', '1 begins', '1 ends']);
});

it('passes an error on', async () => {
  const failing = async function* (): AsyncGenerator<string> {
    yield 'a';
    throw new Error('broken');
  };
  await expect(inParallel([failing], 2, () => true).next()).resolves.toMatchObject({ value: 'a' });
  const events = inParallel([failing], 2, () => true);
  await events.next();
  await expect(events.next()).rejects.toThrow('broken');
});
