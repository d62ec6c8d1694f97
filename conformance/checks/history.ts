import type { Exchange, Failure, History, StepRole, Verdict } from '../model.ts';
import { passed } from './verdict.ts';

/** The exchanges of a history that played one of the roles. */
export const inRole = ({ steps }: History, ...roles: readonly StepRole[]): readonly Exchange[] =>
  steps.filter(({ role }) => roles.includes(role)).map(({ exchange }) => exchange);

/** The JSON of a response; `undefined` where it is not JSON. */
export function jsonOf({ response }: Exchange): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(response.body));
  } catch {
    return undefined;
  }
}

/** One verdict per exchange: failed where `problem` returns a message. */
export const judgeEach = (
  check: string,
  exchanges: readonly Exchange[],
  problem: (exchange: Exchange) => string | undefined,
  details: Partial<Pick<Failure, 'keywordLocation' | 'severity' | 'instanceLocation'>> = {},
): readonly Verdict[] =>
  exchanges.map((exchange) => {
    const message = problem(exchange);
    if (message === undefined) return passed;
    const failure: Failure = {
      severity: 'error',
      ...details,
      check,
      operationId: exchange.testCase.operationId,
      message,
      exchange,
    };
    return { kind: 'fail', failure };
  });
