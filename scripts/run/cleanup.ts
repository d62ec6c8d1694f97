import { readFileSync } from 'node:fs';
import { createRemovals } from '../../conformance/cases/removals.ts';
import { createRouter } from '../../conformance/mock/router.ts';
import type { Exchange, TestCase } from '../../conformance/model.ts';
import { pacedTransport } from '../../conformance/transport/paced.ts';
import type { Contract, Operation } from '../../generator/contract/model.ts';
import { isObject } from '../../generator/json/guards.ts';
import type { WireRequest, WireResponse } from '../../generator/wire/message.ts';
import { noteCleaned, readAnyJournal } from './journal-file.ts';
import { lockFile } from './lock-file.ts';
import type { NetworkOptions } from './network-limits.ts';
import type { Subject } from './subject.ts';
import { openSuite } from './suite.ts';
import { findCreated, type Unanswered, unansweredOf } from './unanswered.ts';

/** What a cleanup did with one item that a run created. */
export interface Cleaned {
  /** `DELETE /v1/files/file-1`. */
  readonly request: string;
  readonly status: number;
  /** Deleted or ended, now or before. */
  readonly isGone: boolean;
}

/** What a run left on the server, by its journal. */
export interface Leftovers {
  /** For each item that it created and did not delete, newest first, the request that deletes it. */
  readonly removals: readonly TestCase[];
  readonly unanswered: readonly Unanswered[];
}

/** Reads from the text of a journal what its run left. */
export function leftovers(contract: Contract, text: string): Leftovers {
  const route = createRouter(contract);
  const track = createRemovals(contract);
  const left = new Map<string, TestCase>();
  const unanswered: Unanswered[] = [];
  const own = new Set<string>();
  let pending: Unanswered | undefined;
  let before = '';
  for (const [index, line] of text.split('\n').entries()) {
    const value = parsed(line);
    const event = isObject(value) ? value['event'] : undefined;
    // A request without a response may have created something all the same.
    if (event !== 'exchange' && pending !== undefined && event !== 'stopped') unanswered.push(pending);
    if (event !== 'stopped') pending = undefined;
    if (event === 'cleaned') {
      left.clear();
      unanswered.length = 0;
    }
    if (event === 'sending') pending = unansweredOf(route, value, before, own);
    const exchange = event === 'exchange' ? exchangeOf(route, index, value) : undefined;
    if (exchange === undefined) continue;
    const { status } = exchange.response;
    before += `${new TextDecoder().decode(exchange.response.body)}\n`;
    // An item that does not exist any more counts as deleted.
    const tracked = track(
      status === 404 ? { ...exchange, response: { ...exchange.response, status: 200 } } : exchange,
    );
    if (tracked !== undefined) own.add(tracked.id);
    if (tracked?.removal !== undefined && status !== 404) left.set(tracked.id, tracked.removal);
    else if (tracked !== undefined && tracked.removal === undefined) left.delete(tracked.id);
  }
  if (pending !== undefined) unanswered.push(pending);
  return { removals: [...left.values()].reverse(), unanswered };
}

function exchangeOf(
  route: ReturnType<typeof createRouter>,
  index: number,
  value: unknown,
): Exchange | undefined {
  if (!isObject(value)) return undefined;
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
 * to the next. `onUnsure` is told of requests of which it cannot be found out what they created.
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
  onUnsure: (request: string) => void = () => undefined,
): Promise<void> {
  // What was created is deleted, even if the document has changed since.
  const journal = readAnyJournal(file, (text) => text);
  const { header } = journal;
  const unlock = lockFile(file);
  const { contract } = subject;
  const suite = openSuite(subject, { ...options, target: header.target, seed: 1, live: true });
  const { transport, authorize } = suite.parts;
  const paced = pacedTransport(transport, {
    gap: (options.pace ?? 1) * 1000,
    tokensPerMinute: Number.POSITIVE_INFINITY,
    tokensOf: () => 0,
  });
  const operations = new Map(contract.operations.map((operation) => [operation.operationId, operation]));
  const send = async (operation: Operation, request: WireRequest): Promise<WireResponse> =>
    (await paced.send(await authorize(operation, request, 'valid'))).response;
  let isAllGone = true;
  const remove = async (removal: TestCase): Promise<void> => {
    const operation = operations.get(removal.operationId);
    if (operation === undefined) return;
    const { status } = await send(operation, removal.request);
    // An action that ends an item is rejected where the item ended by itself.
    const isGone =
      (status >= 200 && status < 300) ||
      [404, 409, 410].includes(status) ||
      (status === 400 && operation.method === 'post');
    isAllGone &&= isGone;
    onCleaned({
      request: suite.redact.text(`${removal.request.method} ${removal.request.target}`),
      status,
      isGone,
    });
  };
  try {
    const { removals, unanswered } = leftovers(contract, readFileSync(file, 'utf8'));
    for (const each of unanswered) {
      const found = await findCreated(contract, each, send);
      if (found.kind === 'item') await remove(found.removal);
      else if (found.kind === 'unsure') onUnsure(suite.redact.text(each.name));
    }
    for (const removal of removals) await remove(removal);
    if (removals.length > 0 && isAllGone) noteCleaned(file, journal);
  } finally {
    await paced.close();
    unlock();
  }
}
