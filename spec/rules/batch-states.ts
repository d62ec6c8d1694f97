import type { Rule, RuleConflict, RuleExchange } from 'openapi-plumbline';
import { isObject } from './json.ts';

/** From each status, those that can follow. */
const next: Readonly<Record<string, readonly string[]>> = {
  validating: ['in_progress', 'finalizing', 'completed', 'failed', 'expired', 'cancelling', 'cancelled'],
  in_progress: ['finalizing', 'completed', 'failed', 'expired', 'cancelling', 'cancelled'],
  finalizing: ['completed', 'failed', 'expired', 'cancelling', 'cancelled'],
  cancelling: ['cancelled', 'completed', 'failed', 'expired'],
  completed: [],
  failed: [],
  expired: [],
  cancelled: [],
};

/** What can be cancelled, as the document says. */
const cancellable: ReadonlySet<unknown> = new Set(['validating', 'in_progress', 'finalizing']);

/** A batch goes forward through its states, and what has ended is not cancelled. Checked over whole runs. */
export const batchStateMachine: Rule = {
  id: 'batch-state-machine',
  evidence: 'document',
  source:
    '#/paths/~1v1~1batches~1{batch_id}~1cancel/post: only batches that are validating, in_progress or finalizing can be cancelled',
  appliesTo: ['createBatch', 'retrieveBatch', 'cancelBatch'],
  across(exchanges) {
    const states = new Map<unknown, string>();
    const lives = new Map<unknown, RuleExchange[]>();
    const refused = new Map<unknown, RuleExchange>();
    return exchanges.flatMap((exchange): readonly RuleConflict[] => {
      const { status: code, body, operationId, arguments: call } = exchange;
      if (operationId === 'cancelBatch' && code === 400) refused.set(call.path['batch_id'], exchange);
      if (code < 200 || code >= 300 || !isObject(body)) return [];
      const { id, status } = body;
      const before = states.get(id);
      const life = lives.get(id) ?? [];
      lives.set(id, life);
      const conflict = (message: string): readonly RuleConflict[] => [
        { exchange, against: life.slice(0, -1), message, instanceLocation: '/status' },
      ];
      life.push(exchange);
      if (typeof status === 'string') states.set(id, status);
      const refusal = operationId === 'retrieveBatch' ? refused.get(id) : undefined;
      // States only go forward: what can be cancelled now could be when that was refused.
      if (refusal !== undefined && cancellable.has(status))
        return [
          {
            exchange,
            against: [refusal],
            message: `a batch that is ${String(status)} was not cancelled`,
            instanceLocation: '/cancel',
          },
        ];
      if (before === undefined || typeof status !== 'string') return [];
      if (operationId === 'cancelBatch' && next[before]?.length === 0)
        return conflict(`a batch that is ${before} was cancelled`);
      if (before === status || (next[before] ?? [status]).includes(status)) return [];
      return conflict(`a batch that was ${before} is ${status}`);
    });
  },
};
