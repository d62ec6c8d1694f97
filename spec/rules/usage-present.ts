import { chatRule } from './chat-rule.ts';
import { wrong } from './outcome.ts';

/** A completion states its usage; a stream does where the request wants it. */
export const usagePresent = chatRule(
  'usage-present',
  'third-party-measured',
  'published request and response pairs of the real API: usage stands in every response, and in the finish chunk of every stream',
  ({ usage }) =>
    usage === undefined ? wrong('/usage', 'the response says nothing of its usage') : undefined,
);
