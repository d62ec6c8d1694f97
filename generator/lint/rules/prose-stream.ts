import { isObject } from '../../json/pointer.ts';
import type { JsonObject } from '../../json/types.ts';
import type { LintRule } from '../finding.ts';
import { resolved, subschemas } from '../schemas.ts';

const spokenOf = /server-sent events?|event[- ]stream|\bSSE\b|data: \[DONE\]/i;

/** Event streams that only descriptions mention: no response has the content type. */
export const proseStream: LintRule = ({ document, operations, schemas }) => {
  // Most documents speak of none: their schemas need not be followed from each operation.
  const isInSchemas = schemas.some(({ schema }) => isSpoken(schema['description']));
  return operations.flatMap(({ operation, pointer }) => {
    const responses = isObject(operation['responses']) ? Object.values(operation['responses']) : [];
    const declared = responses.some((response) => {
      const content = resolved(document, response)?.['content'];
      return isObject(content) && Object.keys(content).some((type) => type.startsWith('text/event-stream'));
    });
    const isSaid = [operation['description'], operation['summary']].some(isSpoken);
    if (declared || !(isSaid || (isInSchemas && texts(document, operation).some(isSpoken)))) return [];
    const message =
      'a description speaks of an event stream, but no response has the content type text/event-stream';
    return [{ code: 'prose-stream', severity: 'warning', pointer, message }];
  });
};

const isSpoken = (text: unknown): boolean => typeof text === 'string' && spokenOf.test(text);

/** The descriptions of all schemas that a request leads to. */
function texts(document: JsonObject, operation: JsonObject): readonly string[] {
  const found: unknown[] = [];
  const content = resolved(document, operation['requestBody'])?.['content'];
  const open: unknown[] = isObject(content)
    ? Object.values(content).map((media) => (isObject(media) ? media['schema'] : 0))
    : [];
  const seen = new Set<JsonObject>();
  for (let next = open.pop(); open.length > 0 || next !== undefined; next = open.pop()) {
    const schema = resolved(document, next);
    if (schema === undefined || seen.has(schema)) continue;
    seen.add(schema);
    found.push(schema['description']);
    open.push(...subschemas({ schema, pointer: '#' }).map((below) => below.schema));
  }
  return found.filter((text) => typeof text === 'string');
}
