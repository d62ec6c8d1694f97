import { Moonshot, ValidationError } from 'moonshot-plumbline';
import { validation } from 'moonshot-plumbline/validation';
import { expect, it } from 'vitest';

/** What the validation of requests says of models: the variant that was meant, and those that the document does not list. */

const messages = [{ role: 'user' as const, content: 'x' }];

/** What a request is refused with, or `sent`. */
async function outcome(body: object, mode: 'throw' | 'warn' = 'throw'): Promise<string> {
  const warnings: string[] = [];
  let isSent = false;
  const client = new Moonshot({
    apiKey: 'sk-test',
    validate: validation({ requests: mode }),
    logger: ({ kind, message = '' }) => void (kind === 'warning' && warnings.push(message)),
    fetch: async () => {
      isSent = true;
      return Response.json({});
    },
  });
  // Requests that the types refuse, too.
  const request = { messages, ...body } as Parameters<typeof client.chat.completions.create>[0];
  try {
    await client.chat.completions.create(request);
  } catch (error) {
    if (error instanceof ValidationError) return error.message;
    throw error;
  }
  return isSent ? ['sent', ...warnings].join('; ') : 'not sent';
}

it.each([
  {
    title: 'keep, which kimi-k2.5 lacks',
    body: { model: 'kimi-k2.5', thinking: { type: 'enabled', keep: 'all' } },
    wanted:
      'createChatCompletion (model "kimi-k2.5"): the request breaks its schema: /thinking/keep: is a member that is not allowed here',
  },
  {
    title: 'keep of kimi-k2.6',
    body: { model: 'kimi-k2.6', thinking: { type: 'enabled', keep: 'all' } },
    wanted: 'sent',
  },
  {
    title: 'another temperature of kimi-k2.6',
    body: { model: 'kimi-k2.6', temperature: 0.3 },
    wanted:
      'createChatCompletion (model "kimi-k2.6"): the request breaks its schema: /temperature: must be one of 1, 0.6, is 0.3',
  },
  { title: 'a model that is not listed', body: { model: 'kimi-k3' }, wanted: 'sent' },
  {
    title: 'a common member of a model that is not listed',
    body: { model: 'kimi-k3', stop: ['1', '2', '3', '4', '5', '6'] },
    wanted:
      'createChatCompletion (model "kimi-k3"): the request breaks its schema: /stop: must have at most 5 items, has 6',
  },
  {
    title: 'a member that only its own document knows',
    body: { model: 'kimi-k3', thinking: { effort: 'max' } },
    wanted: 'sent',
  },
  {
    title: 'no model',
    body: {},
    wanted: 'createChatCompletion: the request breaks its schema: body: lacks the member "model"',
  },
])('$title', async ({ body, wanted }) => {
  expect(await outcome(body)).toBe(wanted);
});

it('warns of a misspelt member of a listed model, and not of the members of one that is not listed', async () => {
  expect(await outcome({ model: 'kimi-k2.6', max_tokenz: 5 }, 'warn')).toMatch(/^sent; .*\/max_tokenz/);
  expect(await outcome({ model: 'kimi-k3', thinking: { effort: 'max' } }, 'warn')).toBe('sent');
});
