import type { Oracle } from '../model.ts';
import { contentTypeConformance } from './content-type-conformance.ts';
import { encoding } from './encoding.ts';
import { ignoredAuth } from './ignored-auth.ts';
import { maxResponseTime } from './max-response-time.ts';
import { mediaTypeRejection } from './media-type-rejection.ts';
import { negativeDataRejection } from './negative-data-rejection.ts';
import { notAServerError } from './not-a-server-error.ts';
import { positiveDataAcceptance } from './positive-data-acceptance.ts';
import { responseSchemaConformance } from './response-schema-conformance.ts';
import { secretLeak } from './secret-leak.ts';
import { stackTraceLeak } from './stack-trace-leak.ts';
import { statusCodeConformance } from './status-code-conformance.ts';
import { unsupportedMethod } from './unsupported-method.ts';

/** Every check, in the order of reports. */
export const oracles: readonly Oracle[] = [
  notAServerError,
  statusCodeConformance,
  contentTypeConformance,
  responseSchemaConformance,
  positiveDataAcceptance,
  negativeDataRejection,
  mediaTypeRejection,
  unsupportedMethod,
  ignoredAuth,
  encoding,
  secretLeak,
  stackTraceLeak,
  maxResponseTime,
];
