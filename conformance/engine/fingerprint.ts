import { createHash } from 'node:crypto';
import type { Failure } from '../model.ts';

/**
 * The identity of a failure: operation, check, violated keyword, discriminator value. Values that differ from run to run
 * (messages, instances) are not part of it.
 */
export function fingerprint(failure: Failure): string {
  const { check, operationId, keywordLocation = '', discriminatorValue = '' } = failure;
  return createHash('sha256')
    .update([operationId, check, keywordLocation, discriminatorValue].join('\0'))
    .digest('hex')
    .slice(0, 12);
}
