import { isObject } from '../../generator/json/pointer.ts';
import type { Check } from '../model.ts';
import { jsonOf } from './history.ts';
import { failed, notApplicable, passed } from './verdict.ts';

/** Pages and items that any server counts with; beyond it may say another number. */
const mostCounted = 1_000;

/** A page says of itself what was asked for: its limit and its offset are those of the request, or their defaults. */
export const parameterEcho: Check = {
  id: 'parameter-echo',
  check(exchange, { contract, operation }) {
    const paging = contract.inferred.pagination.get(operation.operationId);
    const { testCase, response } = exchange;
    // A server may cut a number at the edge of what it counts with.
    if (
      paging === undefined ||
      response.status >= 300 ||
      testCase.intent !== 'valid' ||
      testCase.phase === 'edges'
    )
      return notApplicable('the response is no page');
    const body = jsonOf(exchange);
    if (!isObject(body)) return notApplicable('the page says nothing of itself');
    const counted = paging.style === 'offset' || paging.style === 'page' ? paging.parameter : undefined;
    for (const name of [paging.limit, counted]) {
      const parameter = operation.parameters.find(
        ({ in: place, name: own }) => place === 'query' && own === name,
      );
      const told = name === undefined ? undefined : body[name];
      if (name === undefined || parameter === undefined || typeof told !== 'number') continue;
      const schema = parameter.schema?.normal.schema;
      const fallback = typeof schema === 'object' ? schema['default'] : undefined;
      const wanted = testCase.arguments.query[name] ?? fallback;
      if (typeof wanted !== 'number' || wanted === told || wanted < 0 || wanted > mostCounted) continue;
      return failed(this, exchange, {
        message: `${name} is ${told} in the response, ${testCase.arguments.query[name] === undefined ? 'its default is' : 'asked for was'} ${wanted}`,
        keywordLocation: parameter.pointer,
        instanceLocation: `/${name}`,
      });
    }
    return passed;
  },
};
