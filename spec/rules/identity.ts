import type { Rule } from 'openapi-plumbline';
import { objectsOf } from './json.ts';
import { nothingToSee, soundResponse, verdictOf, wrong } from './outcome.ts';

/** What is read by its id has that id. */
export const sameId: Rule = {
  id: 'same-id',
  evidence: 'document',
  source: '#/paths/~1v1~1files~1{file_id}/get: the file, the batch of that id',
  appliesTo: ['retrieveFile', 'retrieveBatch', 'cancelBatch'],
  check(exchange) {
    const sound = soundResponse(exchange);
    if (sound === undefined) return verdictOf(nothingToSee);
    const requested = exchange.arguments.path['file_id'] ?? exchange.arguments.path['batch_id'];
    const { id } = sound.response;
    return verdictOf(
      id === requested
        ? undefined
        : wrong('/id', `the id is ${String(id)}, requested was ${String(requested)}`),
    );
  },
};

/** Nothing is listed twice. */
export const listedOnce: Rule = {
  id: 'listed-once',
  evidence: 'document',
  source: '#/components/schemas/FileListResponse: a list of files, a list of batches',
  appliesTo: ['listFiles', 'listBatches'],
  check(exchange) {
    const data = soundResponse(exchange)?.response['data'];
    if (!Array.isArray(data)) return verdictOf(nothingToSee);
    const ids = objectsOf(data).map(({ id }) => id);
    return verdictOf(
      new Set(ids).size === ids.length ? undefined : wrong('/data/id', 'something is listed twice'),
    );
  },
};

/** The oldest response that is plausible, and how far a clock may be ahead: seconds. */
const earliest = Date.UTC(2023, 0, 1) / 1000;
const ahead = 400 * 24 * 3600;

/** Times are seconds since 1970; milliseconds, and 0, are not. */
export const createdPlausible: Rule = {
  id: 'created-plausible',
  evidence: 'document',
  source: '#/components/schemas/ChatCompletionResponse/properties/created: Unix timestamp',
  appliesTo: [
    'listModels',
    'createChatCompletion',
    'uploadFile',
    'retrieveFile',
    'listFiles',
    'createBatch',
    'retrieveBatch',
    'listBatches',
    'cancelBatch',
  ],
  check(exchange) {
    const [first] = objectsOf(exchange.events);
    const response = soundResponse(exchange)?.response ?? first;
    const things = Array.isArray(response?.['data']) ? objectsOf(response['data']) : [response ?? {}];
    const times = things.flatMap((thing) =>
      ['created', 'created_at'].flatMap((name) =>
        typeof thing[name] === 'number' ? [{ name, seconds: thing[name] }] : [],
      ),
    );
    if (times.length === 0) return verdictOf(nothingToSee);
    // The age of a model is unknown: some have 0.
    const least = exchange.operationId === 'listModels' ? 0 : earliest;
    const odd = times.find(({ seconds }) => seconds < least || seconds > Date.now() / 1000 + ahead);
    return verdictOf(
      odd === undefined
        ? undefined
        : wrong(`/${odd.name}`, `${odd.seconds} are not the seconds of a day of these years`),
    );
  },
};
