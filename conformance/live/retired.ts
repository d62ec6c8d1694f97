import { valueIn } from '../../generator/contract/resources.ts';
import type { Check, Exchange } from '../model.ts';
import type { LiveSettings } from './settings.ts';

/** Whether a response states that the requested value is no longer served. */
export function isRetired(
  { response }: Pick<Exchange, 'response'>,
  retired: LiveSettings['retired'],
): boolean {
  if (retired === undefined || response.status !== retired.status) return false;
  try {
    return valueIn(JSON.parse(new TextDecoder().decode(response.body)), retired.members) === retired.value;
  } catch {
    return false;
  }
}

/** The checks without verdicts on a discriminator value that is no longer served: that breaks no contract. */
export const withRetired = (
  checks: readonly Check[],
  retired: LiveSettings['retired'],
  onRetired: (value: string) => void,
): readonly Check[] =>
  checks.map((check) => ({
    ...check,
    check(exchange, context) {
      const { discriminatorValue } = exchange.testCase;
      if (discriminatorValue === undefined || !isRetired(exchange, retired))
        return check.check(exchange, context);
      onRetired(discriminatorValue);
      return { kind: 'notApplicable', reason: `${discriminatorValue} is no longer served` };
    },
  }));
