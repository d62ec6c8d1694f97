import type { Check, HistoryCheck } from '../model.ts';
import { actionIsStored } from './action-is-stored.ts';
import { amountsAddUp } from './amounts-add-up.ts';
import { callbackConformance } from './callback-conformance.ts';
import { contentTypeConformance } from './content-type-conformance.ts';
import { createdIsListed } from './created-is-listed.ts';
import { createdIsReadable } from './created-is-readable.ts';
import { csvConformance } from './csv-conformance.ts';
import { downloadConformance } from './download-conformance.ts';
import { encoding } from './encoding.ts';
import { etagConformance } from './etag-conformance.ts';
import { eventStream } from './event-stream.ts';
import { filterConformance } from './filter-conformance.ts';
import { headConformance } from './head-conformance.ts';
import { idempotentGet } from './idempotent-get.ts';
import { ignoredAuth } from './ignored-auth.ts';
import { inUseIsRefused } from './in-use-is-refused.ts';
import { itemOfPath } from './item-of-path.ts';
import { maxResponseTime } from './max-response-time.ts';
import { mediaTypeRejection } from './media-type-rejection.ts';
import { negativeDataRejection } from './negative-data-rejection.ts';
import { notAServerError } from './not-a-server-error.ts';
import { ofAnother } from './of-another.ts';
import { optionalAuth } from './optional-auth.ts';
import { otherUser } from './other-user.ts';
import { othersStay } from './others-stay.ts';
import { paginationConformance } from './pagination-conformance.ts';
import { parameterEcho } from './parameter-echo.ts';
import { partIsStored } from './part-is-stored.ts';
import { positiveDataAcceptance } from './positive-data-acceptance.ts';
import { readOnlyConformance } from './read-only-conformance.ts';
import { referenceConformance } from './reference-conformance.ts';
import { replaceConformance } from './replace-conformance.ts';
import { responseHeadersConformance } from './response-headers-conformance.ts';
import { responseSchemaConformance } from './response-schema-conformance.ts';
import { retryAfter } from './retry-after.ts';
import { sameKeySameItem } from './same-key-same-item.ts';
import { secretLeak } from './secret-leak.ts';
import { shownAsSent } from './shown-as-sent.ts';
import { sortConformance } from './sort-conformance.ts';
import { stackTraceLeak } from './stack-trace-leak.ts';
import { staleIsRefused } from './stale-is-refused.ts';
import { stateConformance } from './state-conformance.ts';
import { statusCodeConformance } from './status-code-conformance.ts';
import { storedAsSent } from './stored-as-sent.ts';
import { uniqueIsRefused } from './unique-is-refused.ts';
import { unknownId } from './unknown-id.ts';
import { unsupportedMethod } from './unsupported-method.ts';
import { updateKeepsTheRest } from './update-keeps-the-rest.ts';
import { useAfterDelete } from './use-after-delete.ts';
import { writeOnlyLeak } from './write-only-leak.ts';

/** Every check, in the order of reports. */
export const checks: readonly Check[] = [
  notAServerError,
  statusCodeConformance,
  contentTypeConformance,
  responseSchemaConformance,
  responseHeadersConformance,
  positiveDataAcceptance,
  negativeDataRejection,
  mediaTypeRejection,
  unsupportedMethod,
  ignoredAuth,
  writeOnlyLeak,
  shownAsSent,
  parameterEcho,
  eventStream,
  encoding,
  secretLeak,
  stackTraceLeak,
  maxResponseTime,
  retryAfter,
  csvConformance,
  callbackConformance,
];

/** Every check of a sequence. */
export const historyChecks: readonly HistoryCheck[] = [
  storedAsSent,
  createdIsReadable,
  updateKeepsTheRest,
  createdIsListed,
  idempotentGet,
  useAfterDelete,
  unknownId,
  paginationConformance,
  filterConformance,
  ofAnother,
  uniqueIsRefused,
  staleIsRefused,
  itemOfPath,
  othersStay,
  replaceConformance,
  readOnlyConformance,
  actionIsStored,
  stateConformance,
  sortConformance,
  referenceConformance,
  sameKeySameItem,
  etagConformance,
  downloadConformance,
  amountsAddUp,
  partIsStored,
  inUseIsRefused,
  otherUser,
  optionalAuth,
  headConformance,
];
