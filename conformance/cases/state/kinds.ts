import type { Operation } from '../../../generator/contract/model.ts';
import { isFilePart } from '../../../generator/json/file-part.ts';
import { isObject } from '../../../generator/json/pointer.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import type { Exchange } from '../../model.ts';
import { edgeCalls } from '../edge-calls.ts';
import { richCall } from '../rich-call.ts';
import type { StateContext } from './context.ts';

/** Most kinds of items that are tried for one operation. */
const mostKinds = 6;

/** A kind of items: a number counts the kinds that the schema of the creation shows; a text is a description that the item must fit. */
export type Kind = number | string;

/** Items of different kinds, for operations that not every item supports: not every file has a content, for example. */
export interface Kinds {
  /** The call that creates an item of a kind; 0 is the least call. */
  callFor(maker: Operation, kind: Kind): Arguments | undefined;
  /** Whether a description says of which kind an item must be: `a .csv file uploaded with purpose=import`. */
  isDescribed(maker: Operation, words: string): boolean;
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
  /** Operations whose body refers to items. */
  const refers = new Set(
    contract.inferred.references.filter((each) => each.in === 'body').map(({ operationId }) => operationId),
  );
  const callsOf = (maker: Operation): readonly Arguments[] => {
    const own = samplerOf(maker);
    const least = own.leastCall(undefined);
    if (least === undefined) return [];
    const edges = edgeCalls(own, undefined).filter(({ title }) => / at (enum |object least)/.test(title));
    const rich = richCall(own, 0);
    const plausible = rich === undefined ? [] : [withFilesOf(least, rich)];
    return [least, ...plausible, ...edges.slice(0, mostKinds).map(({ call }) => withFilesOf(least, call))];
  };
  const described = (maker: Operation, words: string): Arguments | undefined => {
    const calls = callsOf(maker);
    const named = calls.find((call) => isNamedIn(call, words));
    const [least] = calls;
    return renamed(named ?? least, words) ?? named;
  };
  return {
    callFor: (maker, kind) => (typeof kind === 'number' ? callsOf(maker)[kind] : described(maker, kind)),
    isDescribed: (maker, words) => described(maker, words) !== undefined,
    wantedFor: ({ operationId }) => wanted.get(operationId),
    learn({ testCase: sent, response: { status } }) {
      if (sent.intent !== 'valid' || sent.credentials !== 'valid') return;
      // What an item can stand is used up, such as the money of an account: the search goes on at each conflict.
      const isSpent = status === 409 && refers.has(sent.operationId);
      if (accepted.has(sent.operationId) && !isSpent) return;
      const role = roles.get(sent.operationId);
      if (status < 400) accepted.add(sent.operationId);
      else if (
        (sent.isLive === true || isSpent) &&
        (role?.role === 'action' || role?.resource?.kind === 'singleton' || refers.has(sent.operationId)) &&
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

/** Whether a description names a member of a body together with its value: `purpose=batch`, `of the type "video"`. */
const isNamedIn = ({ body }: Arguments, words: string): boolean =>
  isObject(body?.value) &&
  Object.entries(body.value).some(
    ([name, value]) =>
      typeof value === 'string' &&
      value.length > 1 &&
      new RegExp(`\\b${escaped(name)}\\W{0,3}(?:is |of )?\\W{0,2}${escaped(value)}\\b`, 'i').test(words),
  );

const escaped = (text: string): string => text.replaceAll(/[^A-Za-z0-9]/g, '\\$&');

/** What a small file of a format has in it. */
const contents: { readonly [extension: string]: string } = {
  jsonl: '{}\n',
  ndjson: '{}\n',
  json: '{}\n',
  csv: 'name\nplumbline\n',
  txt: 'plumbline\n',
  md: 'plumbline\n',
};

/** The call with its files named as a description names them: `a .csv file`. */
function renamed(call: Arguments | undefined, words: string): Arguments | undefined {
  const [, extension] = /(?:^|[\s("'`*])\.([a-z0-9]{2,5})\b/i.exec(words) ?? [];
  const content = contents[extension?.toLowerCase() ?? ''];
  const { body } = call ?? {};
  if (content === undefined || call === undefined || body === undefined || !isObject(body.value))
    return undefined;
  const files = Object.entries(body.value).filter(([, part]) => isFilePart(part));
  if (files.length === 0) return undefined;
  const value = {
    ...body.value,
    ...Object.fromEntries(
      files.map(([name, part]) => [
        name,
        isFilePart(part)
          ? {
              $file: {
                ...part.$file,
                name: `plumbline.${extension}`,
                bytes: new TextEncoder().encode(content),
              },
            }
          : part,
      ]),
    ),
  };
  return { ...call, body: { ...body, value } };
}
