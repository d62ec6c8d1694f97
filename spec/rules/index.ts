import type { Rule } from 'openapi-plumbline';
import { balanceCode, balanceSums } from './balance.ts';
import { batchCounts } from './batch-counts.ts';
import { batchEcho } from './batch-echo.ts';
import { choicesCount, toolArgumentsParse, usageSums } from './completion.ts';
import { deletionSaysSo, uploadEcho } from './files.ts';

/** What this API promises beyond its schemas. */
export const rules: readonly Rule[] = [
  balanceSums,
  balanceCode,
  choicesCount,
  usageSums,
  toolArgumentsParse,
  uploadEcho,
  deletionSaysSo,
  batchEcho,
  batchCounts,
];
