import type { Contract } from '../../generator/contract/model.ts';
import { type CreatedResource, createdResources } from '../../generator/contract/resources.ts';

/** The resources without a parent: creating them needs no id of another resource. */
export const topResources = (contract: Contract): readonly CreatedResource[] =>
  createdResources(contract).filter(({ path }) => !path.includes('{'));
