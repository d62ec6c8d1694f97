import { createMock } from '../../../conformance/mock/mock.ts';
import { loadSubject } from '../../run/subject.ts';

/** A mock in a process of its own, which reports its memory on request. */
const { contract, config } = await loadSubject(undefined);
const mock = createMock(contract, { behaviours: config?.behaviours ?? [], rules: config?.rules ?? [] });
const { url } = await mock.listen();
process.on('message', () => {
  for (let round = 0; round < 3; round++) globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  process.send?.({ heapUsed, rss });
});
process.send?.({ url });
