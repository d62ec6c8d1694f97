import { chatRule } from './chat-rule.ts';
import { wrong } from './outcome.ts';

/** What stops the response is not in the response. */
export const stopWithheld = chatRule(
  'stop-withheld',
  'document',
  '#/components/schemas/ChatRequestBase/properties/stop: the matched words will not be output',
  ({ choices, request: { stop } }) => {
    const words = (Array.isArray(stop) ? stop : [stop]).filter(
      (word): word is string => typeof word === 'string' && word !== '',
    );
    if (words.length === 0) return 'nothing is to stop the response';
    const found = words.find((word) =>
      choices.some(({ content }) => typeof content === 'string' && content.includes(word)),
    );
    return found === undefined
      ? undefined
      : wrong('/choices/message/content', `holds the stop text ${JSON.stringify(found)}`);
  },
);
