import type { Operation } from '../../../generator/contract/model.ts';
import { encodeRequest } from '../../../generator/wire/encode.ts';
import type { Arguments, WireRequest } from '../../../generator/wire/message.ts';
import type { TestCase } from '../../model.ts';

/** The case with other arguments; changes below the arguments (a header, the bytes of the body) stay. */
export function withArguments(operation: Operation, from: TestCase, call: Arguments): TestCase {
  if (call === from.arguments) return from;
  const before = encodeRequest(operation, from.arguments);
  const after = encodeRequest(operation, call);
  return { ...from, arguments: call, request: merged(from.request, before, after) };
}

/** A request with the changes between two encodings; other differences of the request stay. */
function merged(request: WireRequest, before: WireRequest, after: WireRequest): WireRequest {
  const valueIn = ({ headers }: WireRequest, name: string): string | undefined =>
    headers.find(([each]) => each === name)?.[1];
  const kept = request.headers.flatMap(([name, value]): readonly (readonly [string, string])[] => {
    const [old, now] = [valueIn(before, name), valueIn(after, name)];
    if (value !== old) return [[name, value]];
    return now === undefined ? [] : [[name, now]];
  });
  const added = after.headers.filter(
    ([name]) => valueIn(before, name) === undefined && valueIn(request, name) === undefined,
  );
  const isOwnBody =
    request.body !== undefined &&
    before.body !== undefined &&
    Buffer.from(request.body).equals(Buffer.from(before.body));
  return {
    method: request.method,
    target: request.target === before.target ? after.target : request.target,
    headers: [...kept, ...added],
    ...(isOwnBody && after.body !== undefined
      ? { body: after.body }
      : request.body === undefined
        ? {}
        : { body: request.body }),
  };
}
