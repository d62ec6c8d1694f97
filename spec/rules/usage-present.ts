import { chatRule } from './chat-rule.ts';
import { wrong } from './outcome.ts';

/** A completion that is not streamed states its usage; `stream-usage` judges streams that were asked for theirs. */
export const usagePresent = chatRule(
  'usage-present',
  'third-party-measured',
  'published request and response pairs of the real API: usage stands in every response',
  ({ request, usage }) =>
    usage === undefined && request['stream'] !== true
      ? wrong('/usage', 'the response says nothing of its usage')
      : undefined,
);
