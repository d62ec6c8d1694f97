import type { Oracle } from '../model.ts';
import { contentTypeConformance } from './content-type-conformance.ts';
import { ignoredAuth } from './ignored-auth.ts';
import { negativeDataRejection } from './negative-data-rejection.ts';
import { notAServerError } from './not-a-server-error.ts';
import { positiveDataAcceptance } from './positive-data-acceptance.ts';
import { responseSchemaConformance } from './response-schema-conformance.ts';
import { statusCodeConformance } from './status-code-conformance.ts';

/** Every check, in the order of reports. */
export const oracles: readonly Oracle[] = [
  notAServerError,
  statusCodeConformance,
  contentTypeConformance,
  responseSchemaConformance,
  positiveDataAcceptance,
  negativeDataRejection,
  ignoredAuth,
];
