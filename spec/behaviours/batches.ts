import type { Behaviour, MockCall, MockWorld, Reply } from 'openapi-plumbline';
import { answerWith, hexFrom, invalid, isObject, type Json, notFound, seconds } from './api.ts';
import { advance, type Batch, batchSetting, shown, tick } from './batch.ts';
import { available, balanceOf, filesOf, quotaExceeded } from './state.ts';

const hour = 3_600_000;

const controls: NonNullable<Behaviour['controls']> = {
  batches: {
    title: '{"linesPerTick": 50} lines are run each second; with 0 a batch waits until it expires',
    apply({ linesPerTick }, _account, world) {
      if (typeof linesPerTick !== 'number' || !(linesPerTick >= 0))
        throw new TypeError('expected {"linesPerTick": a number, 0 or more}');
      batchSetting(world).linesPerTick = Math.floor(linesPerTick);
      return { linesPerTick };
    },
  },
};

/** Batches: checked, run and closed as the clock goes, one state a second. */
export const batches: Behaviour = {
  id: 'batches',
  appliesTo: ['createBatch', 'listBatches', 'retrieveBatch', 'cancelBatch'],
  refuse({ operationId, account, arguments: { body } }, world) {
    if (operationId !== 'createBatch') return undefined;
    return available(balanceOf(world, account)) <= 0
      ? quotaExceeded()
      : refuseBatch(body?.value, account, world);
  },
  controls,
  async respond(call, world) {
    const known = batchesOf(world, call.account);
    if (call.operationId === 'createBatch') {
      const batch = create(call, world);
      known.set(batch.id, batch);
      return answerWith(shown(batch));
    }
    if (call.operationId === 'listBatches') return list(call, world);
    const id = String(call.arguments.path['batch_id']);
    const batch = known.get(id);
    if (batch === undefined) return notFound(`Not found the batch ${id} or Permission denied`);
    await advance(batch, world);
    return call.operationId === 'cancelBatch' ? cancel(batch, world) : answerWith(shown(batch));
  },
};

const batchesOf = (world: MockWorld, account: string): Map<string, Batch> =>
  world.state(account, 'batches', () => new Map<string, Batch>());

function refuseBatch(body: unknown, account: string, world: MockWorld): Reply | undefined {
  if (!isObject(body)) return undefined;
  const { completion_window: window, input_file_id: id } = body;
  if (typeof window === 'string' && !/^(?:(?:1[2-9]|[2-9]\d|1[0-5]\d|16[0-8])h|[1-7]d)$/.test(window))
    return invalid('Invalid request: completion_window must be between 12h and 7d, in hours or days');
  if (typeof id !== 'string') return undefined;
  const file = filesOf(world, account).get(id);
  if (file === undefined) return notFound(`Not found the file ${id} or Permission denied`);
  return file.purpose !== 'batch' || !file.filename.endsWith('.jsonl')
    ? invalid('Invalid request: input_file_id must be a .jsonl file of purpose batch')
    : undefined;
}

function create({ arguments: { body }, account, seed, request }: MockCall, world: MockWorld): Batch {
  const sent = body?.value as Json;
  const [, count, unit] = /^(\d+)([hd])$/.exec(String(sent['completion_window'])) ?? [];
  const now = world.now();
  return {
    id: `batch_${hexFrom(seed + world.next('batch'), 24)}`,
    request: sent,
    account,
    seed,
    authorization: request.headers.get('authorization') ?? '',
    createdAt: now,
    expiresAt: now + Math.min(Number(count ?? 24), 168) * (unit === 'd' ? 24 : 1) * hour,
    status: 'validating',
    nextAt: now + tick,
    at: {},
    lines: [],
    output: [],
    errors: [],
    outputFile: null,
    errorFile: null,
  };
}

async function list({ account, arguments: { query } }: MockCall, world: MockWorld): Promise<Reply> {
  const newestFirst = [...batchesOf(world, account).values()].reverse();
  const { after, limit } = query;
  const at = newestFirst.findIndex(({ id }) => id === String(after));
  // Behind a batch that is not there, there is nothing.
  const start = after === undefined ? 0 : at < 0 ? newestFirst.length : at + 1;
  const size = typeof limit === 'number' ? Math.min(Math.max(limit, 1), 100) : 20;
  const page = newestFirst.slice(start, start + size);
  for (const batch of page) await advance(batch, world);
  return answerWith({
    object: 'list',
    data: page.map(shown),
    has_more: start + size < newestFirst.length,
  });
}

function cancel(batch: Batch, world: MockWorld): Reply {
  const { status } = batch;
  if (status === 'validating' || status === 'in_progress' || status === 'finalizing') {
    batch.status = 'cancelling';
    batch.at['cancelling_at'] = seconds(world.now());
    batch.nextAt = world.now() + tick;
  } else return invalid(`Invalid request: a batch that is ${status} cannot be cancelled`);
  return answerWith(shown(batch));
}
