import type { Check } from '../model.ts';
import { failed, isInconclusive, notApplicable, passed, undetermined } from './verdict.ts';

/** The server refuses a request that breaks the contract in one place, where it accepts the same request without the break. */
export const negativeDataRejection: Check = {
  id: 'negative-data-rejection',
  check(exchange, { twinAccepted, isOverlaid, keepsBareDocument }) {
    const { testCase, response } = exchange;
    const { edit } = testCase;
    if (testCase.intent !== 'invalid' || edit === undefined || testCase.rule !== undefined)
      return notApplicable('the data of the request is valid');
    const { status } = response;
    if (status >= 500) return notApplicable('not-a-server-error reports this');
    if (isInconclusive(status)) return undetermined(`${status} says nothing about the data`);
    if (status >= 400)
      return twinAccepted === false ? undetermined('the valid twin was refused as well') : passed;
    if (twinAccepted === false) return undetermined('the valid twin was refused');
    // A server that accepts more than an overlay allows breaks no client: the finding is about the overlay.
    // What the edit breaks of the document itself stays an error, wherever an overlay repeats it.
    const { twin } = testCase;
    const ownBreak = twin !== undefined && keepsBareDocument(twin) && !keepsBareDocument(testCase);
    const ours = isOverlaid(edit.keywordLocation) && !ownBreak;
    return failed(this, exchange, {
      message: `accepted (${status}) although ${testCase.title}${ours ? ': our overlay is stricter than the server' : ''}`,
      keywordLocation: edit.keywordLocation,
      instanceLocation: edit.instanceLocation,
      severity: ours ? 'warning' : 'error',
      ...(testCase.discriminatorValue === undefined
        ? {}
        : { discriminatorValue: testCase.discriminatorValue }),
    });
  },
};
