import { isObject } from '../../contract/pointer.ts';
import type { LintRule } from '../finding.ts';
import { resolved } from '../schemas.ts';

/** An operation that can be called wrongly but documents no answer to a wrong call. */
export const missingClientError: LintRule = ({ document, operations }) =>
  operations.flatMap(({ operation, pointer, parameters }) => {
    const wrong = parameters.find((parameter) => {
      const schema = resolved(document, parameter['schema']);
      if (parameter['in'] === 'path' || schema === undefined) return false;
      const free = schema['type'] === 'string' || schema['type'] === undefined;
      return (
        !free ||
        ['enum', 'pattern', 'format', 'maxLength', 'minLength'].some((key) => Object.hasOwn(schema, key))
      );
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
