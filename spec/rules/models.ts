import type { Rule, RuleExchange } from 'openapi-plumbline';
import { completedOf } from './completed.ts';
import { objectOf, objectsOf } from './json.ts';
import { nothingToSee, soundResponse, verdictOf, wrong } from './outcome.ts';

/** Every id is listed once, and there is one at least. */
export const modelIds: Rule = {
  id: 'model-ids',
  evidence: 'document',
  source: '#/paths/~1v1~1models/get: list all currently available models',
  appliesTo: ['listModels'],
  check(exchange) {
    const data = soundResponse(exchange)?.response['data'];
    if (!Array.isArray(data)) return verdictOf(nothingToSee);
    const ids = objectsOf(data).map(({ id }) => id);
    if (ids.length === 0) return verdictOf(wrong('/data', 'no model is available'));
    return verdictOf(
      new Set(ids).size === ids.length ? undefined : wrong('/data/id', 'a model is listed twice'),
    );
  },
};

/** A model that chat accepts is listed. Checked over whole runs. */
export const modelsAreUsable: Rule = {
  id: 'models-are-usable',
  evidence: 'document',
  source: '#/paths/~1v1~1models/get: list all currently available models',
  appliesTo: ['listModels', 'createChatCompletion'],
  across(exchanges) {
    const lists = exchanges.filter(
      ({ operationId, status }) => operationId === 'listModels' && status === 200,
    );
    const listed = lists
      .flatMap(({ body }) => objectsOf((body as { data?: unknown } | null)?.data))
      .map(({ id }) => id);
    const [list] = lists;
    if (list === undefined || listed.length === 0) return [];
    const answered = exchanges.filter(
      (exchange) =>
        exchange.operationId === 'createChatCompletion' &&
        exchange.intent === 'valid' &&
        completedOf(exchange) !== undefined,
    );
    const modelOf = ({ arguments: { body } }: RuleExchange): unknown => objectOf(body?.value)['model'];
    const unlisted = answered.filter((exchange) => {
      const id = modelOf(exchange);
      return typeof id === 'string' && !listed.includes(id);
    });
    if (unlisted.length === 0) return [];
    const missing = [...new Set(unlisted.map(modelOf))];
    return [
      {
        exchange: list,
        against: unlisted.slice(0, 1),
        instanceLocation: '/data',
        message: `chat takes ${missing.join(', ')}, which the list leaves out`,
      },
    ];
  },
};
