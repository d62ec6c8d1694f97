import type { Rule } from 'openapi-plumbline';
import { nothingToSee, soundResponse, verdictOf, wrong } from './outcome.ts';

/** Results on a page without a limit in the request. */
const byDefault = 20;

/** A page holds at most the requested number of results, or the default. */
export const pageSize: Rule = {
  id: 'page-size',
  evidence: 'document',
  source: '#/paths/~1v1~1batches/get/parameters/1: number of results per page, default 20',
  appliesTo: ['listBatches'],
  check(exchange) {
    const data = soundResponse(exchange)?.response['data'];
    const { limit = byDefault } = exchange.arguments.query;
    if (!Array.isArray(data) || typeof limit !== 'number' || limit < 1) return verdictOf(nothingToSee);
    return verdictOf(
      data.length <= limit ? undefined : wrong('/data', `${data.length} on a page of ${limit} at most`),
    );
  },
};
