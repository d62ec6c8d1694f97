import type { Rule } from 'openapi-plumbline';
import { objectOf } from './json.ts';
import { nothingToSee, verdictOf, wrong } from './outcome.ts';

/** Only a request with stream: true gets a stream. */
export const streamRequested: Rule = {
  id: 'stream-requested',
  evidence: 'document',
  source:
    '#/components/schemas/ChatRequestBase/properties/stream: whether to return the response in a streaming fashion, default is false',
  appliesTo: ['createChatCompletion'],
  check({ status, intent, contentType, arguments: { body } }) {
    if (status !== 200 || intent !== 'valid') return verdictOf(nothingToSee);
    if (objectOf(body?.value)['stream'] === true) return verdictOf('the request wants a stream');
    return verdictOf(
      contentType.startsWith('text/event-stream')
        ? wrong('/stream', 'the response is a stream although the request does not want one')
        : undefined,
    );
  },
};
