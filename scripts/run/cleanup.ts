import { readFileSync } from 'node:fs';
import { createRemovals } from '../../conformance/cases/removals.ts';
import { createRouter } from '../../conformance/mock/router.ts';
import type { Exchange, TestCase } from '../../conformance/model.ts';
import { pacedTransport } from '../../conformance/transport/paced.ts';
import type { Contract } from '../../generator/contract/model.ts';
import { isObject } from '../../generator/json/guards.ts';
import { readJournalFile } from './journal-file.ts';
import { lockFile } from './lock-file.ts';
import type { NetworkOptions } from './network-limits.ts';
import type { Subject } from './subject.ts';
import { openSuite } from './suite.ts';

/** What a cleanup did with one item that a run created. */
export interface Cleaned {
  /** `DELETE /v1/files/file-1`. */
  readonly request: string;
  readonly status: number;
  /** Deleted or ended, now or before. */
  readonly isGone: boolean;
}

/** Items that the run of a journal created and did not delete, newest first, each with the request that deletes it. */
export function leftovers(contract: Contract, text: string): readonly TestCase[] {
  const route = createRouter(contract);
  const track = createRemovals(contract);
  const left = new Map<string, TestCase>();
  for (const [index, line] of text.split('\n').entries()) {
    const exchange = exchangeOf(route, index, line);
    if (exchange === undefined) continue;
    const { status } = exchange.response;
    // An item that does not exist any more counts as deleted.
    const tracked = track(
      status === 404 ? { ...exchange, response: { ...exchange.response, status: 200 } } : exchange,
    );
    if (tracked?.removal !== undefined && status !== 404) left.set(tracked.id, tracked.removal);
    else if (tracked !== undefined && tracked.removal === undefined) left.delete(tracked.id);
  }
  return [...left.values()].reverse();
}

function exchangeOf(
  route: ReturnType<typeof createRouter>,
  index: number,
  line: string,
): Exchange | undefined {
  const value = parsed(line);
  if (!isObject(value) || value['event'] !== 'exchange') return undefined;
  const { request, response } = value;
  if (!isObject(request) || !isObject(response) || typeof response['status'] !== 'number') return undefined;
  const [method, target] = [String(request['method']), String(request['target'])];
  const found = route(method, target.split('?')[0] ?? '');
  if (found.kind !== 'operation') return undefined;
  const path = Object.fromEntries(
    Object.entries(found.path).map(([name, text]) => [name, decodeURIComponent(text)]),
  );
  const wire = { method, target, headers: [] };
  return {
    id: index + 1,
    testCase: {
      id: `journal/${index + 1}`,
      operationId: found.operation.operationId,
      phase: 'stateful',
      intent: 'valid',
      title: 'sent by the run of the journal',
      credentials: 'valid',
      arguments: { path, query: {}, header: {}, cookie: {} },
      request: wire,
    },
    request: wire,
    response: { status: response['status'], headers: [], body: Buffer.from(String(response['body'] ?? '')) },
    milliseconds: 0,
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/**
 * Deletes the items that the run of a journal created and left, and nothing else. `pace`: seconds from one request
 * to the next.
 */
export async function cleanUp(
  subject: Subject,
  file: string,
  options: NetworkOptions & {
    readonly keyEnv?: string;
    readonly header?: readonly string[];
    readonly pace?: number;
  },
  onCleaned: (cleaned: Cleaned) => void,
): Promise<void> {
  const { header } = readJournalFile(file, subject, (text) => text);
  const unlock = lockFile(file);
  const suite = openSuite(subject, { ...options, target: header.target, seed: 1, live: true });
  const { transport, authorize } = suite.parts;
  const paced = pacedTransport(transport, {
    gap: (options.pace ?? 1) * 1000,
    tokensPerMinute: Number.POSITIVE_INFINITY,
    tokensOf: () => 0,
  });
  try {
    for (const removal of leftovers(subject.contract, readFileSync(file, 'utf8'))) {
      const operation = subject.contract.operations.find(
        ({ operationId }) => operationId === removal.operationId,
      );
      if (operation === undefined) continue;
      const { response } = await paced.send(authorize(operation, removal.request, 'valid'));
      const { status } = response;
      onCleaned({
        request: suite.redact.text(`${removal.request.method} ${removal.request.target}`),
        status,
        // An action that ends an item is rejected where the item ended by itself.
        isGone:
          (status >= 200 && status < 300) ||
          [404, 409, 410].includes(status) ||
          (status === 400 && operation.method === 'post'),
      });
    }
  } finally {
    await paced.close();
    unlock();
  }
}
