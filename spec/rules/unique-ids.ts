import type { Rule, RuleConflict } from 'openapi-plumbline';
import { soundAnswer } from './outcome.ts';

/** What is made gets an id that nothing made before it has. */
export const uniqueIds: Rule = {
  id: 'unique-ids',
  evidence: 'document',
  source: '#/components/schemas/FileObject/properties/id, #/components/schemas/BatchObject/properties/id',
  appliesTo: ['uploadFile', 'createBatch'],
  across(exchanges) {
    const seen = new Set<unknown>();
    return exchanges.flatMap((exchange): readonly RuleConflict[] => {
      const id = soundAnswer(exchange)?.answer['id'];
      if (id === undefined) return [];
      const isTwice = seen.has(id);
      seen.add(id);
      return isTwice
        ? [{ exchange, message: `${String(id)} is the id of two things`, instanceLocation: '/id' }]
        : [];
    });
  },
};
