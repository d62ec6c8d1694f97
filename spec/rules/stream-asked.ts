import type { Rule } from 'openapi-plumbline';
import { objectOf } from './json.ts';
import { nothingToSee, verdictOf, wrong } from './outcome.ts';

/** Only what asks for a stream gets one. */
export const streamAsked: Rule = {
  id: 'stream-asked',
  evidence: 'document',
  source:
    '#/components/schemas/ChatRequestBase/properties/stream: whether to return the response in a streaming fashion, default is false',
  appliesTo: ['createChatCompletion'],
  check({ status, intent, contentType, arguments: { body } }) {
    if (status !== 200 || intent !== 'valid') return verdictOf(nothingToSee);
    if (objectOf(body?.value)['stream'] === true) return verdictOf('a stream was asked for');
    return verdictOf(
      contentType.startsWith('text/event-stream')
        ? wrong('/stream', 'the answer is a stream, and none was asked for')
        : undefined,
    );
  },
};
