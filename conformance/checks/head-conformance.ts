import { child } from '../../generator/json/pointer.ts';
import type { HistoryCheck } from '../model.ts';
import { inRole, judgeEach } from './history.ts';
import { operationOf } from './things.ts';
import { headerOf } from './verdict.ts';

/** Headers of the representation, which are the same for HEAD and GET where both have them. */
const headers = ['content-type', 'etag', 'last-modified', 'content-length'] as const;

/** HEAD responds as GET does, without the body (RFC 9110 section 9.3.2). */
export const headConformance: HistoryCheck = {
  id: 'head-conformance',
  check(history, contract) {
    const [first, again] = inRole(history, 'get');
    const [head] = inRole(history, 'head');
    if (first === undefined || again === undefined || head === undefined) return [];
    // What GET itself shows once so and once otherwise cannot be compared.
    const isStill = (name: (typeof headers)[number]): boolean =>
      headerOf(first, name) === headerOf(again, name);
    if (first.response.status !== again.response.status) return [];
    const { status } = first.response;
    const wrong = headers.find((name) => {
      const [own, wanted] = [headerOf(head, name), headerOf(first, name)];
      return own !== undefined && wanted !== undefined && isStill(name) && own !== wanted;
    });
    return judgeEach(
      this.id,
      [head],
      () =>
        head.response.status !== status
          ? `HEAD gets ${head.response.status}, GET gets ${status}`
          : wrong === undefined
            ? undefined
            : `HEAD has ${wrong}: ${headerOf(head, wrong)}, GET has ${headerOf(first, wrong)}`,
      {
        keywordLocation: child(operationOf(contract, head)?.pointer ?? '#', 'responses'),
        instanceLocation: wrong === undefined ? '/status' : `/header/${wrong}`,
      },
    );
  },
};
