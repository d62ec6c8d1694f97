import type { Rule, RuleConflict, RuleExchange } from 'openapi-plumbline';
import { soundResponse } from './outcome.ts';

/** What is made gets an id that nothing made before it has. */
export const uniqueIds: Rule = {
  id: 'unique-ids',
  evidence: 'document',
  source: '#/components/schemas/FileObject/properties/id, #/components/schemas/BatchObject/properties/id',
  appliesTo: ['uploadFile', 'createBatch'],
  across(exchanges) {
    const seen = new Map<unknown, RuleExchange>();
    return exchanges.flatMap((exchange): readonly RuleConflict[] => {
      const id = soundResponse(exchange)?.response['id'];
      if (id === undefined) return [];
      const first = seen.get(id);
      if (first === undefined) seen.set(id, exchange);
      return first !== undefined
        ? [
            {
              exchange,
              against: [first],
              message: `${String(id)} is the id of two things`,
              instanceLocation: '/id',
            },
          ]
        : [];
    });
  },
};
