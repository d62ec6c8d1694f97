import { expect, it } from 'vitest';
import type { Finding } from '../model.ts';
import { causesOf } from './causes.ts';

const call = { path: {}, query: {}, header: {}, cookie: {} };
const edit = {
  keyword: 'minimum',
  keywordLocation: '#/components/schemas/Stub/properties/priority/minimum' as const,
  instanceLocation: '/body/priority',
  before: 1,
  after: 0,
};

/** A finding of an operation, with what its case sent and the server returned. */
function finding(
  check: string,
  operationId: string,
  more: Partial<Finding> & { body?: string } = {},
): Finding {
  const { body = '', ...rest } = more;
  const request = { method: 'POST', target: '/', headers: [] };
  return {
    check,
    severity: 'error',
    operationId,
    message: check,
    fingerprint: `${check} ${operationId}`,
    seed: 1,
    path: 'p',
    exchange: {
      id: 1,
      testCase: {
        id: 'p',
        operationId,
        phase: 'negative',
        intent: 'invalid',
        title: '/body/priority is 0 (minimum: below)',
        credentials: 'valid',
        arguments: call,
        request,
        edit,
      },
      request,
      response: { status: 500, headers: [], body: Buffer.from(body) },
      milliseconds: 1,
    },
    ...rest,
  };
}

const sizes = (findings: readonly Finding[]): readonly number[] =>
  causesOf(findings).map((each) => each.length);
const { keywordLocation } = edit;
const other = '#/components/schemas/Stub/properties/name/type';

it('a response that shows an accepted wrong value belongs to its cause, wherever it is shown', () => {
  const accepted = finding('negative-data-rejection', 'create', { keywordLocation });
  const shown = (operationId: string) =>
    finding('response-schema-conformance', operationId, { keywordLocation, message: operationId });
  expect(sizes([shown('list'), accepted, shown('create')])).toEqual([3]);
  // A response that is wrong by itself is a cause of its own.
  const own = finding('response-schema-conformance', 'list', { keywordLocation: other, message: 'own' });
  expect(sizes([accepted, own])).toEqual([1, 1]);
});

it('schemas that are repeated for each operation are one place', () => {
  const at = (operation: string, schema: string): `#${string}` =>
    `#/paths/~1stubs/${operation}/${schema}/properties/priority/minimum`;
  const accepted = finding('negative-data-rejection', 'create', {
    keywordLocation: at('post', 'requestBody'),
  });
  const shown = (operationId: string) =>
    finding('response-schema-conformance', operationId, {
      keywordLocation: at(operationId, 'responses'),
      message: operationId,
    });
  expect(sizes([accepted, shown('post'), shown('get')])).toEqual([3]);
  expect(sizes([shown('post'), shown('get')])).toEqual([2]);
});

it('one exception of several operations is one cause, whatever stands around it', () => {
  const failing = (operationId: string, body: string) =>
    finding('not-a-server-error', operationId, { body, keywordLocation: `#/paths/${operationId}` });
  expect(
    sizes([
      failing('find', '{"cause0":"java.lang.IllegalArgumentException: json can not be null at 17"}'),
      failing('remove', '<pre>java.lang.IllegalArgumentException: json can not be null at 18</pre>'),
      failing('count', '{"cause0":"java.lang.IllegalArgumentException: url can not be empty"}'),
      failing('read', 'ValueError: day is out of range for month'),
    ]),
  ).toEqual([2, 1, 1]);
  expect(
    sizes([
      failing('a', 'InternalServerError: something went wrong in a'),
      failing('b', 'InternalServerError: something went wrong in b'),
    ]),
  ).toEqual([1, 1]);
});

it('one sequence with an unknown id is one cause, and so is what is not implemented', () => {
  const below = (operationId: string, path: string) =>
    finding('unknown-id', operationId, { path, keywordLocation: `#/paths/${operationId}` });
  const rows = [
    below('read', '/a/unknown-ids'),
    below('count', '/a/unknown-ids'),
    below('read-b', '/b/unknown-ids'),
  ];
  expect(sizes(rows)).toEqual([2, 1]);
  const absent = (operationId: string) => {
    const given = finding('not-a-server-error', operationId, { keywordLocation: `#/paths/${operationId}` });
    const { exchange } = given;
    return { ...given, exchange: { ...exchange, response: { ...exchange.response, status: 501 } } };
  };
  expect(sizes([absent('fork'), absent('search')])).toEqual([2]);
});

it('one message of the whole API is one cause, whatever the success of its operation is', () => {
  const typed = (operationId: string, status: number) =>
    finding('media-type-rejection', operationId, {
      message: `accepted (${status}) a JSON body sent as text/plain`,
    });
  expect(sizes([typed('create', 201), typed('replace', 200)])).toEqual([2]);
});
