import type { Rule } from 'openapi-plumbline';
import { isObject, nothingToSee, soundAnswer, verdict } from './answer.ts';

/** Requests done and failed are among all; they are all when the batch is completed. */
export const batchCounts: Rule = {
  id: 'batch-counts',
  evidence: 'document',
  source: '#/components/schemas/BatchRequestCounts: completed, failed, total',
  appliesTo: ['createBatch', 'retrieveBatch', 'cancelBatch'],
  check(exchange) {
    const answer = soundAnswer(exchange)?.answer;
    const counts = answer?.['request_counts'];
    if (!isObject(counts)) return nothingToSee;
    const { completed, failed, total } = counts;
    if (typeof completed !== 'number' || typeof failed !== 'number' || typeof total !== 'number')
      return { kind: 'notApplicable', reason: 'a count is missing' };
    const ended = answer?.['status'] === 'completed';
    return verdict(
      ended ? completed + failed === total : completed + failed <= total,
      `${completed} completed and ${failed} failed of ${total}`,
      '/request_counts',
    );
  },
};
