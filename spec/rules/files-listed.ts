import type { Rule, RuleConflict, RuleExchange } from 'openapi-plumbline';
import { objectsOf } from './json.ts';
import { soundResponse } from './outcome.ts';

/**
 * Every file that was uploaded before the last one and not deleted is listed: the list has no pages. Checked over
 * whole runs.
 */
export const filesListed: Rule = {
  id: 'files-listed',
  evidence: 'document',
  source: '#/paths/~1v1~1files/get: lists all files uploaded by the current user',
  appliesTo: ['uploadFile', 'listFiles', 'deleteFile'],
  across(exchanges) {
    const there = new Map<string, RuleExchange>();
    for (const exchange of exchanges) {
      const { operationId, status, arguments: call } = exchange;
      // What a request without a response did is unknown.
      if (operationId === 'deleteFile' && status !== 404) there.delete(String(call.path['file_id']));
      const response = soundResponse(exchange)?.response;
      if (response === undefined) continue;
      if (operationId === 'uploadFile' && typeof response['id'] === 'string')
        there.set(response['id'], exchange);
      if (operationId !== 'listFiles' || !Array.isArray(response['data']) || response['has_more'] === true)
        continue;
      const listed = new Set(objectsOf(response['data']).map(({ id }) => id));
      // The newest is what created-is-listed looks for: one defect, one finding.
      const [lost] = [...there].slice(0, -1).filter(([id]) => !listed.has(id));
      if (lost === undefined) continue;
      const message = `${lost[0]} was uploaded and is not in the list of ${listed.size}`;
      return [{ exchange, against: [lost[1]], message, instanceLocation: '/data' } satisfies RuleConflict];
    }
    return [];
  },
};
