import type { Contract } from '../../generator/contract/model.ts';
import type { Exchange, Finding, History, HistoryCheck } from '../model.ts';
import { fingerprint } from './fingerprint.ts';

/** The findings of a check over the history of a scenario, each at the exchange that shows it. */
export function judgeHistory(
  check: HistoryCheck,
  history: History,
  contract: Contract,
  seed: number,
): readonly Finding[] {
  const exchanges = history.steps.map(({ exchange }) => exchange);
  return check.check(history, contract).flatMap((verdict): readonly Finding[] => {
    if (verdict.kind !== 'fail') return [];
    const { failure } = verdict;
    const exchange: Exchange | undefined =
      exchanges.findLast((each) => each === failure.exchange) ?? exchanges.at(-1);
    if (exchange === undefined) return [];
    return [
      {
        ...failure,
        fingerprint: fingerprint(failure),
        exchange,
        history: exchanges.filter(({ id }) => id <= exchange.id),
        seed,
        path: history.scenario.id,
      },
    ];
  });
}
