import { findResponse } from '../../generator/contract/responses.ts';
import { child } from '../../generator/json/pointer.ts';
import { decodeField } from '../../generator/wire/decode.ts';
import type { Check } from '../model.ts';
import { failed, headerOf, notApplicable, passed } from './verdict.ts';

/** Documented headers are present where they are required, and valid against their schemas. */
export const responseHeadersConformance: Check = {
  id: 'response-headers-conformance',
  check(exchange, context) {
    const { contract, operation } = context;
    // OpenAPI 3.1, Response Object: a header named Content-Type is ignored.
    const headers = (findResponse(operation, exchange.response.status)?.headers ?? []).filter(
      ({ name }) => name.toLowerCase() !== 'content-type',
    );
    if (headers.length === 0 || exchange.testCase.intent === 'wrong-method')
      return notApplicable('the document declares no headers of this response');
    for (const { name, required, schema, pointer } of headers) {
      const raw = headerOf(exchange, name.toLowerCase());
      const instanceLocation = `/header/${name.toLowerCase()}`;
      if (raw === undefined) {
        if (!required) continue;
        const keywordLocation = child(pointer, 'required');
        return failed(this, exchange, {
          message: `the header ${name} is missing`,
          keywordLocation,
          instanceLocation,
        });
      }
      if (schema === undefined) continue;
      const [error] = context.validate(schema.pointer, decodeField(contract, schema.normal.schema, raw));
      if (error === undefined) continue;
      const { keywordLocation, message } = error;
      return failed(this, exchange, {
        message: `the header ${name} ${message}`,
        keywordLocation,
        instanceLocation,
        severity: context.severityOf(keywordLocation),
      });
    }
    return passed;
  },
};
