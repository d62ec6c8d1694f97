import type { Mutant } from 'openapi-plumbline';
import { accountMutants } from './account.ts';
import { batchMutants } from './batches.ts';
import { chatMutants } from './chat.ts';
import { chunkMutants } from './chunks.ts';
import { dealtMutants } from './dealt.ts';
import { fileMutants } from './files.ts';
import { listingMutants } from './listings.ts';
import { requestMutants } from './requests.ts';
import { argumentMutants, responseMutants } from './responses.ts';
import { streamingMutants } from './streaming.ts';
import { thingMutants } from './things.ts';

/** Servers for this API broken in one way each; the ids of the list of seeded faults come first. */
export const mutants: readonly Mutant[] = [
  ...accountMutants,
  ...fileMutants,
  ...chatMutants,
  ...streamingMutants,
  ...batchMutants,
  ...responseMutants,
  ...argumentMutants,
  ...chunkMutants,
  ...listingMutants,
  ...requestMutants,
  ...dealtMutants,
  ...thingMutants,
];
