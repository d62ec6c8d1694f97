import { findResponse } from '../../generator/contract/responses.ts';
import { findMediaType, isJson, streamFormat } from '../../generator/json/media-type.ts';
import { typesOf } from '../../generator/wire/decode.ts';
import { fromXml, isXml } from '../../generator/wire/xml.ts';
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
    if (contentType !== undefined && streamFormat(contentType) !== undefined)
      return notApplicable('event-stream judges streams');
    if (media?.schema === undefined || contentType === undefined)
      return notApplicable('the document has no schema for this response');
    if (!isJson(contentType) && !isXml({ contentType }) && !contentType.startsWith('text/'))
      return notApplicable('only JSON, XML and text are validated');
    const types = typesOf(context.contract, media.schema.normal.schema);
    if (!isJson(contentType) && !isXml({ contentType }) && types.size > 0 && !types.has('string'))
      return notApplicable('the document does not define how this schema is written as text');
    const text = new TextDecoder().decode(body);
    const isText = types.size === 1 && types.has('string');
    const value = isJson(contentType)
      ? parse(body)
      : isXml({ contentType }) && !isText
        ? fromXml(context.contract, media.schema.normal.schema, text)
        : { value: text };
    if ('problem' in value) {
      return failed(this, exchange, {
        message: `the body is not ${isJson(contentType) ? 'JSON' : 'XML of its schema'}: ${value.problem}`,
        keywordLocation: media.schema.pointer,
        instanceLocation: '',
      });
    }
    const [error] = context.validate(media.schema.pointer, value.value);
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

function parse(body: Uint8Array): { readonly value: unknown } | { readonly problem: string } {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) };
  } catch (cause) {
    return { problem: (cause as Error).message };
  }
}
