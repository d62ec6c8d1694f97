import { child } from '../../generator/json/pointer.ts';
import type { Check } from '../model.ts';
import { failed, isInconclusive, notApplicable, passed, undetermined } from './verdict.ts';

/** The server refuses a body of an undeclared media type, and a body declared as JSON that is not JSON. */
export const mediaTypeRejection: Check = {
  id: 'media-type-rejection',
  check(exchange, { operation }) {
    const { testCase, response } = exchange;
    if (testCase.intent !== 'wrong-media-type' && testCase.intent !== 'malformed-body')
      return notApplicable('the body is of a documented type');
    const { status } = response;
    if (status >= 500) return notApplicable('not-a-server-error reports this');
    if (isInconclusive(status)) return undetermined(`${status} says nothing about the body`);
    if (status >= 400) return passed;
    const keywordLocation = child(operation.requestBody?.pointer ?? operation.pointer, 'content');
    return failed(this, exchange, {
      message: `accepted (${status}) ${testCase.title}`,
      keywordLocation,
      instanceLocation: `/${testCase.intent}`,
    });
  },
};
