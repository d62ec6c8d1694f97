import { sample } from 'fast-check';
import type { Contract, Operation, StreamOfOperation } from '../../generator/contract/model.ts';
import { isObject } from '../../generator/json/pointer.ts';
import { memberSchema, typesOf } from '../../generator/wire/decode.ts';
import type { Arguments } from '../../generator/wire/message.ts';
import { seedFrom } from '../../generator/wire/random.ts';
import type { CasePlan, TestCase } from '../model.ts';
import { edgeCalls } from './edge-calls.ts';
import { holdsAt } from './holds.ts';
import type { Sampler } from './sampler.ts';
import { withSlot } from './slots.ts';
import { testCase } from './test-case.ts';

/**
 * Calls that request a stream: for each discriminator value the least call, which the coverage phase sends without streaming,
 * a random one, and those at the boundaries of the stream options.
 */
export function planStreaming(contract: Contract, operation: Operation, sampler: Sampler): CasePlan {
  const context = { contract, operation, phase: 'streaming' } as const;
  const plan: CasePlan = { operationId: operation.operationId, phase: 'streaming', cases: [] };
  const stream = contract.inferred.streams.get(operation.operationId);
  const slot = sampler.slots.find(({ kind }) => kind === 'body');
  if (stream?.item === undefined || slot === undefined) return plan;
  const { toggle: switchName = 'stream' } = stream;
  const valid = holdsAt(contract, slot);
  const declared = typesOf(contract, memberSchema(contract, slot.use.normal.schema, switchName)).has(
    'boolean',
  );
  const cases = sampler.columns.flatMap((discriminatorValue, index) => {
    const least = sampler.leastCall(discriminatorValue);
    const body = least?.body?.value;
    if (least === undefined || !isObject(body)) return [];
    const column = { ...context, ...(discriminatorValue === undefined ? {} : { discriminatorValue }) };
    const streamed = (call: Arguments, name: string, title: string): readonly TestCase[] => {
      const streaming = { ...(call.body?.value as object), [switchName]: true };
      if (declared && !valid(streaming)) return [];
      return [
        requestStream(
          stream,
          testCase(column, name, title, declared ? withSlot(call, slot, streaming) : call),
        ),
      ];
    };
    const options = edgeCalls(sampler, discriminatorValue).filter(({ title }) =>
      new RegExp(`^/body/${switchName}\\w*/`).test(title),
    );
    // Where the server accepts a base call only, a random one is rejected for other reasons.
    const sampled = sampler.hasBase(discriminatorValue) ? undefined : sampler.calls(discriminatorValue);
    const seed = seedFrom(sampler.seed, operation.operationId, 'streaming', discriminatorValue ?? '');
    const [random] = sampled === undefined ? [] : sample(sampled, { seed, numRuns: 1 });
    return [
      ...streamed(least, `${index}`, 'requests a stream'),
      // The same call again without streaming: values that are equal in repeated responses must be equal in a stream.
      ...(index < repeated ? [testCase(column, `${index}/whole`, 'the same again, whole', least)] : []),
      ...options.flatMap(({ call, title }, each) =>
        streamed(call, `${index}/option/${each}`, `${title}, streamed`),
      ),
      ...(random === undefined ? [] : streamed(random, `${index}/random`, 'a random call, streamed')),
    ];
  });
  return { ...plan, cases };
}

/** How many of the values are requested a second time without streaming. */
const repeated = 3;

/** A client that wants a stream sends an Accept header for it. */
const requestStream = ({ contentType }: StreamOfOperation, made: TestCase): TestCase => ({
  ...made,
  request: {
    ...made.request,
    headers: made.request.headers.map(
      ([name, value]) => [name, name === 'accept' ? contentType : value] as const,
    ),
  },
});
