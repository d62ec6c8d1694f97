import type { Contract, Operation } from '../../generator/contract/model.ts';
import type { Arguments } from '../../generator/wire/message.ts';
import type { CasePlan } from '../model.ts';
import { holdsAt } from './holds.ts';
import { emptyCall, preferredMediaType, slotsOf, withSlot } from './slots.ts';
import { testCase } from './test-case.ts';

/** The document's examples of the body, with those of the parameters; none where a required part has no example. */
export function planExamples(contract: Contract, operation: Operation): CasePlan {
  const context = { contract, operation, phase: 'examples' } as const;
  const slots = slotsOf(contract, operation);
  const parameters = slots.filter((slot) => slot.kind === 'parameter');
  const bodySlot = slots.find((slot) => slot.kind === 'body');
  // An example that its own schema rejects is a defect of the document, which lint reports.
  const exampleOf = (slot: (typeof parameters)[number]): unknown =>
    slot.parameter.examples.length === 0 ? undefined : slot.parameter.examples.find(holdsAt(contract, slot));
  const complete = parameters.every((slot) => !slot.required || exampleOf(slot) !== undefined);
  const base = parameters.reduce<Arguments>((call, slot) => withSlot(call, slot, exampleOf(slot)), emptyCall);
  const media = preferredMediaType(operation);
  const examples = media?.examples ?? [];
  // A schema is compiled only where there is something to judge.
  const bodies =
    bodySlot === undefined || examples.length === 0 ? examples : examples.filter(holdsAt(contract, bodySlot));
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
