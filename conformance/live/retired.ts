import { valueIn } from '../../generator/contract/resources.ts';
import type { Check, Exchange } from '../model.ts';
import type { LiveSettings } from './settings.ts';

/** Whether an answer says that the thing asked for is not served any more. */
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

/** Checks that say nothing of a discriminator value that is not served any more: that breaks no contract. */
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
      return { kind: 'notApplicable', reason: `${discriminatorValue} is not served any more` };
    },
  }));
