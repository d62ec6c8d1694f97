import type { Rule } from 'openapi-plumbline';
import { balanceSum } from './balance-sum.ts';
import { batchCounts } from './batch-counts.ts';
import { choicesCount } from './choices-count.ts';
import { toolArguments } from './tool-arguments.ts';
import { usageSum } from './usage-sum.ts';

/** Relations that only a server with behaviour keeps: a mock that draws its answers from the schemas does not. */
export const relations: readonly Rule[] = [balanceSum, batchCounts, choicesCount, toolArguments, usageSum];
