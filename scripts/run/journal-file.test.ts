import { expect, it } from 'vitest';
import { RunEnd } from '../../conformance/engine/run-end.ts';
import { whileWritable } from './journal-file.ts';

it('a journal on a full disk ends its run, and is not written again', () => {
  const interrupt = new AbortController();
  let writes = 0;
  const journal = whileWritable(
    {
      write() {
        if (++writes > 1) throw Object.assign(new Error('write failed'), { code: 'ENOSPC' });
      },
      close: () => undefined,
    },
    interrupt,
  );
  journal.write({ event: 'exchange' });
  expect(interrupt.signal.aborted).toBe(false);
  journal.write({ event: 'exchange' });
  journal.write({ event: 'exchange' });
  expect(writes).toBe(2);
  expect(interrupt.signal.reason).toBeInstanceOf(RunEnd);
  expect((interrupt.signal.reason as Error).message).toBe('the journal cannot be written any more: ENOSPC');
});
