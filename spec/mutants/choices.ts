import { isObject } from 'openapi-plumbline';
import { inResponse, type Json } from './break.ts';

/** The one operation of chat. */
export const chat = ['createChatCompletion'] as const;

export { isObject };

export const objectOf = (value: unknown): Json => (isObject(value) ? value : {});

export const listOf = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? (value as readonly Json[]) : [];

export const without = (body: Json, ...names: readonly string[]): Json =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));

/** Changes the choices of whole answers, one at least. */
export const inChoices = (alter: (choice: Json, sent: Json, index: number) => Json) =>
  inResponse(chat, (body, _, sent) => {
    const choices = listOf(body['choices']);
    const some = [{ index: 0, message: { role: 'assistant', content: 'x' }, finish_reason: 'stop' }];
    return {
      ...body,
      choices: (choices.length > 0 ? choices : some).map((choice, index) => alter(choice, sent, index)),
    };
  });

/** Changes the message of each choice. */
export const inMessage = (alter: (message: Json, sent: Json) => Json) =>
  inChoices((choice, sent) => ({ ...choice, message: alter(objectOf(choice['message']), sent) }));
