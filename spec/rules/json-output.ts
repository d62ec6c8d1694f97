import { isValid } from 'openapi-plumbline';
import { chatRule } from './chat-rule.ts';
import { isObject, objectOf, parsed } from './json.ts';
import { wrong } from './outcome.ts';

/**
 * With response_format json_object the content is a JSON object; with json_schema it matches the schema. Content
 * that is cut may be neither.
 */
export const jsonOutput = chatRule(
  'json-output',
  'document',
  '#/components/schemas/ChatRequestBase/properties/response_format: ensures output is a valid JSON object; constrains output to match a specified JSON Schema',
  ({ choices, request: { response_format: format } }) => {
    const { type, json_schema: wanted } = objectOf(format);
    if (type !== 'json_object' && type !== 'json_schema') return 'any text will do';
    const { schema, strict } = objectOf(wanted);
    for (const { content, finish } of choices) {
      if (finish !== 'stop') continue;
      const value = parsed(content);
      const anObject = type === 'json_object' || strict === false;
      if (value === undefined || (anObject && !isObject(value)))
        return wrong('/choices/message/content', anObject ? 'is not a JSON object' : 'is not JSON');
      if (!anObject && isObject(schema) && isValid(schema, value) === false)
        return wrong('/choices/message/content', 'is not valid by the schema of the request');
    }
    return undefined;
  },
);
