import type { Contract } from '../../generator/contract/model.ts';
import type { Exchange, Finding, RunCheck } from '../model.ts';
import { fingerprint } from './fingerprint.ts';

/** The findings of a check over the exchanges of a run; each exchange of another operation is skipped. */
export function judgeRun(
  check: RunCheck,
  exchanges: readonly Exchange[],
  contract: Contract,
  seed: number,
): readonly Finding[] {
  const own = exchanges.filter(({ testCase }) => check.appliesTo.includes(testCase.operationId));
  return check.check(own, contract).flatMap(({ failure, shownBy }) => {
    const exchange = shownBy.at(-1);
    if (exchange === undefined) return [];
    const path = exchange.testCase.id;
    return [{ ...failure, fingerprint: fingerprint(failure), exchange, history: shownBy, seed, path }];
  });
}
