import type { Contract, Operation } from '../../generator/contract/model.ts';
import { createComplaints } from '../complaints.ts';
import type { Handler } from '../model.ts';
import { seedFrom } from '../wire/random.ts';
import { documentedStatus, successStatus } from '../wire/responses.ts';
import { createAnswers } from './answers.ts';
import { acceptsCredentials } from './credentials.ts';
import { readArguments } from './request.ts';
import { createRouter } from './router.ts';
import { createStore } from './store.ts';
import { validateArguments } from './validate.ts';

export interface MockOptions {
  /** Equal seeds and equal requests give equal answers. Default 1. */
  readonly seed?: number;
  /** The only key that is taken; by default any key is, unless it begins with `bad` or `invalid`. */
  readonly key?: string;
}

/** A server for every operation of a contract, made from its schemas: checks requests, answers as documented. */
export interface Mock {
  /** A web-standard handler: call it in-process, or serve it with `listen`. */
  readonly fetch: Handler;
}

const crossOrigin = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': '*',
  'access-control-allow-headers': '*, authorization',
  'access-control-expose-headers': '*',
};

export function createMock(contract: Contract, options: MockOptions = {}): Mock {
  const { seed = 1, key } = options;
  const route = createRouter(contract);
  const complaints = createComplaints(contract);
  const answers = createAnswers(contract, complaints);
  const store = createStore(contract, complaints);

  const answer = async (request: Request): Promise<Response> => {
    const { pathname, search } = new URL(request.url);
    const found = route(request.method, pathname);
    if (found.kind === 'not-found')
      return answers.error(undefined, 404, `there is no operation at ${pathname}`);
    if (found.kind === 'method-not-allowed') {
      const allow = found.allow.join(', ');
      if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: { allow } });
      if (request.method === 'HEAD' && found.allow.includes('HEAD'))
        return headOf(await answer(new Request(request.url, { headers: request.headers })));
      return answers.error(undefined, 405, `${request.method} is not allowed here: use ${allow}`, { allow });
    }
    const { operation, path } = found;
    if (!acceptsCredentials(contract, operation, request, key))
      return answers.error(operation, 401, 'a valid key is required');
    const bytes = new Uint8Array(await request.clone().arrayBuffer());
    const read = await readArguments(contract, operation, path, request);
    if ('unreadable' in read) return refuse(operation, read.unreadable.status, read.unreadable.message);
    const [refusal] = validateArguments(operation, read.arguments, complaints);
    if (refusal !== undefined)
      return refuse(operation, 400, `${refusal.place} ${refusal.message} (${refusal.keywordLocation})`);
    const { arguments: call } = read;
    const missing = store.missing(operation, call);
    if (missing !== undefined)
      return refuse(operation, 404, `there is nothing with the id ${JSON.stringify(missing)}`);
    const status = successStatus(operation);
    const draw = (attempt: number) =>
      answers.draw(
        operation,
        status,
        call,
        request.headers.get('accept'),
        seedFrom(seed, request.method, pathname + search, bytes, attempt),
      );
    const drawn = draw(0);
    if (drawn === undefined) {
      store.settle(operation, call, null, () => null);
      return answers.write(status, undefined);
    }
    return answers.write(status, {
      ...drawn,
      value: store.settle(operation, call, drawn.value, (attempt) => draw(attempt)?.value),
    });
  };

  // The status the document has for a bad request, the fitting one first.
  const refuse = (operation: Operation, status: number, message: string): Response =>
    answers.error(
      operation,
      documentedStatus(operation, status === 404 ? [404, 410] : [status, 400, 422]) ?? status,
      message,
    );

  return {
    async fetch(request) {
      const response = await answer(request);
      for (const [name, value] of Object.entries(crossOrigin)) response.headers.set(name, value);
      return response;
    },
  };
}

const headOf = (response: Response): Response =>
  new Response(null, { status: response.status, headers: response.headers });
