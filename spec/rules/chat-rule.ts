import type { EvidenceClass, Rule } from 'openapi-plumbline';
import { type Completed, completedOf } from './completed.ts';
import { verdictOf, type Wrong } from './outcome.ts';

/** A rule over completions, whole and streamed alike. `judge` says what is wrong, or why it has nothing to say. */
export const chatRule = (
  id: string,
  evidence: EvidenceClass,
  source: string,
  judge: (completed: Completed) => Wrong | string | undefined,
): Rule => ({
  id,
  evidence,
  source,
  appliesTo: ['createChatCompletion'],
  check(exchange) {
    const completed = completedOf(exchange);
    return verdictOf(completed === undefined ? 'the response is not a completion' : judge(completed));
  },
});
