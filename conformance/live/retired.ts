import type { Check } from '../model.ts';
import { isMarked, type ResponseMark } from './response-mark.ts';

/** The checks without verdicts on a discriminator value that is no longer served: that breaks no contract. */
export const withRetired = (
  checks: readonly Check[],
  retired: ResponseMark | undefined,
  onRetired: (value: string) => void,
): readonly Check[] =>
  checks.map((check) => ({
    ...check,
    check(exchange, context) {
      const { discriminatorValue } = exchange.testCase;
      if (discriminatorValue === undefined || !isMarked(exchange, retired))
        return check.check(exchange, context);
      onRetired(discriminatorValue);
      return { kind: 'notApplicable', reason: `${discriminatorValue} is no longer served` };
    },
  }));
