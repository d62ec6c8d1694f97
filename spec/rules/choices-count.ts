import { chatRule } from './chat-rule.ts';
import { wrong } from './outcome.ts';

/** As many choices as were asked for, numbered from 0. */
export const choicesCount = chatRule(
  'choices-count',
  'document',
  '#/components/schemas/MoonshotV1ChatRequest/allOf/1/properties/n: the number of results to generate',
  ({ choices, request }) => {
    const asked = request['n'] ?? 1;
    if (choices.length !== asked)
      return wrong('/choices', `${choices.length} choices, asked for were ${String(asked)}`);
    const indexes = new Set(choices.map(({ index }) => index));
    return choices.every((_, index) => indexes.has(index))
      ? undefined
      : wrong('/choices/index', `the choices are numbered ${[...indexes].join(', ')}`);
  },
);
