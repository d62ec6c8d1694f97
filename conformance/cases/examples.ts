import type { Contract, Operation } from '../../generator/contract/model.ts';
import type { Arguments, CasePlan } from '../model.ts';
import { emptyCall, preferredMediaType, slotsOf, withSlot } from './slots.ts';
import { testCase } from './test-case.ts';

/** The document's own examples of the body, with those of the parameters; none where a required part has no example. */
export function planExamples(contract: Contract, operation: Operation): CasePlan {
  const context = { contract, operation, phase: 'examples' } as const;
  const parameters = slotsOf(contract, operation).filter((slot) => slot.kind === 'parameter');
  const exampleOf = (slot: (typeof parameters)[number]): unknown => slot.parameter.examples[0];
  const complete = parameters.every((slot) => !slot.required || exampleOf(slot) !== undefined);
  const base = parameters.reduce<Arguments>((call, slot) => withSlot(call, slot, exampleOf(slot)), emptyCall);
  const media = preferredMediaType(operation);
  const bodies = media?.examples ?? [];
  const given = bodies.length > 0 || parameters.some((slot) => exampleOf(slot) !== undefined);
  const bodyMissing = operation.requestBody?.required === true && bodies.length === 0;
  const calls =
    !complete || !given || bodyMissing
      ? []
      : bodies.length === 0 || media === undefined
        ? [base]
        : bodies.map((value) => ({ ...base, body: { contentType: media.contentType, value } }));
  return {
    operationId: operation.operationId,
    phase: 'examples',
    cases: calls.map((call, index) => testCase(context, index, 'an example of the document', call)),
  };
}
