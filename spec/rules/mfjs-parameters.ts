import type { Rule } from 'openapi-plumbline';
import { isObject, objectOf, objectsOf } from './json.ts';
import { mfjs } from './mfjs.ts';

/** Schemas of tools and answers are of the flavour that the vendor's engine can hold a model to. */
export const mfjsParameters: Rule = {
  id: 'mfjs-parameters',
  evidence: 'document',
  source:
    '#/components/schemas/ToolDefinition/properties/function/properties/parameters: must conform to the MFJS (Moonshot Flavored JSON Schema) specification',
  appliesTo: ['createChatCompletion'],
  request({ body }) {
    const { tools, response_format: format } = objectOf(body?.value);
    const schemas = [
      ...objectsOf(tools).map(
        (tool, index) => [`/tools/${index}/function`, objectOf(tool['function']), 'parameters'] as const,
      ),
      ['/response_format/json_schema', objectOf(objectOf(format)['json_schema']), 'schema'] as const,
    ];
    for (const [at, holder, name] of schemas) {
      if (holder['strict'] === false || !isObject(holder[name])) continue;
      const finding = mfjs.check(JSON.stringify(holder[name]), {
        level: mfjs.defaultLevel,
        limits: mfjs.limits,
      });
      if (finding !== undefined)
        return { kind: 'fail', message: finding.message, instanceLocation: `${at}/${name}` };
    }
    return { kind: 'pass' };
  },
  breakRequest({ body, ...call }) {
    if (body === undefined) return undefined;
    const parameters = { type: 'object', properties: { a: { type: 'string', anyOf: [{ type: 'string' }] } } };
    const tools = [{ type: 'function', function: { name: 'look', parameters } }];
    return { ...call, body: { ...body, value: { ...(body.value as object), tools } } };
  },
};
