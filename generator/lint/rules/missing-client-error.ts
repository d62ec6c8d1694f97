import { isObject } from '../../json/pointer.ts';
import type { JsonObject } from '../../json/types.ts';
import type { LintRule } from '../finding.ts';
import { resolved } from '../schemas.ts';

/** An operation that can be called wrongly but documents no response to a wrong call. */
export const missingClientError: LintRule = ({ document, operations }) =>
  operations.flatMap(({ operation, pointer, parameters }) => {
    const wrong = parameters.find((parameter) => {
      const schema = resolved(document, parameter['schema']);
      if (parameter['in'] === 'path' || schema === undefined) return false;
      return parameter['required'] === true || !takesAnything(document, schema);
    });
    const what =
      wrong === undefined
        ? isObject(operation['requestBody'])
          ? 'its body'
          : undefined
        : `${wrong['name']}`;
    const responses = isObject(operation['responses']) ? Object.keys(operation['responses']) : [];
    if (what === undefined || responses.some((status) => ['400', '422', '4XX', 'default'].includes(status)))
      return [];
    const message = `${what} can be invalid, and neither 400, 422, 4XX nor default is documented`;
    return [{ code: 'missing-client-error', severity: 'warning', pointer, message }];
  });

const restricting = ['enum', 'const', 'pattern', 'format', 'maxLength', 'minLength', 'maxItems', 'minItems'];

/** Whether any text there can be is valid: a text without limits, a list of such. */
function takesAnything(document: JsonObject, schema: JsonObject): boolean {
  if (restricting.some((key) => Object.hasOwn(schema, key))) return false;
  const { type } = schema;
  if (type === 'array') {
    const items = resolved(document, schema['items']);
    return items === undefined || takesAnything(document, items);
  }
  return type === 'string' || type === undefined;
}
