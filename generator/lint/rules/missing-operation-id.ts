import { jsonPath } from '../../json/json-path.ts';
import type { LintRule } from '../finding.ts';

/** An operation without operationId: generated names rest on its path. */
export const missingOperationId: LintRule = ({ document, operations }) =>
  operations.flatMap(({ operation, pointer, method, path }) => {
    if (typeof operation['operationId'] === 'string') return [];
    const words = path.split(/[^A-Za-z0-9]+/).filter(Boolean);
    const operationId = method + words.map((word) => (word[0] ?? '').toUpperCase() + word.slice(1)).join('');
    const message = `${method.toUpperCase()} ${path} has no operationId`;
    return [
      {
        code: 'missing-operation-id',
        severity: 'warning',
        pointer,
        message,
        fix: { target: jsonPath(document, pointer), update: { operationId } },
      },
    ];
  });
