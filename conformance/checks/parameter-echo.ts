import { isObject } from '../../generator/json/pointer.ts';
import type { Check } from '../model.ts';
import { jsonOf } from './history.ts';
import { failed, notApplicable, passed } from './verdict.ts';

/** Largest pages and offsets that any server handles; beyond them it may state another number. */
const mostCounted = 1_000;

/** The limit and offset that a page states are those of the request, or their defaults. */
export const parameterEcho: Check = {
  id: 'parameter-echo',
  check(exchange, { contract, operation }) {
    const paging = contract.inferred.pagination.get(operation.operationId);
    const { testCase, response } = exchange;
    // A server may clamp a number at the edge of its range.
    if (
      paging === undefined ||
      response.status >= 300 ||
      testCase.intent !== 'valid' ||
      testCase.phase === 'edges'
    )
      return notApplicable('the response is not a page');
    const body = jsonOf(exchange);
    if (!isObject(body)) return notApplicable('the page states neither limit nor offset');
    const counted = paging.style === 'offset' || paging.style === 'page' ? paging.parameter : undefined;
    for (const name of [paging.limit, counted]) {
      const parameter = operation.parameters.find(
        ({ in: place, name: own }) => place === 'query' && own === name,
      );
      const stated = name === undefined ? undefined : body[name];
      if (name === undefined || parameter === undefined || typeof stated !== 'number') continue;
      const schema = parameter.schema?.normal.schema;
      const fallback = typeof schema === 'object' ? schema['default'] : undefined;
      const wanted = testCase.arguments.query[name] ?? fallback;
      if (typeof wanted !== 'number' || wanted === stated || wanted < 0 || wanted > mostCounted) continue;
      return failed(this, exchange, {
        message: `${name} is ${stated} in the response, ${testCase.arguments.query[name] === undefined ? 'its default is' : 'the request has'} ${wanted}`,
        keywordLocation: parameter.pointer,
        instanceLocation: `/${name}`,
      });
    }
    return passed;
  },
};
