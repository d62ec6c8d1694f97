import type { MockWorld } from 'openapi-plumbline';
import { type Json, seconds } from './api.ts';
import { asBatchLine } from './batch-line-requests.ts';
import { checkLines, type Line } from './batch-lines.ts';
import { keep } from './files.ts';
import { filesOf } from './state.ts';

export type BatchStatus =
  | 'validating'
  | 'failed'
  | 'in_progress'
  | 'finalizing'
  | 'completed'
  | 'expired'
  | 'cancelling'
  | 'cancelled';

/** A batch in progress. Its state advances with the clock, whenever it is read. */
export interface Batch {
  readonly id: string;
  readonly request: Json;
  readonly account: string;
  readonly seed: number;
  /** Of the request that made it: the lines are sent with it. */
  readonly authorization: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  status: BatchStatus;
  /** When it moves on, in milliseconds. */
  nextAt: number;
  readonly at: { [name: string]: number };
  lines: readonly Line[];
  readonly output: string[];
  readonly errors: string[];
  outputFile: string | null;
  errorFile: string | null;
}

/** Milliseconds from one state to the next. */
export const tick = 1000;

/** Of all accounts: lines that are run in one tick. With none, a batch stays in progress until it expires. */
export const batchSetting = (world: MockWorld): { linesPerTick: number } =>
  world.state('*', 'batch setting', () => ({ linesPerTick: 50 }));

const isOpen = ({ status }: Batch): boolean =>
  status === 'validating' || status === 'in_progress' || status === 'finalizing' || status === 'cancelling';

const moving = new WeakMap<Batch, Promise<void>>();

/** Advances a batch to the current time; two concurrent reads do not run its lines twice. */
export function advance(batch: Batch, world: MockWorld): Promise<void> {
  const moved = (moving.get(batch) ?? Promise.resolve()).then(() => move(batch, world));
  moving.set(batch, moved);
  return moved;
}

async function move(batch: Batch, world: MockWorld): Promise<void> {
  while (isOpen(batch) && batch.nextAt <= world.now()) {
    const now = batch.nextAt;
    batch.nextAt += tick;
    if (now >= batch.expiresAt && batch.status !== 'cancelling') {
      batch.status = 'expired';
      closeFiles(batch, world);
    } else await step(batch, world, now);
  }
}

async function step(batch: Batch, world: MockWorld, now: number): Promise<void> {
  const to = (status: BatchStatus): void => {
    batch.status = status;
    batch.at[`${status}_at`] = seconds(now);
  };
  switch (batch.status) {
    case 'validating': {
      const input = filesOf(world, batch.account).get(String(batch.request['input_file_id']));
      const { lines, problems } = checkLines(input?.content);
      batch.errors.push(...problems);
      if (problems.length === 0) batch.lines = lines;
      else closeFiles(batch, world);
      return to(problems.length === 0 ? 'in_progress' : 'failed');
    }
    case 'in_progress': {
      const done = batch.output.length + batch.errors.length;
      for (const line of batch.lines.slice(done, done + batchSetting(world).linesPerTick))
        await run(line, batch, world);
      if (batch.output.length + batch.errors.length >= batch.lines.length) to('finalizing');
      return;
    }
    case 'finalizing':
      closeFiles(batch, world);
      return to('completed');
    default:
      closeFiles(batch, world);
      return to('cancelled');
  }
}

async function run({ customId, body }: Line, batch: Batch, world: MockWorld): Promise<void> {
  const request = new Request('http://mock.localhost/v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: batch.authorization },
    body: JSON.stringify(body),
  });
  const response = await world.send(asBatchLine(request));
  const answer: unknown = await response.json();
  const line = JSON.stringify({
    id: customId,
    custom_id: customId,
    response: { status_code: response.status, request_id: '', body: answer },
    error: null,
  });
  (response.ok ? batch.output : batch.errors).push(line);
}

function closeFiles(batch: Batch, world: MockWorld): void {
  const write = (name: string, lines: readonly string[]): string | null => {
    if (lines.length === 0) return null;
    const content = new TextEncoder().encode(`${lines.join('\n')}\n`);
    const filename = `${batch.id}_${name}.jsonl`;
    return String(
      keep(world, batch.account, batch.seed, { filename, purpose: 'batch', content }).object['id'],
    );
  };
  batch.outputFile = write('output', batch.output);
  batch.errorFile = write('error', batch.errors);
}

/** A batch as the API returns it. */
export function shown(batch: Batch): Json {
  const { id, request, status, at, lines, output, errors } = batch;
  const when = (name: string): number | null => at[name] ?? null;
  return {
    id,
    object: 'batch',
    endpoint: request['endpoint'],
    input_file_id: request['input_file_id'],
    completion_window: request['completion_window'],
    status,
    output_file_id: batch.outputFile,
    error_file_id: batch.errorFile,
    created_at: seconds(batch.createdAt),
    in_progress_at: when('in_progress_at'),
    expires_at: seconds(batch.expiresAt),
    finalizing_at: when('finalizing_at'),
    completed_at: when('completed_at'),
    failed_at: when('failed_at'),
    cancelling_at: when('cancelling_at'),
    cancelled_at: when('cancelled_at'),
    request_counts: {
      completed: output.length,
      failed: lines.length === 0 ? 0 : errors.length,
      total: lines.length,
    },
    metadata: request['metadata'] ?? null,
  };
}
