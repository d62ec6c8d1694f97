import type { Rule } from 'openapi-plumbline';
import { isObject, nothingToSee, soundAnswer, verdict } from './answer.ts';

/** `n` results are asked for and given, numbered from 0. */
export const choicesCount: Rule = {
  id: 'choices-count',
  evidence: 'document',
  source:
    '#/components/schemas/MoonshotV1ChatRequest/allOf/1/properties/n: the number of results for each message',
  appliesTo: ['createChatCompletion'],
  check(exchange) {
    const sound = soundAnswer(exchange);
    const choices = sound?.answer['choices'];
    if (sound === undefined || !Array.isArray(choices)) return nothingToSee;
    const n = typeof sound.request['n'] === 'number' ? sound.request['n'] : 1;
    if (choices.length !== n) {
      return verdict(false, `n is ${n}, there are ${choices.length} choices`, '/choices');
    }
    const indexes = choices.map((choice: unknown) => (isObject(choice) ? choice['index'] : undefined));
    const numbered =
      indexes.every((index) => index === undefined) ||
      indexes.every((index, at) => indexes.includes(at) && index !== undefined);
    return verdict(
      numbered,
      `the choices are numbered ${indexes.join(', ')}, expected 0 to ${n - 1}`,
      '/choices',
    );
  },
};
