import type { Mutant } from 'openapi-plumbline';
import { accountMutants } from './account.ts';
import { batchMutants } from './batches.ts';
import { chatMutants } from './chat.ts';
import { fileMutants } from './files.ts';
import { streamingMutants } from './streaming.ts';

/** Servers for this API broken in one way each; the ids are those of the list of seeded faults. */
export const mutants: readonly Mutant[] = [
  ...accountMutants,
  ...fileMutants,
  ...chatMutants,
  ...streamingMutants,
  ...batchMutants,
];
