import type { Rule } from 'openapi-plumbline';
import { balanceCode, balanceSums } from './balance.ts';
import { batchFileName } from './batch-file-name.ts';
import { batchStateMachine } from './batch-states.ts';
import {
  batchBegins,
  batchCancels,
  batchCounts,
  batchEcho,
  batchExpiry,
  batchFiles,
  batchTimes,
} from './batches.ts';
import { choicesCount } from './choices-count.ts';
import { estimateAgrees, estimateGrows } from './estimates.ts';
import { fileContent } from './file-content.ts';
import { fileNotEmpty } from './file-not-empty.ts';
import { deletedOnce, deletionSaysSo, fileStatusDetails, uploadEcho } from './files.ts';
import { filesListed } from './files-listed.ts';
import { finishReason } from './finish-reason.ts';
import { createdPlausible, listedOnce, sameId } from './identity.ts';
import { jsonOutput } from './json-output.ts';
import { lengthKept } from './length-kept.ts';
import { limitsAgree } from './limits-agree.ts';
import { mediaUrls } from './media-urls.ts';
import { mfjsParameters } from './mfjs-parameters.ts';
import { modelEcho } from './model-echo.ts';
import { modelIds, modelsAreUsable } from './models.ts';
import { pageSize } from './page-size.ts';
import { partialLast } from './partial-last.ts';
import { repairs } from './repairs.ts';
import { stopBytes } from './stop-bytes.ts';
import { stopWithheld } from './stop-withheld.ts';
import { streamAgrees } from './stream-agrees.ts';
import { streamRequested } from './stream-requested.ts';
import {
  streamFinish,
  streamIdentity,
  streamOrder,
  streamRole,
  streamToolCalls,
  streamUsage,
} from './streams.ts';
import { thinkingOff } from './thinking-off.ts';
import { tokenLimit } from './token-limit.ts';
import {
  toolArgumentsParse,
  toolArgumentsValid,
  toolCallIds,
  toolChoiceKept,
  toolDeclared,
} from './tool-arguments.ts';
import { toolChoiceNeedsTools } from './tool-choice-needs-tools.ts';
import { toolNames } from './tool-names.ts';
import { toolTurns } from './tool-turns.ts';
import { batchUnchanging, fileUnchanging } from './unchanging.ts';
import { uniqueIds } from './unique-ids.ts';
import { usagePresent } from './usage-present.ts';
import { usageSums } from './usage-sums.ts';

const checks: readonly Rule[] = [
  ...[modelIds, modelsAreUsable, balanceSums, balanceCode],
  ...[
    uploadEcho,
    deletionSaysSo,
    deletedOnce,
    fileStatusDetails,
    sameId,
    uniqueIds,
    listedOnce,
    createdPlausible,
  ],
  ...[fileUnchanging, batchUnchanging, fileContent, filesListed, pageSize],
  ...[choicesCount, modelEcho, finishReason, lengthKept, stopWithheld, jsonOutput, thinkingOff],
  ...[toolArgumentsParse, toolArgumentsValid, toolDeclared, toolCallIds, toolChoiceKept],
  ...[usagePresent, usageSums],
  ...[
    streamIdentity,
    streamRole,
    streamFinish,
    streamUsage,
    streamOrder,
    streamToolCalls,
    streamAgrees,
    streamRequested,
  ],
  ...[estimateAgrees, estimateGrows],
  ...[
    batchEcho,
    batchBegins,
    batchCounts,
    batchTimes,
    batchExpiry,
    batchFiles,
    batchCancels,
    batchStateMachine,
  ],
  ...[stopBytes, partialLast, toolNames, toolTurns, mediaUrls, limitsAgree, mfjsParameters],
  ...[tokenLimit, toolChoiceNeedsTools, fileNotEmpty, batchFileName],
];

/** What this API promises beyond its schemas. */
export const rules: readonly Rule[] = checks.map((rule) => {
  const repairRequest = repairs[rule.id];
  return repairRequest === undefined ? rule : { ...rule, repairRequest };
});
