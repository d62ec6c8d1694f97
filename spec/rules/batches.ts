import { equalJson, type Rule } from 'openapi-plumbline';
import { isObject, type Json, objectsOf } from './json.ts';
import { nothingToSee, soundResponse, verdictOf, type Wrong, wrong } from './outcome.ts';

const rule = (
  id: string,
  evidence: Rule['evidence'],
  source: string,
  judge: (batch: Json, request: Json) => Wrong | string | undefined,
  appliesTo: readonly string[] = ['createBatch', 'retrieveBatch', 'cancelBatch', 'listBatches'],
): Rule => ({
  id,
  evidence,
  source,
  appliesTo,
  check(exchange) {
    const sound = soundResponse(exchange);
    if (sound === undefined) return verdictOf(nothingToSee);
    if (exchange.operationId !== 'listBatches') return verdictOf(judge(sound.response, sound.request));
    const outcomes = objectsOf(sound.response['data']).map((batch) => judge(batch, {}));
    return verdictOf(
      outcomes.find((outcome) => typeof outcome === 'object') ??
        (outcomes.includes(undefined) ? undefined : nothingToSee),
    );
  },
});

/** A created batch says again what it was created with. */
export const batchEcho = rule(
  'batch-echo',
  'document',
  '#/components/schemas/BatchObject: the members of BatchCreateRequest stand in BatchObject under the same names',
  (batch, request) => {
    const changed = ['input_file_id', 'endpoint', 'completion_window', 'metadata'].find(
      (name) => Object.hasOwn(request, name) && !equalJson(batch[name], request[name]),
    );
    if (changed === undefined) return undefined;
    return wrong(
      `/${changed}`,
      `${changed} came back as ${JSON.stringify(batch[changed])}, sent was ${JSON.stringify(request[changed])}`,
    );
  },
  ['createBatch'],
);

/** Requests done and failed are among all; they are all when the batch is completed. */
export const batchCounts = rule(
  'batch-counts',
  'document',
  '#/components/schemas/BatchRequestCounts: completed, failed, total',
  ({ request_counts: counts, status }) => {
    if (!isObject(counts)) return 'the batch has no counts';
    const { completed, failed, total } = counts;
    if (typeof completed !== 'number' || typeof failed !== 'number' || typeof total !== 'number')
      return 'a count is missing';
    const fits = status === 'completed' ? completed + failed === total : completed + failed <= total;
    return fits && completed >= 0 && failed >= 0
      ? undefined
      : wrong('/request_counts', `${completed} completed and ${failed} failed of ${total}`);
  },
);

/** A batch begins where batches begin. */
export const batchBegins = rule(
  'batch-begins',
  'document',
  '#/components/schemas/BatchObject/properties/status: validating is the first status',
  ({ status }) =>
    status === 'validating' || status === 'in_progress' || status === 'failed'
      ? undefined
      : wrong('/status', `a new batch is ${String(status)}`),
  ['createBatch'],
);

/** A batch that is cancelled says so. */
export const batchCancels = rule(
  'batch-cancels',
  'document',
  '#/paths/~1v1~1batches~1{batch_id}~1cancel/post: the status becomes cancelling, then cancelled',
  ({ status }) =>
    status === 'cancelling' || status === 'cancelled'
      ? undefined
      : wrong('/status', `answered 200, yet the batch is ${String(status)}`),
  ['cancelBatch'],
);

/** Which times a status has for certain, and which it cannot have. */
const times: Readonly<
  Record<string, { readonly has: readonly string[]; readonly lacks: readonly string[] }>
> = {
  validating: { has: [], lacks: ['completed_at', 'failed_at', 'cancelled_at', 'expired_at'] },
  in_progress: { has: ['in_progress_at'], lacks: ['completed_at', 'failed_at', 'cancelled_at'] },
  finalizing: { has: ['finalizing_at'], lacks: ['completed_at', 'failed_at', 'cancelled_at'] },
  completed: { has: ['completed_at'], lacks: ['failed_at', 'cancelled_at'] },
  failed: { has: ['failed_at'], lacks: ['completed_at', 'cancelled_at'] },
  expired: { has: [], lacks: ['completed_at', 'cancelled_at'] },
  cancelling: { has: ['cancelling_at'], lacks: ['cancelled_at', 'completed_at'] },
  cancelled: { has: ['cancelled_at'], lacks: ['completed_at'] },
};

/** The order in which a batch lives. */
const order = ['created_at', 'in_progress_at', 'finalizing_at', 'completed_at'];

/** Each time belongs to a status that was reached, and times go forward. */
export const batchTimes = rule(
  'batch-times',
  'document',
  '#/components/schemas/BatchObject/properties/created_at: Unix timestamps of when the batch was created, started, finished, failed, cancelled',
  (batch) => {
    const { has = [], lacks = [] } = times[String(batch['status'])] ?? {};
    const early = lacks.find((name) => typeof batch[name] === 'number' && batch[name] > 0);
    if (early !== undefined)
      return wrong(`/${early}`, `a batch that is ${String(batch['status'])} has ${early}`);
    // The times are optional in the document: a server that sends none of them says nothing wrong.
    const sends =
      has.length > 0 &&
      Object.keys(batch).some((name) => /_at$/.test(name) && name !== 'created_at' && name !== 'expires_at');
    const late = sends ? has.find((name) => typeof batch[name] !== 'number') : undefined;
    if (late !== undefined)
      return wrong(`/${late}`, `a batch that is ${String(batch['status'])} has no ${late}`);
    const known = order.flatMap((name) => (typeof batch[name] === 'number' ? [batch[name]] : []));
    const back = known.some((time, index) => index > 0 && time < Number(known[index - 1]));
    return back ? wrong('/created_at', `the times of the batch go back: ${known.join(', ')}`) : undefined;
  },
);

const unit: Readonly<Record<string, number>> = { h: 3600, d: 24 * 3600 };

/** A batch expires when its window ends. */
export const batchExpiry = rule(
  'batch-expiry',
  'document',
  '#/components/schemas/BatchObject/properties/expires_at: when the batch will expire; its example is created_at and the window',
  ({ created_at: created, expires_at: expires, completion_window: window }) => {
    const [, count, letter = ''] = /^(\d+)([hd])$/.exec(String(window)) ?? [];
    if (typeof created !== 'number' || typeof expires !== 'number' || count === undefined)
      return 'the batch has no expiry';
    const wanted = created + Number(count) * (unit[letter] ?? 0);
    return Math.abs(expires - wanted) <= 60
      ? undefined
      : wrong(
          '/expires_at',
          `expires ${expires - created} s after it was made, the window is ${String(window)}`,
        );
  },
);

/** What came out of a batch stands in a file. */
export const batchFiles = rule(
  'batch-files',
  'vendor-docs',
  'https://platform.kimi.ai/docs (batches): output_file_id for what succeeded, error_file_id for what failed',
  ({ status, request_counts: counts, output_file_id: output, error_file_id: errors }) => {
    if (!isObject(counts) || status !== 'completed') return 'the batch is not completed';
    if (Number(counts['completed']) > 0 && !output)
      return wrong('/output_file_id', 'requests succeeded, and no file has them');
    if (Number(counts['failed']) > 0 && !errors)
      return wrong('/error_file_id', 'requests failed, and no file has them');
    return undefined;
  },
);
