import { chatRule } from './chat-rule.ts';
import { wrong } from './outcome.ts';

/** A whole answer says what it used; a stream says so where it was asked to. */
export const usagePresent = chatRule(
  'usage-present',
  'third-party-measured',
  'published request and response pairs of the real API: usage stands in every answer, and in the finish chunk of every stream',
  ({ usage }) => (usage === undefined ? wrong('/usage', 'the answer says nothing of its usage') : undefined),
);
