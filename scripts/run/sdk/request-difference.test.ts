import { expect, it } from 'vitest';
import { planCases } from '../../../conformance/cases/plan-cases.ts';
import { contractOf } from '../../../generator/testing/small-contract.ts';
import { sdkOrigin } from './call-sdk.ts';
import { requestDifference } from './request-difference.ts';

const schema = { type: 'string' };

it.each([
  { documented: '*/*', accept: 'application/json', want: undefined },
  { documented: 'application/*', accept: 'application/json', want: undefined },
  { documented: 'application/json', accept: 'application/json, text/plain', want: undefined },
  { documented: 'application/json', accept: '*/*', want: undefined },
  { documented: 'text/csv', accept: 'application/json', want: /no response has such a type/ },
  { documented: 'text/*', accept: 'application/json', want: /no response has such a type/ },
])('Accept: $accept where $documented is documented', async ({ documented, accept, want }) => {
  const responses = { 200: { description: 'ok', content: { [documented]: { schema } } } };
  const contract = contractOf({ paths: { '/a': { get: { operationId: 'a', responses } } } });
  const [operation] = contract.operations;
  const testCase = planCases(contract, { seed: 1 }).flatMap(({ cases }) => cases)[0];
  if (operation === undefined || testCase === undefined) throw new Error('no case');
  const sent = new Request(`${sdkOrigin}${testCase.request.target}`, {
    method: testCase.request.method,
    headers: { accept },
  });
  const difference = await requestDifference(contract, operation, testCase, sent);
  if (want === undefined) expect(difference ?? '').not.toContain('Accept');
  else expect(difference).toMatch(want);
});
