import type { Rule, RuleExchange } from 'openapi-plumbline';
import { completedOf } from './completed.ts';
import { objectOf } from './json.ts';

const estimateOf = ({ body }: RuleExchange): number | undefined => {
  const { total_tokens: total } = objectOf(objectOf(body)['data']);
  return typeof total === 'number' ? total : undefined;
};

const messagesOf = ({ arguments: { body } }: RuleExchange): unknown => objectOf(body?.value)['messages'];

/** Tokenizers differ, and a template is added: how far the two counts may lie apart. */
const agrees = (estimate: number, prompt: number): boolean =>
  estimate <= prompt * 3 + 64 && prompt <= estimate * 3 + 64;

/** What is estimated for messages is about what chat then counts for them. Checked over whole runs. */
export const estimateAgrees: Rule = {
  id: 'estimate-agrees',
  evidence: 'document',
  source:
    '#/paths/~1v1~1tokenizers~1estimate-token-count/post: the input is almost identical to that of chat completions',
  appliesTo: ['estimateTokenCount', 'createChatCompletion'],
  across(exchanges) {
    const prompts = new Map<string, { readonly prompt: number; readonly chat: RuleExchange }>();
    for (const exchange of exchanges) {
      const prompt =
        exchange.operationId === 'createChatCompletion'
          ? completedOf(exchange)?.usage?.['prompt_tokens']
          : undefined;
      // Tools and formats are counted too, and stand in no estimate.
      const { tools, response_format: format } = objectOf(exchange.arguments.body?.value);
      if (typeof prompt === 'number' && tools === undefined && format === undefined)
        prompts.set(JSON.stringify(messagesOf(exchange)), { prompt, chat: exchange });
    }
    for (const exchange of exchanges) {
      const estimate =
        exchange.operationId === 'estimateTokenCount' && exchange.status === 200
          ? estimateOf(exchange)
          : undefined;
      const { prompt, chat } = prompts.get(JSON.stringify(messagesOf(exchange))) ?? {};
      if (estimate === undefined || prompt === undefined || chat === undefined || agrees(estimate, prompt))
        continue;
      const message = `estimated are ${estimate} tokens, chat counts ${prompt} for the same messages`;
      return [{ exchange, against: [chat], message, instanceLocation: '/data/total_tokens' }];
    }
    return [];
  },
};

/** The text of messages that are nothing but text. */
function lengthOf(messages: unknown): number | undefined {
  if (!Array.isArray(messages)) return undefined;
  const texts = messages.map((message) => objectOf(message)['content']);
  return texts.every((text) => typeof text === 'string') ? texts.join('').length : undefined;
}

/** Much more text is more tokens. Checked over whole runs. */
export const estimateGrows: Rule = {
  id: 'estimate-grows',
  evidence: 'document',
  source: '#/paths/~1v1~1tokenizers~1estimate-token-count/post: estimated total number of tokens',
  appliesTo: ['estimateTokenCount'],
  across(exchanges) {
    const counted = exchanges.flatMap((exchange) => {
      const [length, tokens] = [lengthOf(messagesOf(exchange)), estimateOf(exchange)];
      return exchange.status === 200 && length !== undefined && tokens !== undefined
        ? [{ exchange, length, tokens }]
        : [];
    });
    const least = counted.reduce<(typeof counted)[number] | undefined>(
      (found, each) => (found === undefined || each.length < found.length ? each : found),
      undefined,
    );
    const shrunk = counted.find(
      ({ length, tokens }) => least !== undefined && length >= least.length + 40 && tokens <= least.tokens,
    );
    if (shrunk === undefined || least === undefined) return [];
    const message = `${shrunk.tokens} tokens for ${shrunk.length} characters, ${least.tokens} for ${least.length}`;
    return [
      {
        exchange: shrunk.exchange,
        against: [least.exchange],
        message,
        instanceLocation: '/data/total_tokens',
      },
    ];
  },
};
