import type { Behaviour } from 'openapi-plumbline';
import { isObject, type Json, listOf } from './api.ts';

const without = (body: Json, name: string): Json =>
  Object.fromEntries(Object.entries(body).filter(([each]) => each !== name));

const isChunk = (body: Json): boolean => body['object'] === 'chat.completion.chunk';

/** Ways in which an answer of chat goes wrong. */
export const chatFaults: Behaviour = {
  id: 'chat-faults',
  appliesTo: [],
  faults: {
    'usage-missing': {
      title: 'chat says nowhere how many tokens were used',
      alter: (body) =>
        without(
          {
            ...body,
            ...(Array.isArray(body['choices'])
              ? {
                  choices: listOf(body['choices']).map((choice) =>
                    isObject(choice) ? without(choice, 'usage') : choice,
                  ),
                }
              : {}),
          },
          'usage',
        ),
    },
    'chunk-no-choices': {
      title: 'the chunks of a stream have no `choices`',
      alter: (body) => (isChunk(body) ? without(body, 'choices') : body),
    },
    'chunk-ids': {
      title: 'every chunk of a stream has an id of its own',
      alter: (body) =>
        isChunk(body)
          ? { ...body, id: `${String(body['id'])}-${JSON.stringify(body['choices']).length}` }
          : body,
    },
  },
};
