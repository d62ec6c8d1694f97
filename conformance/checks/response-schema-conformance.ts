import { findResponse } from '../../generator/contract/responses.ts';
import { findMediaType, isJson } from '../../generator/json/media-type.ts';
import { typesOf } from '../../generator/wire/decode.ts';
import type { Check, Verdict } from '../model.ts';
import { failed, headerOf, notApplicable, passed } from './verdict.ts';

/** The body is valid against the schema of its status and media type. */
export const responseSchemaConformance: Check = {
  id: 'response-schema-conformance',
  check(exchange, context): Verdict {
    if (exchange.testCase.intent === 'wrong-method')
      return notApplicable('the document does not describe this method');
    const { status, body } = exchange.response;
    const contentType = headerOf(exchange, 'content-type');
    const documented = findResponse(context.operation, status);
    const media =
      contentType === undefined ? undefined : findMediaType(documented?.content ?? [], contentType);
    if (contentType?.startsWith('text/event-stream') === true)
      return notApplicable('event-stream judges streams');
    if (media?.schema === undefined || contentType === undefined)
      return notApplicable('the document has no schema for this response');
    if (!isJson(contentType) && !contentType.startsWith('text/'))
      return notApplicable('only JSON and text are validated');
    const types = typesOf(context.contract, media.schema.normal.schema);
    if (!isJson(contentType) && types.size > 0 && !types.has('string'))
      return notApplicable('the document does not define how this schema is written as text');
    const value = isJson(contentType) ? parse(body) : { text: new TextDecoder().decode(body) };
    if ('problem' in value) {
      return failed(this, exchange, {
        message: `the body is not JSON: ${value.problem}`,
        keywordLocation: media.schema.pointer,
        instanceLocation: '',
      });
    }
    const [error] = context.validate(media.schema.pointer, 'json' in value ? value.json : value.text);
    if (error === undefined) return passed;
    const { keywordLocation, instanceLocation, message } = error;
    return failed(this, exchange, {
      message: `the ${status} response${instanceLocation === '' ? '' : ` at ${instanceLocation}`} ${message}`,
      keywordLocation,
      instanceLocation,
      severity: context.severityOf(keywordLocation),
    });
  },
};

function parse(body: Uint8Array): { readonly json: unknown } | { readonly problem: string } {
  try {
    return { json: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) };
  } catch (cause) {
    return { problem: (cause as Error).message };
  }
}
