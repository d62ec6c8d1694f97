import { isObject } from '../../json/pointer.ts';
import type { LintRule } from '../finding.ts';

/** `webhooks: {}` says nothing. */
export const emptyWebhooks: LintRule = ({ document: { webhooks } }) =>
  isObject(webhooks) && Object.keys(webhooks).length === 0
    ? [
        {
          code: 'empty-webhooks',
          severity: 'info',
          pointer: '#/webhooks',
          message: 'webhooks is empty',
          fix: { target: '$.webhooks', remove: true },
        },
      ]
    : [];
