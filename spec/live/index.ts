import type { LiveSettings } from 'openapi-plumbline';
import { chatBody, chatFeatures, estimate, hiddenTokens } from './chat.ts';
import { fileFeatures } from './files.ts';

/** Settings of a run against the vendor's servers: what costs money, what is served, and which features come first. */
export const live: LiveSettings = {
  paid: ['createChatCompletion', 'createBatch'],
  limits: ['max_tokens', 'max_completion_tokens'],
  served: { operationId: 'listModels', items: ['data'], id: 'id' },
  retired: { status: 404, members: ['error', 'type'], value: 'resource_not_found_error' },
  noMoney: { status: 429, members: ['error', 'type'], value: 'exceeded_current_quota_error' },
  tokens: ['usage', 'total_tokens'],
  balance: { operationId: 'getBalance', available: ['data', 'available_balance'], unit: 'USD' },
  hiddenTokens,
  // The dearest served model of the documented ones, from the vendor's price list.
  price: {
    input: 0.95,
    output: 4,
    inputTokens: ['usage', 'prompt_tokens'],
    outputTokens: ['usage', 'completion_tokens'],
  },
  canonical: [
    {
      operationId: 'createChatCompletion',
      contentType: 'application/json',
      body: ({ value, maxTokens }) => (value === undefined ? undefined : chatBody({ value, maxTokens })),
    },
  ],
  features: [...chatFeatures, estimate, ...fileFeatures],
};
