import type { Operation } from '../../../generator/contract/model.ts';
import { isFilePart } from '../../../generator/json/file-part.ts';
import { isObject } from '../../../generator/json/pointer.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import type { Exchange } from '../../model.ts';
import { edgeCalls } from '../edge-calls.ts';
import type { StateContext } from './context.ts';

/** Most kinds of items that are tried for one operation. */
const mostKinds = 6;

/** Items of different kinds, for operations that not every item supports: not every file has a content, for example. */
export interface Kinds {
  /** The call that creates an item of a kind; 0 is the least call. */
  callFor(maker: Operation, kind: number): Arguments | undefined;
  /** The kind to try next for an operation; `undefined` while none was refused. */
  wantedFor(operation: Operation): number | undefined;
  /** Learns which kinds an operation refuses. */
  learn(exchange: Exchange): void;
}

/** Kinds without knowledge of the server. */
export function createKinds({ contract, samplerOf }: StateContext): Kinds {
  const { roles } = contract.inferred;
  const wanted = new Map<string, number>();
  const accepted = new Set<string>();
  return {
    callFor(maker, kind) {
      const own = samplerOf(maker);
      const least = own.leastCall(undefined);
      if (least === undefined) return undefined;
      const edges = edgeCalls(own, undefined).filter(({ title }) => / at (enum |object least)/.test(title));
      const calls = [least, ...edges.slice(0, mostKinds).map(({ call }) => withFilesOf(least, call))];
      return calls[kind];
    },
    wantedFor: ({ operationId }) => wanted.get(operationId),
    learn({ testCase: sent, response: { status } }) {
      if (sent.intent !== 'valid' || sent.credentials !== 'valid' || accepted.has(sent.operationId)) return;
      const role = roles.get(sent.operationId);
      if (status < 400) accepted.add(sent.operationId);
      else if (
        sent.isLive === true &&
        (role?.role === 'action' || role?.resource?.kind === 'singleton') &&
        [400, 403, 409, 422].includes(status)
      )
        wanted.set(sent.operationId, ((wanted.get(sent.operationId) ?? 0) + 1) % (mostKinds + 1));
    },
  };
}

/** A call with the files of another: an edge call has empty files, which later operations cannot process. */
function withFilesOf({ body: from }: Arguments, call: Arguments): Arguments {
  const { body } = call;
  if (body === undefined || !isObject(body.value) || !isObject(from?.value)) return call;
  const files = Object.entries(from.value).filter(([, member]) => isFilePart(member));
  return { ...call, body: { ...body, value: { ...body.value, ...Object.fromEntries(files) } } };
}
