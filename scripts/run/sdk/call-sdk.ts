import type { Contract } from '../../../generator/contract/model.ts';
import { type FilePart, isFilePart } from '../../../generator/json/file-part.ts';
import { isJson } from '../../../generator/json/media-type.ts';
import { isObject } from '../../../generator/json/pointer.ts';
import type { Call } from '../../../generator/print/call.ts';
import type { Arguments } from '../../../generator/wire/message.ts';
import type { SdkModule } from './load-sdk.ts';

/** The credential that the client is given: `user:password` where the scheme is Basic. */
export const sdkKey = 'user:plumbline-harness-key-1';

/** The base URL that the client is configured with. */
export const sdkOrigin = 'http://sdk.localhost';

/** The outcome of a call: a value, with the items of a stream read to its end, or an error. */
export interface Outcome {
  readonly value?: unknown;
  readonly items?: readonly unknown[];
  readonly error?: Error;
}

/** Answers a request of the client in place of the network. */
export type Responder = (request: Request) => Promise<Response>;

/** Whether the arguments request a stream. */
export function asksForStream(call: Call, args: Arguments): boolean {
  const toggle = call.stream?.toggle;
  return toggle !== undefined && isObject(args.body?.value) && args.body.value[toggle] === true;
}

const usesKeys = ({ operations }: Contract): boolean =>
  operations.some(({ security }) => security.some((names) => names.size > 0));

/** Makes a call through the client. A stream is read to its end. */
export async function callSdk(
  contract: Contract,
  call: Call,
  sdk: SdkModule,
  args: Arguments,
  respond: Responder,
  maxRetries = 0,
): Promise<Outcome> {
  const streams = asksForStream(call, args);
  const name = streams ? (call.stream?.functionName ?? call.functionName) : call.functionName;
  const run = sdk[name];
  if (typeof run !== 'function') return { error: new Error(`the package has no function ${name}`) };
  const items: unknown[] = [];
  try {
    const config = sdk.configure({
      // A client rejects a key that no operation uses; where one does, every call has it at hand.
      ...(usesKeys(contract) ? { apiKey: sdkKey } : {}),
      baseUrl: sdkOrigin,
      maxRetries,
      fetch: async (url: string, init: RequestInit) =>
        respond(new Request(url, { ...init, duplex: 'half' } as RequestInit)),
    });
    const value: unknown = await run(
      config,
      ...call.path.map(({ parameter }) => args.path[parameter.name]),
      ...(call.body === undefined ? [] : [bodyOf(args)]),
      ...(call.params === undefined ? [] : [{ ...args.query, ...args.header, ...args.cookie }]),
    );
    if (!streams || !isAsyncIterable(value)) return { value };
    for await (const item of value) items.push(item);
    return { value, items };
  } catch (error) {
    return { items, error: error instanceof Error ? error : new Error(String(error)) };
  }
}

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

/** The body as a person passes it: files are Files. */
function bodyOf({ body }: Arguments): unknown {
  const value = body?.value;
  if (isFilePart(value)) return fileOf(value);
  if (!isObject(value) || isJson(body?.contentType ?? '')) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      isFilePart(member)
        ? fileOf(member)
        : Array.isArray(member)
          ? member.map((item) => (isFilePart(item) ? fileOf(item) : item))
          : member,
    ]),
  );
}

const fileOf = ({ $file: { name, contentType, bytes } }: FilePart): File =>
  new File([bytes as BlobPart], name, { type: contentType });
