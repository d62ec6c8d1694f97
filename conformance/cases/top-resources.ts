import type { Contract } from '../../generator/contract/model.ts';
import { type CreatedResource, createdResources } from '../../generator/contract/resources.ts';

/** The resources that stand under no other: what makes them needs no id of something else. */
export const topResources = (contract: Contract): readonly CreatedResource[] =>
  createdResources(contract).filter(({ path }) => !path.includes('{'));
