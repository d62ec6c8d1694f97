import type { Contract, Operation } from '../../generator/contract/model.ts';
import { valueIn } from '../../generator/contract/resources.ts';
import { encodeRequest } from '../../generator/wire/encode.ts';
import { removalOf } from '../live/ownership.ts';
import type { Exchange, TestCase } from '../model.ts';
import { createSampler } from './sampler.ts';
import { testCase } from './test-case.ts';
import { topResources } from './top-resources.ts';

/**
 * Returns what an exchange created and the document can delete or end, with the call that does so; or what it deleted. A run
 * against a shared server leaves nothing behind.
 */
export function createRemovals(
  contract: Contract,
): (exchange: Exchange) => { readonly id: string; readonly removal?: TestCase } | undefined {
  const removable = topResources(contract).flatMap((resource) => {
    const remove = removalOf(contract, resource);
    const call =
      remove === undefined ? undefined : createSampler(contract, remove.operation, 1).leastCall(undefined);
    return remove === undefined || call === undefined
      ? []
      : [
          {
            id: resource.created.members,
            parameter: remove.parameter,
            create: resource.operations.create,
            remove: remove.operation,
            call,
          },
        ];
  });
  const bind = (remove: Operation, call: TestCase['arguments'], parameter: string, id: string): TestCase => {
    const bound = { ...call, path: { ...call.path, [parameter]: id } };
    const made = testCase(
      { contract, operation: remove, phase: 'stateful' },
      'removal',
      'deleted at the end',
      bound,
    );
    return { ...made, request: encodeRequest(remove, bound), isFixed: true };
  };
  return ({ testCase: { operationId, arguments: sent }, response }) => {
    if (response.status < 200 || response.status >= 300) return undefined;
    for (const { create, remove, call, parameter, id: members } of removable) {
      if (operationId === remove.operationId) {
        const id = sent.path[parameter];
        return typeof id === 'string' ? { id } : undefined;
      }
      if (operationId !== create.operationId) continue;
      const id = idIn(response.body, members);
      return id === undefined ? undefined : { id, removal: bind(remove, call, parameter, id) };
    }
    return undefined;
  };
}

function idIn(body: Uint8Array, members: readonly string[]): string | undefined {
  try {
    const id = valueIn(JSON.parse(new TextDecoder().decode(body)), members);
    return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
  } catch {
    return undefined;
  }
}
