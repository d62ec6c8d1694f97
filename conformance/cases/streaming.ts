import type { Contract, Operation } from '../../generator/contract/model.ts';
import { isObject } from '../../generator/contract/pointer.ts';
import type { CasePlan } from '../model.ts';
import { memberSchema, typesOf } from '../wire/decode.ts';
import { bodyDiscriminator, type Draws } from './draws.ts';
import { holdsAt } from './holds.ts';
import { withSlot } from './slots.ts';
import { testCase } from './test-case.ts';

/** The member of a body that asks for a stream: the same name wherever streams are asked for this way. */
const switchName = 'stream';

/** Calls that ask for a stream, one for each discriminator value; the same call without it is in the coverage phase. */
export function planStreaming(contract: Contract, operation: Operation, draws: Draws): CasePlan {
  const context = { contract, operation, phase: 'streaming' } as const;
  const plan: CasePlan = { operationId: operation.operationId, phase: 'streaming', cases: [] };
  const streams = operation.responses.some(
    ({ status, content }) =>
      status.startsWith('2') && content.some(({ itemSchema }) => itemSchema !== undefined),
  );
  const slot = draws.slots.find(({ kind }) => kind === 'body');
  if (!streams || slot === undefined) return plan;
  const values = [...(bodyDiscriminator(contract, operation)?.mapping.keys() ?? [])];
  const valid = holdsAt(contract, slot);
  const cases = (values.length > 0 ? values : [undefined]).flatMap((discriminatorValue, index) => {
    const least = draws.leastCall(discriminatorValue);
    const body = least?.body?.value;
    if (least === undefined || !isObject(body)) return [];
    const asked = { ...body, [switchName]: true };
    const declared = typesOf(contract, memberSchema(contract, slot.use.normal.schema, switchName)).has(
      'boolean',
    );
    const call = declared && valid(asked) ? withSlot(least, slot, asked) : least;
    const made = testCase(
      { ...context, ...(discriminatorValue === undefined ? {} : { discriminatorValue }) },
      index,
      'asks for a stream',
      call,
    );
    // A client that wants events says so.
    const headers = made.request.headers.map(
      ([name, value]) => [name, name === 'accept' ? 'text/event-stream' : value] as const,
    );
    return [{ ...made, request: { ...made.request, headers } }];
  });
  return { ...plan, cases };
}
