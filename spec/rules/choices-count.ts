import { chatRule } from './chat-rule.ts';
import { wrong } from './outcome.ts';

/** As many choices as were requested, numbered from 0. */
export const choicesCount = chatRule(
  'choices-count',
  'document',
  '#/components/schemas/MoonshotV1ChatRequest/allOf/1/properties/n: the number of results to generate',
  ({ choices, request }) => {
    const requested = request['n'] ?? 1;
    if (choices.length !== requested)
      return wrong('/choices', `${choices.length} choices, requested were ${String(requested)}`);
    const indexes = new Set(choices.map(({ index }) => index));
    return choices.every((_, index) => indexes.has(index))
      ? undefined
      : wrong('/choices/index', `the choices are numbered ${[...indexes].join(', ')}`);
  },
);
