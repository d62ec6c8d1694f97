import type { Contract } from '../../../generator/contract/model.ts';
import { createMock, type Mock, type MockOptions } from '../mock.ts';

/** A response with its body parsed where it is JSON. */
export interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

const credentials = { authorization: 'Bearer k', 'x-api-key': 'k' };

/** A client of a mock that sends one request after another. */
export function clientOf(contract: Contract, options: MockOptions = {}) {
  const mock: Mock = createMock(contract, options);
  const send = async (
    line: string,
    body?: unknown,
    headers: { readonly [name: string]: string } = {},
  ): Promise<Received> => {
    const [method = '', path = ''] = line.split(' ');
    const isForm = body instanceof FormData;
    const response = await mock.fetch(
      new Request(path.startsWith('http') ? path : `http://mock.test${path}`, {
        method,
        headers: {
          ...credentials,
          ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text !== '' ? JSON.parse(text) : text,
    };
  };
  return { mock, send };
}

/** The id in a response. */
export const idOf = ({ body }: Received): string => String((body as { readonly id: unknown }).id);
