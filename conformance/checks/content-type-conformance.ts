import type { Response } from '../../generator/contract/model.ts';
import { findResponse } from '../../generator/contract/responses.ts';
import { findMediaType, isJson } from '../../generator/json/media-type.ts';
import { child } from '../../generator/json/pointer.ts';
import type { Check } from '../model.ts';
import { failed, headerOf, notApplicable, passed } from './verdict.ts';

/** Whether a response must have a body: the document describes its content, and the status allows a body. */
const isPromised = ({ status, content }: Response): boolean =>
  !/^(204|205|304)$/.test(status) &&
  content.every(({ contentType, schema }) => isJson(contentType) && schema !== undefined);

/** A response with a body has a content type, and the document declares that type. */
export const contentTypeConformance: Check = {
  id: 'content-type-conformance',
  check(exchange, { operation }) {
    if (exchange.testCase.intent === 'wrong-method')
      return notApplicable('the document does not describe this method');
    const documented = findResponse(operation, exchange.response.status);
    if (documented === undefined) return notApplicable('the status is not documented');
    if (documented.content.length === 0) return notApplicable('the document shows no body');
    const keywordLocation = child(documented.pointer, 'content');
    const contentType = headerOf(exchange, 'content-type');
    const expected = documented.content.map((media) => media.contentType).join(', ');
    if (contentType === undefined) {
      const isEmpty = exchange.response.body.byteLength === 0;
      if (isEmpty && !isPromised(documented)) return notApplicable('the response has no body');
      return failed(this, exchange, {
        message: `the response has no ${isEmpty ? 'body' : 'content-type'}, expected ${expected}`,
        keywordLocation,
        instanceLocation: '/content-type',
      });
    }
    if (findMediaType(documented.content, contentType) !== undefined) return passed;
    return failed(this, exchange, {
      message: `content-type is ${contentType}, expected ${expected}`,
      keywordLocation,
      instanceLocation: '/content-type',
    });
  },
};
