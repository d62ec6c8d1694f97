import { Moonshot } from 'moonshot-plumbline';
import OpenAI from 'openai';
import { createMock } from 'openapi-plumbline/mock';
import { behaviours } from '../../behaviours/index.ts';
import { contract } from '../../behaviours/testing/with-client.ts';

/** One thing that the helpers of the npm package `openai` do, and what there is here. */
export interface Behaviour {
  readonly openai: string;
  readonly here: 'have' | 'better' | 'left out';
  /** What to use here; for what is left out, the reason. */
  readonly how: string;
  /**
   * Throws where it is not so. It runs against the mock as it is and under each fault that a careful client bears: split bytes,
   * a 429, a 500.
   */
  readonly test?: (world: World) => Promise<void>;
  /** The test reads a stream: it must reject with an error of the client when that is cut or malformed, never pass. */
  readonly reads?: 'a stream';
  /** What `openai` itself does, where that is claimed to be worse. */
  readonly theirs?: (world: World) => Promise<void>;
}

/** A mock with a client of each package. */
export interface World {
  readonly client: Moonshot;
  readonly openai: OpenAI;
  /** What was sent, in order: method and path. */
  readonly sent: string[];
  /** Turns a fault on, such as `status=500*1`. */
  fault(id: string): void;
  control(path: string, body: object): Promise<void>;
}

export function createWorld(faults: readonly string[] = []): World {
  const mock = createMock(contract, { behaviours });
  for (const fault of faults) mock.fault(fault);
  const sent: string[] = [];
  const send = async (url: string, init: RequestInit | undefined): Promise<Response> => {
    const request = new Request(url, init);
    sent.push(`${request.method} ${new URL(url).pathname}`);
    return mock.fetch(request);
  };
  return {
    sent,
    client: new Moonshot({
      apiKey: 'sk-test',
      baseUrl: 'http://mock.test',
      fetch: send,
    }),
    openai: new OpenAI({
      apiKey: 'sk-test',
      baseURL: 'http://mock.test/v1',
      fetch: (url, init) => send(String(url), init as RequestInit),
    }),
    fault: (id) => mock.fault(id),
    async control(path, body) {
      const request = new Request(`http://mock.test/__mock/${path}`, {
        method: 'POST',
        // Some controls are those of one account.
        headers: { authorization: 'Bearer sk-test' },
        body: JSON.stringify(body),
      });
      const response = await mock.fetch(request);
      if (!response.ok) throw new Error(await response.text());
    },
  };
}

export const user = (content: string) => ({ role: 'user' as const, content });
/** A model that thinks, and one that does not. */
export const thinking = { model: 'kimi-k2.6' as const, messages: [user('Hello')] };
export const plain = { model: 'kimi-k2-0905-preview' as const, messages: [user('Hello')] };
export const parameters = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
} as const;
export const weather = { name: 'get_weather', parameters, run: (): unknown => ({ degrees: 21 }) };
export const news = { name: 'read_news', parameters, run: (): unknown => 'nothing new' };
export const callWeather = { ...plain, messages: [user('Please call get_weather')] };
export const callBoth = { ...plain, messages: [user('Please call get_weather and read_news')] };

/** What a promise was rejected with. */
export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
